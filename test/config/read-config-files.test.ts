import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfigFiles } from '../../src/config/files.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { factOf } from './plain.ts';

function pathsIn(folder: string) {
  return { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
}

test('a config file is read as UTF-8, and a missing one as empty', () => {
  const paths = pathsIn(tempFolder());
  writeFileSync(paths.config, '[profile a]\n# café\n');
  expect(readConfigFiles(paths)).toEqual({
    config: { path: paths.config, text: '[profile a]\n# café\n', exists: true },
    credentials: { path: paths.credentials, text: '', exists: false },
  });
});

test('a file below a file does not exist', () => {
  const paths = pathsIn('/dev/null');
  expect(readConfigFiles(paths)).toEqual({
    config: { path: paths.config, text: '', exists: false },
    credentials: { path: paths.credentials, text: '', exists: false },
  });
});

test('a directory at the path of the credentials file counts as no file', () => {
  const paths = pathsIn(tempFolder());
  mkdirSync(paths.credentials);
  expect(readConfigFiles(paths).credentials).toEqual({
    path: paths.credentials,
    text: '',
    exists: true,
    isDirectory: true,
  });
});

test.each<[string, (path: string) => unknown, string]>([
  ['a directory', mkdirSync, 'EISDIR'],
  ['a link to itself', (path) => symlinkSync(path, path), 'ELOOP'],
  ['a device without an end', (path) => symlinkSync('/dev/zero', path), 'TOO-LARGE'],
  [
    'larger than 16 MiB',
    (path) => writeFileSync(path, Buffer.alloc(16 * 1024 * 1024 + 1, '#')),
    'TOO-LARGE',
  ],
  ['UTF-16', (path) => writeFileSync(path, '\ufeff[profile a]\n', 'utf16le'), 'UTF-16LE'],
])('a config file that is %s is an error that names it', (_, make, code) => {
  const paths = pathsIn(tempFolder());
  make(paths.config);
  expect(factOf(() => readConfigFiles(paths))).toEqual({
    kind: 'unreadable-file',
    file: paths.config,
    code,
  });
});

test('a config file with a name that is too long is an error', () => {
  const paths = { ...pathsIn(tempFolder()), config: `/${'a'.repeat(300)}` };
  expect(factOf(() => readConfigFiles(paths))).toEqual({
    kind: 'unreadable-file',
    file: paths.config,
    code: 'ENAMETOOLONG',
  });
});

test('a config file of exactly 16 MiB is read', () => {
  const paths = pathsIn(tempFolder());
  writeFileSync(paths.config, Buffer.alloc(16 * 1024 * 1024, '#'));
  expect(readConfigFiles(paths).config.text).toHaveLength(16 * 1024 * 1024);
});

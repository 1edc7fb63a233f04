import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfigFiles } from '../../src/config/read-config-files.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { factOf } from './plain.ts';

function pathsIn(folder: string) {
  return { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
}

test('a file is read as UTF-8, one that does not exist as empty', () => {
  const paths = pathsIn(tempFolder());
  writeFileSync(paths.config, '[profile a]\n# café\n');
  expect(readConfigFiles(paths)).toEqual({
    config: { path: paths.config, text: '[profile a]\n# café\n' },
    credentials: { path: paths.credentials, text: '' },
  });
});

test('a file that cannot be read is an error that names it', () => {
  const paths = pathsIn(tempFolder());
  mkdirSync(paths.credentials);
  expect(factOf(() => readConfigFiles(paths))).toEqual({
    kind: 'unreadable-file',
    file: paths.credentials,
    code: 'EISDIR',
  });
});

/** The file on disk: changes by other programs, and files that cannot be written. */

import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readForEdit, replaceFile } from '../../src/config-edit/replace-file.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NEW = Buffer.from('new');

function folderWith(text: string) {
  const folder = tempFolder();
  const file = join(folder, 'config');
  writeFileSync(file, text, { mode: 0o600 });
  return { folder, file, read: () => readFileSync(file, 'utf8') };
}

const failure = (kind: string, file: string) =>
  expect.objectContaining({ details: expect.objectContaining({ kind, file }) });

test('the backup of an edited file is the file before, each time', () => {
  const { folder, file } = folderWith('1');
  for (const text of ['2', '3']) replaceFile(readForEdit(file), Buffer.from(text));
  const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  expect(texts).toEqual([
    ['config', '3'],
    ['config.swrole-backup', '2'],
  ]);
});

test.each<[string, (file: string) => void]>([
  ['an edit', (file) => writeFileSync(file, 'two')],
  [
    'another file of the same text',
    (file) => {
      linkSync(file, `${file}.old`);
      writeFileSync(`${file}.new`, 'one');
      renameSync(`${file}.new`, file);
    },
  ],
  ['a change of its mode', (file) => chmodSync(file, 0o640)],
])('a file is not overwritten after %s since it was read', (_, change) => {
  const { folder, file, read } = folderWith('one');
  const state = readForEdit(file);
  change(file);
  const [names, text] = [readdirSync(folder), read()];
  expect(() => replaceFile(state, NEW)).toThrow(failure('changed', file));
  expect([readdirSync(folder), read()]).toEqual([names, text]);
});

test('a file that was created since it was read is not overwritten', () => {
  const file = join(tempFolder(), 'aws', 'config');
  const state = readForEdit(file);
  mkdirSync(join(file, '..'));
  writeFileSync(file, 'one');
  expect(() => replaceFile(state, NEW)).toThrow(failure('changed', file));
  expect(readFileSync(file, 'utf8')).toBe('one');
});

/** A group that a file of ours may have beside the one that new files get. */
const otherGroup =
  process.getuid?.() === 0 ? 4321 : process.getgroups?.().find((gid) => gid !== process.getgid?.());

test.skipIf(otherGroup === undefined)(
  'an edited file of another group keeps its group, and so does its backup',
  () => {
    const { folder, file } = folderWith('one');
    const { uid } = statSync(file);
    chownSync(file, uid, otherGroup ?? uid);
    chmodSync(file, 0o640);
    replaceFile(readForEdit(file), NEW);
    const found = readdirSync(folder).map((name) => {
      const { gid, mode } = statSync(join(folder, name));
      return [name, gid, (mode & 0o777).toString(8)];
    });
    expect(found).toEqual([
      ['config', otherGroup, '640'],
      ['config.swrole-backup', otherGroup, '640'],
    ]);
  },
);

test('a read-only file is left alone', () => {
  const { folder, file, read } = folderWith('one');
  chmodSync(file, 0o444);
  expect(() => replaceFile(readForEdit(file), NEW)).toThrow(failure('read-only', file));
  expect([readdirSync(folder), read()]).toEqual([['config'], 'one']);
});

test('a link to a missing file leads to the new file', () => {
  const folder = tempFolder();
  const file = join(folder, 'config');
  symlinkSync('dotfiles/config', file);
  expect(replaceFile(readForEdit(file), NEW)).toBeUndefined();
  expect(readFileSync(join(folder, 'dotfiles', 'config'), 'utf8')).toBe('new');
});

test('links in a circle are an error', () => {
  const file = join(tempFolder(), 'config');
  symlinkSync('config', file);
  expect(() => readForEdit(file)).toThrow(
    expect.objectContaining({ details: { kind: 'unreadable-file', file, code: 'ELOOP' } }),
  );
});

test('a failed edit leaves no files behind', () => {
  const { folder, file } = folderWith('one');
  mkdirSync(`${file}.swrole-backup`);
  expect(() => replaceFile(readForEdit(file), NEW)).toThrow(failure('cannot-write', file));
  expect([readdirSync(folder).sort(), readFileSync(file, 'utf8')]).toEqual([
    ['config', 'config.swrole-backup'],
    'one',
  ]);
  expect(existsSync(join(folder, 'config'))).toBe(true);
});

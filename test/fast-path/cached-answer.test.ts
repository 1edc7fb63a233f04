import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import {
  answerName,
  cachedRequest,
  formatAnswer,
  readAnswer,
} from '../../src/fast-path/cached-answer.ts';
import { ANSWERS } from '../../src/fast-path/paths.ts';
import { privateStore } from '../../src/storage/private-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DOCUMENT = '{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE"}\n';
const NOW = Date.now();
const UNTIL = Math.floor(NOW / 1000) + 60;

let cache: string;
const path = (profile = 'dev') => join(cache, ANSWERS, answerName(profile));
const read = (now = NOW, fingerprint = 'print', profile = 'dev') =>
  readAnswer(cache, profile, () => fingerprint, now);
const write = (text: string, profile = 'dev') =>
  privateStore(cache, ANSWERS).write(answerName(profile), text);
const EXPORTS = { region: 'us-east-1', color: '31' };
const WRITTEN = Math.floor(NOW / 1000);
const answer = {
  usableUntil: UNTIL,
  writtenAt: WRITTEN,
  fingerprint: 'print',
  dependencies: [],
  document: DOCUMENT,
  exports: EXPORTS,
};
const ANSWER = { document: DOCUMENT, exports: EXPORTS };
const stored = formatAnswer(answer);
const OTHER_DOCUMENT = DOCUMENT.replace('ASIA', 'ASIB');
const other = formatAnswer({ ...answer, document: OTHER_DOCUMENT });
const withDependency = formatAnswer({ ...answer, dependencies: ['variable:A'] });
const headerOf = (text: string) => text.split('\n', 1)[0];

beforeEach(() => {
  cache = join(tempFolder(), 'swrole');
  write(stored);
});

test('a cached answer is exactly what was stored', () => expect(read()).toEqual(ANSWER));

test('a cached answer is given with its dependencies', () => {
  write(withDependency);
  const asked: (readonly string[])[] = [];
  const current = (dependencies: readonly string[]) => {
    asked.push(dependencies);
    return 'print';
  };
  expect(readAnswer(cache, 'dev', current, NOW)).toEqual(ANSWER);
  expect(asked).toEqual([['variable:A']]);
});

test('a cached answer holds nothing of its fingerprint, which may contain secrets', () => {
  expect(formatAnswer({ ...answer, fingerprint: 'secret' })).not.toContain('secret');
});

test('a cached answer ends at its expiration', () => {
  expect(read(UNTIL * 1000 - 1)).toEqual(ANSWER);
  expect(read(UNTIL * 1000)).toBeUndefined();
});

test.each(['.', '..', 'a/b', 'a b', '%2e', 'ünï', '__proto__', '-x'])(
  'a cached answer can belong to a profile named %j',
  (profile) => {
    write(stored, profile);
    expect(read(NOW, 'print', profile)).toEqual(ANSWER);
  },
);

test.each<[string, () => unknown]>([
  ['of another fingerprint', () => write(formatAnswer({ ...answer, fingerprint: 'other' }))],
  ['of another format', () => write(stored.replace('answer-5', 'answer-4'))],
  ['with the header of another', () => write(`${headerOf(other)}\n-\n${DOCUMENT}`)],
  ['with the document of another', () => write(`${headerOf(stored)}\n-\n${OTHER_DOCUMENT}`)],
  ['with an edited key', () => write(stored.replace('ASIAIOSF', 'ASIAIOSG'))],
  ['with a later end', () => write(stored.replace(String(UNTIL), String(UNTIL + 1)))],
  ['with one dependency less', () => write(withDependency.replace(' variable%3AA', ''))],
  ['with another dependency', () => write(withDependency.replace('variable%3AA', 'variable%3AB'))],
  ['without a seal', () => write(stored.replace(/ [0-9a-f]{16}/, ''))],
  ['without an end', () => write(stored.replace(String(UNTIL), ''))],
  ['with an end that is no number', () => write(stored.replace(String(UNTIL), 'NaN'))],
  ['without the line of the launcher', () => write(stored.replace('\n-\n', '\n'))],
  ['with another time of writing', () => write(stored.replace(` ${WRITTEN} `, ` ${WRITTEN - 1} `))],
  ['cut off in the header', () => write(stored.slice(0, 10))],
  ['cut off in the document', () => write(stored.slice(0, -2))],
  ['without a document', () => write(stored.slice(0, stored.indexOf('\n') + 1))],
  ['with the line of the launcher at its end', () => write(stored.slice(0, stored.indexOf('{')))],
  ['that is empty', () => write('')],
  ['that is not there', () => rmSync(path())],
  ['that others can read', () => chmodSync(path(), 0o604)],
  ['with a second name', () => linkSync(path(), join(cache, 'twin'))],
  [
    'behind a link',
    () => {
      renameSync(path(), join(cache, 'x'));
      symlinkSync(join(cache, 'x'), path());
    },
  ],
  [
    'that is a directory',
    () => {
      rmSync(path());
      mkdirSync(path());
    },
  ],
  [
    'that is too large',
    () => writeFileSync(path(), stored + 'x'.repeat(64 * 1024), { mode: 0o600 }),
  ],
  [
    'from the future: the clock was set back',
    () => write(formatAnswer({ ...answer, writtenAt: WRITTEN + 330 })),
  ],
  ['in a directory where others write', () => chmodSync(cache, 0o770)],
  [
    'in a directory that is a link',
    () => {
      renameSync(cache, `${cache}-x`);
      symlinkSync(`${cache}-x`, cache);
    },
  ],
])('a cached answer %s is not given', (_, spoil) => {
  spoil();
  expect(read()).toBeUndefined();
});

test('a file system that ignores case keeps the answers of two profiles apart', () => {
  expect(read(NOW, 'print-of-Dev')).toBeUndefined();
});

// The command lines that the cached answer serves.

test.each([
  [['-j', 'dev']],
  [['--json', 'dev']],
  [['dev', '-j']],
  [['-j', '-p', 'dev']],
  [['--profile', 'dev', '--json']],
])('%j is answered from the cache', (argv) => expect(cachedRequest(argv)).toBe('dev'));

test('a profile named like a command is answered from the cache with -p', () => {
  expect(cachedRequest(['-j', '-p', 'list'])).toBe('list');
});

test.each([
  [[]],
  [['dev']],
  [['-j']],
  [['-j', '']],
  [['-j', '-p']],
  [['-j', 'dev', 'other']],
  [['-j', '-p', 'dev', 'other']],
  [['-j', 'list']],
  [['exec', 'dev', '-j']],
  [['-j', '--debug', 'dev']],
  [['-j', '--refresh', 'dev']],
  [['-j', '-t', '123456', 'dev']],
  [['-j', '--', 'dev']],
  [['-jp', 'dev']],
  [['-j', '--profile=dev']],
  [['-f', 'json', 'dev']],
  [['-j', 'arn:aws:iam::222222222222:role/audit', '--source', 'dev']],
  [['-j', '--source', 'dev', 'arn:aws:iam::222222222222:role/audit']],
  [['-j', '-p', 'arn:aws:iam::222222222222:role/audit', '--source=dev']],
])('%j is left to the whole program', (argv) => expect(cachedRequest(argv)).toBeUndefined());

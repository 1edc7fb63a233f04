import { expect, test } from 'vitest';
import { formatIdentity, identityJson } from '../../src/commands/whoami.ts';
import { sessionName } from '../../src/inventory/tables.ts';
import {
  adviceWithTilde,
  clockTime,
  jsonText,
  noteText,
  styleOf,
  textWidth,
  timeAgo,
  timeLeft,
  truncateLines,
  withTilde,
  wrapParagraph,
} from '../../src/ui/format.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NOW = new Date(2026, 0, 5, 12, 0).getTime();

test.each([
  [-1, 'expired'],
  [0, 'expired'],
  [1, '0s'],
  [59_999, '59s'],
  [MINUTE, '1m'],
  [47 * MINUTE + 59 * SECOND, '47m'],
  [192 * MINUTE, '3h12m'],
  [35 * 60 * MINUTE, '35h'],
])('%d ms left are shown as %s', (milliseconds, words) => {
  expect(timeLeft(NOW + milliseconds, NOW)).toBe(words);
});

test('elapsed time is shown, and 0 for a clock that was set back', () => {
  expect([12 * MINUTE, -MINUTE].map((gone) => timeAgo(NOW - gone, NOW))).toEqual([
    '12m ago',
    '0s ago',
  ]);
});

test('a time is shown as a clock time, with the day if it is another', () => {
  expect(clockTime(NOW + 122 * MINUTE, NOW)).toBe('14:02');
  expect(clockTime(NOW + 14 * 60 * MINUTE, NOW)).toBe('Tue 02:00');
});

test.each([
  ['', 5, ['']],
  ['one two', 7, ['one two']],
  ['one two', 6, ['one', 'two']],
  ['abcdefgh', 3, ['abc', 'def', 'gh']],
  ['role arn:aws:iam::1:role/developer', 22, ['role', 'arn:aws:iam::1:role/developer']],
  ['very-long-role_name.of:it', 12, ['very-long-', 'role_name.', 'of:it']],
  ['a-verylongrolename', 8, ['a-verylo', 'ngrolena', 'me']],
  ['see /a/long/path', 8, ['see', '/a/long/', 'path']],
  ['名前です', 4, ['名前', 'です']],
  ['名', 1, ['名']],
])('the time %j is shown at %d', (text, width, lines) => {
  expect(truncateLines(text, width)).toEqual(lines);
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '' }, false, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
])('%j on a terminal (%s): colours %s', (env, isTerminal, colours) => {
  const { red } = styleOf({ isTerminal, columns: 80, write: async () => {} }, env);
  expect(red('x')).toBe(colours ? '\x1b[31mx\x1b[0m' : 'x');
});

test.each([
  ['/home/ada/.aws/config:3: x', '~/.aws/config:3: x'],
  ["of '/home/ada/a' (/home/ada/b)", "of '~/a' (~/b)"],
  ['/mnt/home/ada/config', '/mnt/home/ada/config'],
  ['/home/adam/config', '/home/adam/config'],
])('%s is shown to ada as %s', (text, shown) => {
  expect(withTilde(text, '/home/ada')).toBe(shown);
});

test('in advice a path in quotes is whole', () => {
  const text = `save /home/ada/a: WriteAllLines('/home/ada/a', "/home/ada/b")`;
  expect(adviceWithTilde(text, '/home/ada')).toBe(
    `save ~/a: WriteAllLines('/home/ada/a', "/home/ada/b")`,
  );
});

test('a path below the home / has a tilde', () => {
  expect(withTilde('/.aws/config:3: https://a/b', '/')).toBe('~/.aws/config:3: https://a/b');
});

test('on Windows paths stay whole, because cmd.exe has no tilde', () => {
  const path = 'C:\\Users\\ada\\.aws\\config:3';
  expect(withTilde(path, 'C:\\Users\\ada', '\\')).toBe(path);
});

test.each([
  [{}, 'of no profile as it is now'],
  [{ assumedRoleArn: 'arn:x' }, 'arn:x'],
  [{ kind: 'mfa-session', mfaSerial: 'arn:m' }, 'MFA session of arn:m'],
  [{ kind: 'source', source: 'sso', accountId: '1', role: 'R' }, 'R in 1, by SSO'],
  [{ kind: 'source', source: 'sign-in', accountId: '1' }, 'console sign-in to 1'],
  [{ kind: 'source', source: 'sign-in' }, 'console sign-in'],
  [{ kind: 'source', source: 'process' }, 'what its process gave'],
] as const)('a session that is %j: %s', (known, name) => {
  const unknown = { kind: null, source: null, accountId: null, role: null, assumedRoleArn: null };
  expect(sessionName({ ...unknown, mfaSerial: null, ...known })).toBe(name);
});

test('an identity has no control characters on a terminal', () => {
  const output = { isTerminal: true, columns: 80, write: async () => {} };
  const identity = { clockOffset: undefined, account: '1', arn: 'a\u009b31mb', userId: 'x\u202ey' };
  const plain = styleOf(output, { NO_COLOR: '1' });
  expect(formatIdentity(identity, output, plain)).toBe(
    'account  1\narn      a\\u{9b}31mb\nuser id  x\\u{202e}y\n',
  );
  expect(identityJson(identity)).toBe(
    '{\n  "Account": "1",\n  "Arn": "a\\u009b31mb",\n  "UserId": "x\\u202ey"\n}\n',
  );
});

test('JSON without control characters has the same value', () => {
  const value = { name: 'a\u009b31m\u202eb\u{e0001}\x7f', lines: 'x\ny' };
  const text = jsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toBe(
    '{\n  "name": "a\\u009b31m\\u202eb\\udb40\\udc01\\u007f",\n  "lines": "x\\ny"\n}\n',
  );
});

test.each([
  ['fits', 'one two', 12, ['note one two']],
  ['breaks at a space', 'one two three', 12, ['note one two', '     three']],
  [
    'keeps a long word whole',
    'a /very/long/path b',
    10,
    ['note a', '     /very/long/path', '     b'],
  ],
  ['counts wide characters twice', '東京 ab 大阪', 12, ['note 東京 ab', '     大阪']],
  ['has nothing', '', 12, ['note ']],
  ['has no width', 'one two three', Number.POSITIVE_INFINITY, ['note one two three']],
])('wrapping a text: %s', (_, text, width, lines) => {
  expect(wrapParagraph(text, { width, first: 'note ', indent: 5 })).toEqual(lines);
});

test('a character beyond the first plane is one character', () => {
  expect([textWidth('a𝒃é'), textWidth('🙂')]).toEqual([3, 2]);
});

const note = (columns: number, env = {}) => ({
  stderr: { isTerminal: columns > 0, columns: columns || 80, write: async () => {} },
  env,
  home: '/home/ada',
});
const WRITTEN =
  'project-dev: keys until 12:50 (55m) are in [project-dev-keys] of /home/ada/.aws/credentials';

test.each([
  [0, `swrole: ${WRITTEN}\n`],
  [
    60,
    'swrole: project-dev: keys until 12:50 (55m) are in\n        [project-dev-keys] of ~/.aws/credentials\n',
  ],
  [100, `swrole: ${WRITTEN.replace('/home/ada', '~')}\n`],
])('a note is wrapped between words, with ~, on a terminal of %i columns', (columns, text) => {
  expect(noteText(WRITTEN, note(columns, { NO_COLOR: '1' }))).toBe(text);
});

test('a command in a note is never broken, and paths in its quotes stay whole', () => {
  const copy = "cp /home/ada/.aws/config.swrole-backup '/home/ada/my files/config'";
  const env = { NO_COLOR: '1' };
  expect(noteText(['undo it:', copy], note(0, env))).toBe(`swrole: undo it: ${copy}\n`);
  expect(noteText(['undo it:', copy], note(40, env))).toBe(
    "swrole: undo it:\n        cp ~/.aws/config.swrole-backup '/home/ada/my files/config'\n",
  );
});

test('a note has the colour of its level on a terminal, and none in a pipe', () => {
  expect(noteText('a b\x1b', note(24), 'warning')).toBe(
    'swrole: \x1b[33mwarning\x1b[0m: a\n                 b\\u{1b}\n'.replace(
      / +b/,
      `${' '.repeat(17)}b`,
    ),
  );
  expect(noteText('a', note(0), 'hint')).toBe('swrole: hint: a\n');
});

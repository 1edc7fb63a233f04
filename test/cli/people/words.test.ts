import { expect, test } from 'vitest';
import { jsonText } from '../../../src/cli/people/json-text.ts';
import { cutLines } from '../../../src/cli/people/lines.ts';
import { clockTime, timeAgo, timeLeft } from '../../../src/cli/people/time-words.ts';

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
])('%d ms left: %s', (milliseconds, words) => {
  expect(timeLeft(NOW + milliseconds, NOW)).toBe(words);
});

test('time gone by; a clock that was set back says 0', () => {
  expect([12 * MINUTE, -MINUTE].map((gone) => timeAgo(NOW - gone, NOW))).toEqual([
    '12m ago',
    '0s ago',
  ]);
});

test('what the clock shows then, with the day if it is another', () => {
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
])('%j at %d', (text, width, lines) => {
  expect(cutLines(text, width)).toEqual(lines);
});

test('JSON that a terminal does not obey says the same', () => {
  const value = { name: 'a\u009b31m\u202eb\u{e0001}\x7f', lines: 'x\ny' };
  const text = jsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toBe(
    '{\n  "name": "a\\u009b31m\\u202eb\\udb40\\udc01\\u007f",\n  "lines": "x\\ny"\n}\n',
  );
});

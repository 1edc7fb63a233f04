import { expect, test } from 'vitest';
import { findMfaCode, parseMfaCode } from '../../src/mfa/question.ts';

test.each([
  ['123456', '123456'],
  ['000012', '000012'],
  [' 123456\r\n', '123456'],
  ['123 456', '123456'],
  ['\t123 456 ', '123456'],
])('%j is a code', (text, code) => {
  expect(parseMfaCode(text)).toBe(code);
  expect(findMfaCode(text)).toBe(code);
});

test.each([
  '',
  '12345',
  '1234567',
  '12 34 56',
  '123  456',
  '123-456',
  '12345a',
  '+12345',
  '12345.',
  '１２３４５６',
  '٠١٢٣٤٥',
  '123456 123456',
])('%j is not a code', (text) => {
  expect(parseMfaCode(text)).toBeUndefined();
  expect(findMfaCode(text)).toBeUndefined();
});

test('a user types one line', () => {
  expect(parseMfaCode('code:\n123456')).toBeUndefined();
});

test.each([
  ['Touch your key…\n123456\n', '123456'],
  ['\r\n 012345 \r\nvalid for 10 s\r\n', '012345'],
  ['"123456"\n', '123456'],
  [`code:\n'123 456'\n`, '123456'],
  ['123456\n123456\n', '123456'],
  ['"123456"\n123 456\nvalid for 10 s\n', '123456'],
])('%j holds one code among other lines', (output, code) => {
  expect(findMfaCode(output)).toBe(code);
});

test.each([
  '123456\n654321\n',
  'code 123456\n',
  '123\n456\n',
  `"123456'\n`,
  '"123456"\n"654321"\n',
  '{"code":"123456"}\n',
])('%j holds no code, or several', (output) => {
  expect(findMfaCode(output)).toBeUndefined();
});

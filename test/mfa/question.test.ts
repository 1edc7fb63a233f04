import { expect, test } from 'vitest';
import { findMfaCode, parseMfaCode, promptSetting, questionLine } from '../../src/mfa/question.ts';
import { QUESTION_LINE, questionOf } from './question-of.ts';

test('a question shows profile, role, account and device', () => {
  expect(questionLine(questionOf())).toBe(QUESTION_LINE);
});

test('a question for many roles names none; a path or a hardware serial is shown as its owner knows it', () => {
  const ask = (serial: string) =>
    questionLine({
      profile: 'my-company',
      role: undefined,
      sessionProfile: undefined,
      mfa: { serial, generateToken: undefined },
    });
  expect(ask('arn:aws-cn:iam::000000000000:mfa/team/member')).toBe(
    'swrole: MFA code for my-company (device team/member)',
  );
  expect(ask('GAHT12345678')).toBe('swrole: MFA code for my-company (device GAHT12345678)');
});

test('text of a config file cannot control the terminal, change its own look, or hide the question', () => {
  const profile = `\x1b[2J\x07\u202Everp\u2066\u0085${'x'.repeat(500)}`;
  const line = questionLine({ ...questionOf(), profile });
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(line).toContain('\\u{1b}[2J\\u{7}\\u{202e}verp');
  expect(line.length).toBeLessThan(300);
});

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

const NOBODY = { terminal: false, dialog: 'none' };

test.each([
  [{}, { terminal: true, dialog: 'built-in' }],
  [{ SWROLE_PROMPT: '' }, { terminal: true, dialog: 'built-in' }],
  [{ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, { terminal: true, dialog: 'none' }],
  [{ CI: 'true' }, { terminal: true, dialog: 'none' }],
  [{ SWROLE_PROMPT: 'tty' }, { terminal: true, dialog: 'none', variable: 'tty' }],
  [{ SWROLE_PROMPT: 'terminal' }, { terminal: true, dialog: 'none', variable: 'terminal' }],
  [{ SWROLE_PROMPT: ' None ' }, { ...NOBODY, variable: 'None' }],
  [
    { SWROLE_PROMPT: 'gui', CI: 'true' },
    { terminal: false, dialog: 'built-in', variable: 'gui' },
  ],
  [
    { SWROLE_PROMPT: 'zenity', CI: 'true' },
    { terminal: true, dialog: { builtIn: 'zenity' }, variable: 'zenity' },
  ],
  [
    { SWROLE_PROMPT: '/opt/ask' },
    { terminal: true, dialog: { command: '/opt/ask' }, variable: '/opt/ask' },
  ],
  [
    { SWROLE_PROMPT: 'ask --key wJalrXUtnFEMI' },
    { terminal: true, dialog: { command: 'ask --key wJalrXUtnFEMI' }, variable: 'ask' },
  ],
  [
    { SWROLE_PROMPT: 'toString' },
    { terminal: true, dialog: { command: 'toString' }, variable: 'toString' },
  ],
])('SWROLE_PROMPT=%j opens %j', (env, setting) => {
  expect(promptSetting(true, env)).toEqual(setting);
  expect(promptSetting(false, env)).toEqual(NOBODY);
});

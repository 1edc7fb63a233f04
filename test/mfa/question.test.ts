import { expect, test } from 'vitest';
import { questionLine } from '../../src/mfa/question.ts';
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

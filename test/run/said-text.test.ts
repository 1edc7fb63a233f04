import { expect, test } from 'vitest';
import { saidText } from '../../src/run/said-text.ts';

test('the last line is the reason', () => {
  expect(saidText('Traceback:\r\n  somewhere\r\n\x1b[31m[ERROR]\x1b[0m not signed in  \n\n')).toBe(
    '[ERROR] not signed in',
  );
  expect(saidText('')).toBeUndefined();
  expect(saidText(' \r\n\n')).toBeUndefined();
});

test('a hint is no reason, and of swrole behind swrole the innermost reason is', () => {
  expect(saidText('gh: error: no token\ngh: hint: sign in\n')).toBe('gh: error: no token');
  const outer = "swrole: error: credential_process failed: swrole: error: config:3: it's wrong";
  expect(saidText(`${outer}\nswrole: hint: mend it\n`)).toBe("config:3: it's wrong");
  const row =
    "swrole: error: config:3: credential_process of profile 'x' (op) failed: exit status 5";
  expect(saidText(`${row}: it's locked\n`)).toBe("it's locked");
});

test('no control characters, and not without end', () => {
  expect(saidText('a\x1b]0;title\x07b')).toBe('a\\u{1b}]0;title\\u{7}b');
  expect(saidText('x'.repeat(5000))).toHaveLength(300);
});

test.each([
  ['code 123456, 123 456 or 12345678.', 'code …, … or ….'],
  ['+ oathtool --totp -b JBSWY3DPEHPK3PXP', '+ oathtool --totp -b …'],
  ['seed 3132333435363738393031323334353637383930', 'seed …'],
  ['account 000000000000, line 12345', 'account 000000000000, line 12345'],
])('%j is shown as %j', (stderr, text) => {
  expect(saidText(stderr)).toBe(text);
});

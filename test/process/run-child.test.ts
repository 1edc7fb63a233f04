import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { killTree } from '../../src/process/kill-tree.ts';
import { outputExcerpt, outputHint } from '../../src/process/run-child.ts';
import { processorTime } from '../support/processor-time.ts';

test('the last line of an output is the reason', () => {
  expect(
    outputExcerpt('Traceback:\r\n  somewhere\r\n\x1b[31m[ERROR]\x1b[0m not signed in  \n\n'),
  ).toBe('[ERROR] not signed in');
  expect(outputExcerpt('')).toBeUndefined();
  expect(outputExcerpt(' \r\n\n')).toBeUndefined();
});

test('a hint is not the reason, and the innermost swrole gives the reason', () => {
  expect(outputExcerpt('gh: error: no token\ngh: hint: sign in\n')).toBe('gh: error: no token');
  const outer = "swrole: error: credential_process failed: swrole: error: config:3: it's wrong";
  expect(outputExcerpt(`${outer}\nswrole: hint: mend it\n`)).toBe("config:3: it's wrong");
  const row =
    "swrole: error: config:3: credential_process of profile 'x' (op) failed: exit status 5";
  expect(outputExcerpt(`${row}: it's locked\n`)).toBe("it's locked");
});

test('the hint of another swrole is taken, without how long ago it failed', () => {
  const remark = 'swrole: hint: the same attempt failed 3 s ago (pid 1); trying again in 7 s';
  const lines = ['swrole: error: no code', remark, "swrole: hint: run 'swrole login a'"];
  expect(outputHint(lines.join('\n'))).toBe("run 'swrole login a'");
  expect(outputHint(lines.slice(0, 2).join('\n'))).toBeUndefined();
  expect(outputHint('gh: error: no token\ngh: hint: sign in\x1b[1m with 123456\n')).toBe(
    'sign in with …',
  );
});

test('a reason has no control characters, and is truncated', () => {
  expect(outputExcerpt('a\x1b]0;title\x07b')).toBe('a\\u{1b}]0;title\\u{7}b');
  expect(outputExcerpt('x'.repeat(5000))).toHaveLength(300);
});

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

test.each([
  [`key ${SECRET}`, 'key …'],
  [`piece ${SECRET.slice(14)} of it`, 'piece … of it'],
  ['AKIAIOSFODNN7EXAMPLE is unknown', 'AKIA…MPLE is unknown'],
  ['jbsw y3dp ehpk 3pxp', '…'],
  ['open otpauth://totp/ada?secret=JBSWY3DP&issuer=AWS', 'open …'],
  ['jwt eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln', 'jwt …'],
  ['Authorization: Bearer abc-def', 'Authorization: Bearer …'],
  ['sha e3b0c44298fc1c149afbf4c8996fb924', 'sha …'],
  ['at https://ada:pa/ss@example.com/x', 'at https://…@example.com/x'],
  ['at https://example.com/x?key=abc', 'at https://example.com/x?…'],
  ['client_secret=abc def', 'client_secret=… def'],
  ['--master-password abc def', '--master-password … def'],
  ['{"SecretAccessKey": "a b", "Version": 1}', '{"SecretAccessKey": …, "Version": 1}'],
  ["Password: hunter, 'x'", "Password: …, 'x'"],
  ["the secret 'a b' is wrong", "the secret '…' is wrong"],
])('of %j no possible secret is shown', (stderr, text) => {
  expect(outputExcerpt(stderr)).toBe(text);
});

test.each([
  'cannot open /Users/ada/Library/Application Support/op/agent.sock (ENOENT)',
  'no such file: /opt/homebrew/Cellar/node@20/20.12.0/bin/node2',
  'User: arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Reader_a1b2c3d4e5f60718/ada is not authorized',
  'invalid token: try again',
  'The security token included in the request is expired',
  'could not resolve host: vault-2.example.com:8200',
  'get "https://vault.example.com/v1/aws/sts/dev": dial tcp 10.0.0.1:443: i/o timeout',
  'run aws sso login --profile my-dev-profile-2',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE at 2026-01-31T12:00:00Z',
])('%j is shown unchanged', (stderr) => {
  expect(outputExcerpt(stderr)).toBe(stderr);
});

test('a text made to be slow is read at once', () => {
  const hostile = ['password', '://', 'a1/', 'AKIA', 'arn:aws:x::'].map((part) =>
    part.repeat(20_000),
  );
  const reading = () => hostile.map((text) => outputExcerpt(text));
  expect(processorTime(reading)).toBeLessThan(2_000);
});

test.each([
  ['code 123456, 123 456 or 12345678.', 'code …, … or ….'],
  ['+ oathtool --totp -b JBSWY3DPEHPK3PXP', '+ oathtool --totp -b …'],
  ['seed 3132333435363738393031323334353637383930', 'seed …'],
  ['account 000000000000, line 12345', 'account 000000000000, line 12345'],
])('%j is shown as %j', (stderr, text) => {
  expect(outputExcerpt(stderr)).toBe(text);
});

test('where there is no taskkill, as under Wine, the process itself is ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await killTree(child.pid ?? 0, 'win32');
  expect(await ended).toEqual([null, 'SIGKILL']);
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { member } from './example-data.ts';
import { makeTempHome } from './temp-home.ts';
import { makeTokenCommand } from './token-command.ts';
import { totp } from './totp.ts';
import { untilTestEnds } from './until-test-ends.ts';

const sh = (command: string) => promisify(execFile)('/bin/sh', ['-c', command]);

test('the token command prints the current code and counts its runs', async () => {
  const home = untilTestEnds(await makeTempHome());
  const { secret } = member.mfa;
  const token = await makeTokenCommand(join(home.path, "it's a state"), secret);
  expect(await token.runs()).toBe(0);
  const before = totp(secret, Date.now());
  const { stdout, stderr } = await sh(token.command);
  // A time step may end while the command runs.
  expect([before, totp(secret, Date.now())].map((code) => `${code}\n`)).toContain(stdout);
  expect(stderr).toBe('');
  await Promise.all([sh(token.command), sh(token.command)]);
  expect(await token.runs()).toBe(3);
});

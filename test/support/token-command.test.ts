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

test.each([
  ['the script of the shell', 'command', 0],
  ['the script of the shell, whose device is ahead', 'command', 60_000],
  ['the script of the shell, after its hour', 'command', 3 * 3_600_000],
  ['the program of node', 'timedCommand', 0],
] as const)('%s prints the current code and counts its runs', async (_, kind, ahead) => {
  const home = untilTestEnds(await makeTempHome());
  const { secret } = member.mfa;
  const token = await makeTokenCommand(join(home.path, "it's a state"), secret);
  expect(await token.runs()).toBe(0);
  token.moveClock(ahead);
  const code = () => totp(secret, Date.now() + ahead);
  const before = code();
  const { stdout, stderr } = await sh(token[kind]);
  // A time step may end while the command runs.
  expect([before, code()].map((each) => `${each}\n`)).toContain(stdout);
  expect(stderr).toBe('');
  await Promise.all([sh(token[kind]), sh(token[kind])]);
  expect(await token.runs()).toBe(3);
});

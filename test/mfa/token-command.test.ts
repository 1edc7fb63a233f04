import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { MfaError, type MfaErrorDetails } from '../../src/mfa/errors.ts';
import { runTokenCommand } from '../../src/mfa/get-code.ts';
import type { MfaDeps } from '../../src/mfa/question.ts';
import { statFields } from '../../src/process/kill-tree.ts';
import { alive } from './alive.ts';
import { type FakeDeps, fakeDeps, START } from './fake-deps.ts';
import { configured, questionOf, SERIAL } from './question-of.ts';

function run(command: string, deps: MfaDeps = fakeDeps('no-terminal')): Promise<string> {
  return runTokenCommand(questionOf(command), configured(command), undefined, deps);
}

async function failure(command: string, deps?: MfaDeps): Promise<MfaErrorDetails> {
  const error = await run(command, deps).catch((thrown: unknown) => thrown);
  if (!(error instanceof MfaError)) throw error;
  expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/123456|654321|canary/);
  return error.details;
}

const AT = { file: 'config', line: 7 };

test('a shell command line gives the code', async () => {
  expect(await run('printf "%s" "012" && echo 345 # as a shell has it')).toBe('012345');
  expect(await run('echo please touch your key; echo 123456')).toBe('123456');
});

test('a token command has its context in its environment, no AWS identity, the home as folder, and no input', async () => {
  const deps = fakeDeps('no-terminal', {
    env: { PATH: process.env.PATH, AWS_PROFILE: 'x', AWS_SECRET_ACCESS_KEY: 'x', KEPT: 'yes' },
  });
  const command = `cat; env > seen; pwd >> seen; echo 123456`;
  expect(await run(command, deps)).toBe('123456');
  const seen = readFileSync(join(deps.home, 'seen'), 'utf8').split('\n');
  expect(seen).toEqual(
    expect.arrayContaining([
      'KEPT=yes',
      'SWROLE_PROFILE=project-dev',
      `SWROLE_MFA_SERIAL=${SERIAL}`,
      'SWROLE_ACTIVE=project-dev',
      realpathSync(deps.home),
    ]),
  );
  expect(seen.filter((line) => line.startsWith('AWS_'))).toEqual([]);
});

test('a home that does not exist does not make a token command fail', async () => {
  expect(await run('echo 123456', fakeDeps('no-terminal', { home: '/nonexistent' }))).toBe(
    '123456',
  );
});

test('a failed token command is an error with what failed, where, and its own words', async () => {
  expect(await failure('echo 123456; echo "not signed in (123456)" >&2; exit 3')).toEqual({
    kind: 'token-command-failed',
    ending: { exitCode: 3 },
    program: 'echo',
    at: AT,
    outputLines: 1,
    said: 'not signed in (…)',
  });
  expect(await failure('kill -KILL $$')).toMatchObject({ ending: { signal: 'SIGKILL' } });
  const missing = await failure('swrole-no-such-program --otp');
  expect(missing).toMatchObject({ program: 'swrole-no-such-program', ending: { exitCode: 127 } });
});

test('the lines of an output without a code are counted, never shown', async () => {
  expect(await failure('echo 123456; echo 654321; echo canary')).toEqual({
    kind: 'token-command-without-code',
    program: 'echo',
    at: AT,
    outputLines: 3,
    said: undefined,
  });
  expect(await failure('true')).toMatchObject({ program: 'true', outputLines: 0 });
});

test.each([
  ['OTP_SECRET=canary swrole-none', 'OTP_SECRET'],
  ['"/opt/my tools/op" item get canary', '"/opt/my tools/op"'],
  ["'op' canary", "'op'"],
  ['  false canary', 'false'],
])('the message about %j names %j', async (command, program) => {
  expect(await failure(`${command}; exit 1`)).toMatchObject({ program });
});

test('a token command that never stops writing loses its pipe', async () => {
  expect(await failure('while :; do echo canary 123456; done')).toMatchObject({
    kind: 'token-command-failed',
  });
});

test('swrole does not wait for a daemon that keeps the pipe', async () => {
  const deps = fakeDeps('no-terminal');
  onTestFinished(() => {
    process.kill(Number(readFileSync(join(deps.home, 'daemon'), 'utf8')), 'SIGKILL');
  });
  const started = performance.now();
  expect(await run('sleep 60 & echo $! > daemon; echo 123456', deps)).toBe('123456');
  expect(performance.now() - started).toBeLessThan(20_000);
});

/** Starts three generations that do not react to a polite word, one of them stopped, and waits for ever. */
const STUBBORN_TREE = `
  trap '' TERM
  (trap '' TERM; echo $$ > ignored; sh -c 'trap "" TERM; echo $$ > grandchild; while :; do sleep 1; done') &
  sh -c 'echo $$ > stopped; kill -STOP $$' &
  echo $$ > shell
  while :; do sleep 1; done`;

function pidsOf(deps: FakeDeps): number[] {
  const files = ['shell', 'grandchild', 'stopped'].map((name) => join(deps.home, name));
  if (!files.every((file) => existsSync(file))) throw new Error('not all have started');
  return files.map((file) => {
    const pid = Number(readFileSync(file, 'utf8'));
    if (!pid) throw new Error(`${file} is not written yet`);
    return pid;
  });
}

// `darwin` takes the way over `ps`, which gives the same on Linux.
test.each([process.platform, 'darwin'] as const)(
  'when a signal ends swrole, all processes of the token command end first (%s)',
  async (platform) => {
    const deps = fakeDeps('no-terminal', { platform });
    const failing = failure(STUBBORN_TREE, deps);
    await vi.waitFor(() => pidsOf(deps), { timeout: 10_000 });
    deps.interrupt();
    expect(await failing).toEqual({ kind: 'cancelled', profile: 'project-dev' });
    await expect.poll(() => alive(pidsOf(deps))).toEqual([]);
  },
);

test('a command that is stopped gets SIGTERM too, and can clean up', async () => {
  const deps = fakeDeps('no-terminal');
  const file = (name: string) => join(deps.home, name);
  const command = "trap 'echo cleaned >log; exit 1' TERM; echo $$ >pid; kill -STOP $$; sleep 60";
  const failing = failure(command, deps);
  const stat = () => statFields(readFileSync(file('pid'), 'utf8').trim());
  await vi.waitFor(() => expect(stat()[0]).toBe('T'), { timeout: 10_000 });
  deps.interrupt();
  expect(await failing).toEqual({ kind: 'cancelled', profile: 'project-dev' });
  expect(readFileSync(file('log'), 'utf8')).toBe('cleaned\n');
});

test('a token command ends at the deadline', async () => {
  const deps = fakeDeps('no-terminal', { deadline: START + 1000 });
  expect(await failure('echo $$ > pid; echo 123456; sleep 60; exit 0', deps)).toEqual({
    kind: 'token-command-timed-out',
    seconds: 1,
    program: 'echo',
    at: AT,
    outputLines: 1,
    said: undefined,
  });
  const pid = Number(readFileSync(join(deps.home, 'pid'), 'utf8'));
  await expect.poll(() => alive([pid])).toEqual([]);
});

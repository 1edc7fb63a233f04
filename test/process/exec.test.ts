import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { exitAs, runCommand, SpawnError } from '../../src/process/exec.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { driver, signalTeller } from './driver.ts';

/** Runs a command through `runCommand` and `exitLike`, in a session without a terminal. */
function run(...command: readonly string[]) {
  const [program, ...args] = driver('run-command', ...command);
  const child = execa(program, args, { reject: false, detached: true });
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGUSR2');
  });
  return child;
}

async function ended(...command: readonly string[]) {
  const { exitCode, signal, stdout, stderr } = await run(...command);
  return { exitCode, signal, stdout, stderr };
}

test('exec passes arguments without a shell, and streams and the exit code through', async () => {
  const args = [
    '$HOME',
    '`id`',
    'a b',
    '',
    "it's",
    '"',
    '*',
    '; exit 3',
    '&&',
    '\\',
    '--',
    '-x',
    '\n',
    'ü',
  ];
  const script = 'printf "%s|" "$@"; echo err >&2; exit 255';
  expect(await ended('sh', '-c', script, 'sh', ...args)).toEqual({
    exitCode: 255,
    signal: undefined,
    stdout: args.map((arg) => `${arg}|`).join(''),
    stderr: 'err',
  });
});

// Of SIGINT: `terminal-signals.test.ts`.
test.each(['TERM', 'KILL'] as const)(
  'a child that died of SIG%s ends swrole by the same signal',
  async (name) => {
    const result = await ended('sh', '-c', `kill -${name} $$`);
    expect(result).toMatchObject({ exitCode: undefined, signal: `SIG${name}` });
  },
);

test('a child that died of SIGSEGV gives its number and no second core file', async () => {
  const result = await ended('sh', '-c', 'ulimit -c 0; kill -SEGV $$');
  expect(result).toMatchObject({ exitCode: 139, signal: undefined });
});

// In the process of the tests, which hears the signals that would end it.
test.each([
  ['SIGHUP', 129],
  ['SIGUSR2', 140],
] as const)('a process that hears the %s of its child gives its number', async (signal, number) => {
  const heard = once(process, signal);
  expect(exitAs({ signal })).toBe(number);
  expect(await heard).toEqual([signal, number - 128]);
});

test.each([
  ['SIGABRT', 134],
  ['SIGQUIT', 131],
] as const)('no process ends by the %s of its child', (signal, number) => {
  const heard: string[] = [];
  const hear = (name: string) => heard.push(name);
  process.on(signal, hear);
  onTestFinished(() => void process.off(signal, hear));
  expect([exitAs({ signal }), heard]).toEqual([number, []]);
});

test('each signal reaches the child once, and exec waits for the child', async () => {
  const signals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGALRM'] as const;
  const running = run(...signalTeller());
  const said: string[] = [];
  for await (const line of running) {
    said.push(line);
    // The next one when the one before has come.
    running.kill(signals[said.length - 1] ?? 'SIGUSR2');
  }
  expect(said.slice(1)).toEqual(signals);
  expect(await running).toMatchObject({ exitCode: 9 });
});

/** What is wrong with a command that does not start. */
async function spawnErrorOf(...command: readonly string[]) {
  const error = await runCommand(command, process.env).catch((reason: unknown) => reason);
  if (!(error instanceof SpawnError)) return error;
  return { ...error.details, exitCode: error.exitCode };
}

test('exec of a command that does not exist exits with 127', async () => {
  expect(await spawnErrorOf('no-such-command', 'secret')).toEqual({
    kind: 'not-found',
    command: 'no-such-command',
    code: 'ENOENT',
    exitCode: 127,
  });
  expect(await spawnErrorOf('')).toMatchObject({ exitCode: 127 });
});

test('exec of a file that may not be run exits with 126', async () => {
  const home = untilTestEnds(await makeTempHome());
  const file = join(home.path, 'not-executable');
  await writeFile(file, 'echo no', { mode: 0o600 });
  expect(await spawnErrorOf(file)).toEqual({
    kind: 'not-executable',
    command: file,
    code: 'EACCES',
    exitCode: 126,
  });
});

test('exec with an argument list that is too long exits with 126', async () => {
  expect(await spawnErrorOf('echo', 'x'.repeat(4_000_000))).toEqual({
    kind: 'cannot-start',
    command: 'echo',
    code: 'E2BIG',
    exitCode: 126,
  });
});

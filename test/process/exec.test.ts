import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { driverProgram } from '../support/driver.ts';
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

test('exec passes streams and exit codes through', async () => {
  expect(await ended('sh', '-c', 'echo out; echo err >&2; exit 0')).toEqual({
    exitCode: 0,
    signal: undefined,
    stdout: 'out',
    stderr: 'err',
  });
  expect(await ended('sh', '-c', 'exit 7')).toMatchObject({ exitCode: 7, signal: undefined });
  expect(await ended('sh', '-c', 'exit 255')).toMatchObject({ exitCode: 255, signal: undefined });
});

test('exec passes arguments without a shell', async () => {
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
  const print = ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--'];
  const { stdout } = await ended(process.execPath, ...print, ...args);
  expect(JSON.parse(stdout)).toEqual(args);
});

test.each(['TERM', 'KILL', 'INT', 'HUP', 'USR1'] as const)(
  'a child that died of SIG%s ends swrole by the same signal',
  async (name) => {
    const result = await ended('sh', '-c', `kill -${name} $$`);
    expect(result).toMatchObject({ exitCode: undefined, signal: `SIG${name}` });
  },
);

test.each([
  ['SEGV', 139],
  ['ABRT', 134],
  ['QUIT', 131],
] as const)(
  'a child that died of SIG%s gives its number and no second core file',
  async (name, exitCode) => {
    const result = await ended('sh', '-c', `ulimit -c 0; kill -${name} $$`);
    expect(result).toMatchObject({ exitCode, signal: undefined });
  },
);

test.each(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGALRM'] as const)(
  '%s reaches the child once, and exec waits for the child',
  async (signal) => {
    const process = run(...signalTeller());
    const said: string[] = [];
    for await (const line of process) {
      said.push(line);
      if (line.startsWith('ready')) process.kill(signal);
      if (line === signal) process.kill('SIGUSR2');
    }
    expect(said.slice(1)).toEqual([signal]);
    expect(await process).toMatchObject({ exitCode: 9 });
  },
);

test('exec of a command that does not exist exits with 127', async () => {
  expect(await ended('no-such-command', 'secret')).toEqual({
    exitCode: 127,
    signal: undefined,
    stdout: '',
    stderr: '{"kind":"not-found","command":"no-such-command","code":"ENOENT"}',
  });
  expect(await ended('')).toMatchObject({ exitCode: 127 });
});

test('exec of a file that may not be run exits with 126', async () => {
  const home = untilTestEnds(await makeTempHome());
  const file = join(home.path, 'not-executable');
  await writeFile(file, 'echo no', { mode: 0o600 });
  expect(await ended(file)).toEqual({
    exitCode: 126,
    signal: undefined,
    stdout: '',
    stderr: JSON.stringify({ kind: 'not-executable', command: file, code: 'EACCES' }),
  });
});

test('exec with an argument list that is too long exits with 126', async () => {
  const home = untilTestEnds(await makeTempHome());
  const driverWithLongArguments = join(home.path, 'long.ts');
  const module = fileURLToPath(new URL('../../src/process/exec.ts', import.meta.url));
  await writeFile(
    driverWithLongArguments,
    `import { runCommand } from '${module}';
     await runCommand(['echo', 'x'.repeat(4_000_000)], process.env).catch((error) =>
       console.log(JSON.stringify({ ...error.details, exitCode: error.exitCode })));`,
  );
  const program = driverProgram(pathToFileURL(driverWithLongArguments));
  const { stdout } = await execa(process.execPath, [program]);
  expect(JSON.parse(stdout)).toEqual({
    kind: 'cannot-start',
    command: 'echo',
    code: 'E2BIG',
    exitCode: 126,
  });
});

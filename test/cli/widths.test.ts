/** What is not laid out: on a terminal, however wide, it is what a pipe gets, and colours or lines of waiting are not in it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Example, startExample } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

let example: Example;
beforeAll(async () => {
  example = await startExample();
  await runInProcess(['login', 'project-dev'], { env: example.env });
  return () => example.close();
});

async function inProcess(args: readonly string[], columns?: number) {
  const { exitCode, stdout, stderr } = await runInProcess(args, {
    env: example.env,
    credentialsOnStdout: true,
    ...(columns && { columns }),
  });
  return { exitCode, text: stdout + stderr };
}

async function onTerminal(args: readonly string[], cols: number) {
  const command = process.execPath;
  const pty = untilTestEnds(
    openPty({
      command,
      args: [SWROLE_PROGRAM, ...args],
      env: example.env,
      cols,
      credentialsOnTerminal: true,
    }),
  );
  const { exitCode } = await pty.exit;
  return { exitCode, text: pty.raw().replaceAll('\r\n', '\n') };
}

/** Statements, documents and scripts, which are on stdout alone. */
const PRINTED: readonly string[][] = [
  ['-j', 'project-dev'],
  ['-o', 'project-dev'],
  ['-f', 'fish', 'project-dev'],
  ['init', 'bash'],
  ['init', 'fish'],
  ['--version'],
];

describe.each([60, 120])('%i columns', (columns) => {
  test.each(PRINTED)('what %s %s prints is that of a pipe', async (...args) => {
    const piped = await inProcess(args);
    expect(piped.exitCode).toBe(0);
    expect(await inProcess(args, columns)).toEqual(piped);
  });
});

describe('the built program', () => {
  test.each<[string[], number]>([
    [['-o', 'project-dev'], 0],
    [['login', 'project-dev'], 0],
    [
      [
        'exec',
        'project-dev',
        '--',
        'echo',
        'a line that is wider than sixty columns of a terminal are',
      ],
      0,
    ],
    [['exec', 'project-dev', '--', 'false'], 1],
  ])('no line of %j is wider than the terminal', async (args, exitCode) => {
    const piped = await inProcess(args);
    expect(piped.exitCode).toBe(exitCode);
    expect(piped.text === '').toBe(args.includes('false'));
    expect(await onTerminal(args, 60)).toEqual(piped);
  });

  test.each<[string[], number, number]>([
    [['-j', 'project-dve'], 60, 3],
    [['exec', 'project-dev'], 60, 2],
    [['lgoin', 'project-dev'], 120, 2],
  ])('an error is wrapped at words, with ~ for the home: %j', async (args, columns, code) => {
    const { exitCode, text } = await onTerminal(args, columns);
    const plain = text.replace(/\x1b\[\d*m/g, '');
    const statements = plain.indexOf('swrole: error: ');
    const lines = plain.slice(statements).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    const piped = await inProcess(args);
    const whole = lines.join('\n').replace(/\n {14,15}/g, ' ');
    expect({ exitCode, whole }).toEqual({
      exitCode: code,
      whole: piped.text
        .slice(piped.text.lastIndexOf('swrole: error: '))
        .replaceAll(example.home.path, '~'),
    });
  });
});

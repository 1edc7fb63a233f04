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

async function inPipe(args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runInProcess(args, {
    env: example.env,
    credentialsOnStdout: true,
  });
  return { exitCode, text: stdout + stderr };
}

async function onTerminal(args: readonly string[], cols: number) {
  const command = process.execPath;
  const pty = untilTestEnds(
    openPty({ command, args: [SWROLE_PROGRAM, ...args], env: example.env, cols }),
  );
  const { exitCode } = await pty.exit;
  return { exitCode, text: pty.raw().replaceAll('\r\n', '\n') };
}

describe.each([60, 120])('%i columns', (columns) => {
  test.each<[string[], number]>([
    [['-j', 'project-dev'], 0],
    [['-o', 'project-dev'], 0],
    [['-f', 'fish', 'project-dev'], 0],
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
    [['init', 'bash'], 0],
    [['init', 'fish'], 0],
    [['--version'], 0],
  ])('no line is wider than the terminal: %j', async (args, exitCode) => {
    const piped = await inPipe(args);
    expect(piped.exitCode).toBe(exitCode);
    expect(piped.text === '').toBe(args.includes('false'));
    expect(await onTerminal(args, columns)).toEqual(piped);
  });

  test.each<[string[], number]>([
    [['-j', 'project-dve'], 3],
    [['exec', 'project-dev'], 2],
    [['lgoin', 'project-dev'], 2],
  ])('an error is wrapped at words, with ~ for the home: %j', async (args, code) => {
    const { exitCode, text } = await onTerminal(args, columns);
    const plain = text.replace(/\x1b\[\d*m/g, '');
    const statements = plain.indexOf('swrole: error: ');
    const lines = plain.slice(statements).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    const piped = await inPipe(args);
    const whole = lines.join('\n').replace(/\n {14,15}/g, ' ');
    expect({ exitCode, whole }).toEqual({
      exitCode: code,
      whole: piped.text
        .slice(piped.text.lastIndexOf('swrole: error: '))
        .replaceAll(example.home.path, '~'),
    });
  });
});

/** Over real pseudo-terminals: the flow runs in a process whose stdin, stdout and stderr belong to another program. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { alive, readersOf } from '../mfa/alive.ts';
import type { DriverOptions } from '../mfa/drivers/use-code.ts';
import { QUESTION_LINE } from '../mfa/question-of.ts';
import { driverProgram } from '../support/driver.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { screen } from '../support/screen.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ASKED = `${QUESTION_LINE}: `;
const CANCELLED = { kind: 'cancelled', profile: 'project-dev' };

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

function driver(name: string): readonly string[] {
  return [process.execPath, driverProgram(new URL(`../mfa/drivers/${name}.ts`, import.meta.url))];
}

/** The command that runs the flow. */
function flow(options: Partial<DriverOptions> = {}): readonly string[] {
  return [...driver('use-code'), JSON.stringify({ folder, deadline: 20_000, ...options })];
}

/** Runs a script of the shell on a terminal; `$@` is the flow. It ends with what `stty` says before and after. */
function onTerminal(script: string, command = flow()): Pty {
  const args = ['-c', `cd "$FOLDER"; ${script}`, 'sh', ...command];
  const pty = openPty({ command: 'sh', args, env: { PATH: process.env.PATH, FOLDER: folder } });
  onTestFinished(() => pty.close());
  return pty;
}

/** As SDKs run it; the modes of the terminal before and after are kept in files. */
const PIPED = `
  trap : INT
  stty -g > before
  true | "$@" > out 2> err
  stty -g > after`;

function file(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function expectUntouchedTerminal(): void {
  expect(file('before')).not.toBe('');
  expect(file('after')).toBe(file('before'));
}

async function result(pty: Pty): Promise<unknown> {
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expectUntouchedTerminal();
  expect(file('err')).toBe('');
  return JSON.parse(file('out'));
}

function pid(): number {
  return Number(file('pid'));
}

// Who is asked and how it ends, with the built program: `test/cli/prompting.test.ts`.

test('what is not a code is asked for again, in a line that a user can edit; the foreground is found by ps', async () => {
  const pty = onTerminal(PIPED, flow({ platform: 'darwin' }));
  await pty.waitFor(ASKED);
  pty.write('12345\r');
  await pty.waitFor(ASKED);
  pty.write('99\x15123 457\x7f6\r');
  expect(await result(pty)).toEqual({ code: '123456' });
  expect(screen(pty.raw(), 120)).toEqual([
    `${ASKED}12345`,
    'swrole: a code is six digits',
    `${ASKED}123 456`,
  ]);
});

test('on a raw terminal Ctrl-C is a key, and cancels too', async () => {
  const pty = onTerminal('"$@"', [...driver('dev-server'), ...flow()]);
  await pty.waitFor(ASKED);
  pty.write('12\x03');
  await pty.waitFor(`helper: ${JSON.stringify(CANCELLED)}, server: ""\n`);
});

test('SIGKILL leaves no process that reads the next line', async () => {
  const pty = onTerminal(`${PIPED}; read line < /dev/tty; echo "read: $line"`);
  await pty.waitFor(ASKED);
  const readers = readersOf(pid());
  expect(readers).toHaveLength(1);
  process.kill(pid(), 'SIGKILL');
  await expect.poll(() => existsSync(join(folder, 'after'))).toBe(true);
  // It ends when it notices: a moment later on a busy machine.
  await expect.poll(() => alive(readers)).toEqual([]);
  pty.write('next line\r');
  await pty.waitFor('read: next line\n');
  expectUntouchedTerminal();
});

test('at the deadline a question says so, and ends at once without an answer', async () => {
  const pty = onTerminal(PIPED, flow({ deadline: 3000 }));
  await pty.waitFor(ASKED);
  await pty.waitFor('swrole: timed out');
  const since = performance.now();
  expect(await result(pty)).toMatchObject({ kind: 'timed-out', waitingFor: 'answer' });
  expect(performance.now() - since).toBeLessThan(2000);
  expect(pty.text()).toBe(`${ASKED}\nswrole: timed out\n`);
});

test('a terminal held with Ctrl-S does not stop swrole', async () => {
  const pty = onTerminal('printf ready; read go; "$@" > out 2> err; echo "$?" > status', [
    ...flow({ deadline: 2500 }),
  ]);
  await pty.waitFor('ready');
  pty.write('\r\x13');
  await expect.poll(() => file('status')).toBe('0\n');
  expect(JSON.parse(file('out'))).toMatchObject({ kind: 'timed-out' });
});

test('in the background, found by ps, no question is asked, and nothing stops', async () => {
  const pty = onTerminal(
    'set -m; "$@" > out 2> err & wait $!; echo "status $?"',
    flow({ platform: 'darwin' }),
  );
  await pty.waitFor('status 0\n');
  expect(JSON.parse(file('out'))).toMatchObject({ kind: 'no-way-to-ask', reason: 'background' });
  expect(pty.text()).not.toContain('MFA');
});

/**
 * On the terminal of the flow, another job gets it. Found by `ps`, which is asked once a second, that is noticed only after the
 * read has failed.
 */
function whereAnotherJobComes(command?: string): Pty {
  const other = `sh -c 'echo other; read line < /dev/tty'`;
  return onTerminal(
    `"$@" > out 2> err & until [ -e go ]; do sleep 0.1; done; set -m; ${other}; wait`,
    flow({ platform: 'darwin', ...(command && { command }) }),
  );
}

async function untilHungUp(pty: Pty): Promise<void> {
  await expect.poll(() => file('out')).toBe(`${JSON.stringify(CANCELLED)}\n`);
  expect(file('signals')).toBe('SIGHUP\n');
  pty.write('\r');
  expect(await pty.exit).toEqual({ exitCode: 0 });
}

test('a question that fails because another job has the terminal is not cancelled', async () => {
  const pty = whereAnotherJobComes();
  await pty.waitFor(ASKED);
  const readers = readersOf(pid());
  expect(readers).toHaveLength(1);
  writeFileSync(join(folder, 'go'), '');
  await pty.waitFor('other');
  for (const reader of readers) process.kill(reader, 'SIGKILL');
  await untilHungUp(pty);
});

test('a token command that fails because another job has the terminal is not a failed code', async () => {
  const command = 'printf "touch your key" >&2; until [ -e read ]; do sleep 0.1; done; read answer';
  const pty = whereAnotherJobComes(command);
  await pty.waitFor('touch your key');
  writeFileSync(join(folder, 'go'), '');
  await pty.waitFor('other');
  writeFileSync(join(folder, 'read'), '');
  await untilHungUp(pty);
});

test('when the terminal has gone, no question is asked', async () => {
  const pty = onTerminal(
    'trap "" HUP; (while kill -0 $$ 2>&-; do sleep 1; done; "$@" > out 2> err) &',
  );
  await pty.exit;
  pty.close();
  await expect.poll(() => file('out')).toContain('\n');
  expect(JSON.parse(file('out'))).toMatchObject({ kind: 'no-way-to-ask', reason: 'no-terminal' });
});

test('a token command has the terminal, and the question after it too', async () => {
  const command = 'printf "touch your key " >&2; read answer; echo "got $answer" >&2; exit 1';
  const pty = onTerminal(PIPED, flow({ command }));
  await pty.waitFor('touch your key ');
  pty.write('pin\r');
  await pty.waitFor(ASKED);
  pty.write('123456\r');
  expect(await result(pty)).toEqual({ code: '123456' });
  expect(pty.text()).toBe(
    `touch your key pin\ngot pin\nswrole: generate_token (printf) failed: exit status 1\n${ASKED}123456\n`,
  );
});

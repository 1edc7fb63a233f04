/** The tests that every shell has to pass as a subshell: on a real terminal, with files of its user's. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Environment } from '../../src/system.ts';
import { openPty, type Pty } from '../support/pty.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { driver } from './driver.ts';

/** A shell, and how its user has set it up: prompt `ready> `, and the variable `RC` to be `read`. */
export interface ShellUser {
  /** The program, as in `$SHELL`. */
  readonly shell: string;
  /** Files of the home directory, by their path in it. */
  readonly files: Readonly<Record<string, string>>;
  /** Environment variables; `HOME/` at the start of a value stands for the home directory. */
  readonly env?: Readonly<Record<string, string>>;
}

const SHELL_FILES = fileURLToPath(new URL('../../src/process/shell', import.meta.url));

/** Opens a subshell of that user's, in the role `project-dev` with the colour red. */
export async function openShellOf(user: ShellUser, more: Environment = {}): Promise<Pty> {
  const home = untilTestEnds(await makeTempHome());
  for (const [name, text] of Object.entries(user.files)) {
    await mkdir(dirname(join(home.path, name)), { recursive: true });
    await writeFile(join(home.path, name), text);
  }
  const [program, ...args] = driver('open-subshell', SHELL_FILES);
  const own = Object.entries(user.env ?? {}).map(
    ([name, value]) => [name, value.replace(/^HOME\//, `${home.path}/`)] as const,
  );
  const env = {
    PATH: process.env.PATH,
    HOME: home.path,
    SHELL: user.shell,
    SWROLE_PROFILE: 'project-dev',
    SWROLE_COLOR: '31',
    AGAIN: `exec ${[program, ...args].map((word) => `'${word}'`).join(' ')}`,
    ...Object.fromEntries(own),
    ...more,
  };
  return untilTestEnds(openPty({ command: program, args, env }));
}

/** Registers the test for a shell that shows names outside ASCII; others show them encoded. */
export function testDecodedName(user: ShellUser): void {
  test('a prompt shows a name outside ASCII as it is', async () => {
    const name = { SWROLE_PROFILE: '=E9=96=8B=E7=99=BA a%PATH%', LC_ALL: 'C.UTF-8' };
    await (await openShellOf(user, name)).waitFor(prompt('開発 a%PATH%'));
    const plain = await openShellOf(user, { ...name, NO_COLOR: '1' });
    await plain.waitFor(prompt('開発 a%PATH%'));
  });
}

/** The line and the prompt below it, as a user sees them. */
const prompt = (profile: string) => new RegExp(`${profile}\\n\\r?ready> `);

const count = (pty: Pty, text: string) => pty.raw().split(text).length - 1;

/** Registers the test of a shell in a shell, which shows the profile of each before each prompt. */
export function testNestedShell(user: ShellUser): void {
  test('a shell inside another shows its own profile once, and then the outer profile is shown again', async () => {
    const pty = await openShellOf(user);
    await pty.waitFor(prompt('project-dev'));
    pty.write('env SWROLE_PROFILE=inner-dev SWROLE_COLOR=32 sh -c "$AGAIN"\r');
    await pty.waitFor(prompt('inner-dev'));
    pty.write('exit 0\r');
    await pty.waitFor(prompt('project-dev'));
    pty.write('exit 0\r');
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(count(pty, '\x1b[32minner-dev\x1b[0m\r\n')).toBe(1);
    expect(count(pty, '\x1b[31mproject-dev\x1b[0m\r\n')).toBe(2);
  });
}

/** Registers the tests for one shell. */
export function testSubshell(user: ShellUser): void {
  test('the shell shows the profile in its colour before each prompt, and ends with the exit code', async () => {
    const pty = await openShellOf(user);
    await pty.waitFor(prompt('project-dev'));
    pty.write('echo "rc $RC."\r');
    await pty.waitFor('rc read.');
    await pty.waitFor(prompt('project-dev'));
    pty.write('exit 7\r');
    expect(await pty.exit).toEqual({ exitCode: 7 });
    expect(count(pty, '\x1b[31mproject-dev\x1b[0m\r\n')).toBe(2);
  });

  test('the prompt has a default colour, and none with NO_COLOR', async () => {
    const uncoloured = await openShellOf(user, { SWROLE_COLOR: undefined });
    await uncoloured.waitFor(prompt('project-dev'));
    expect(count(uncoloured, '\x1b[36mproject-dev\x1b[0m\r\n')).toBe(1);
    const plain = await openShellOf(user, { NO_COLOR: '1' });
    await plain.waitFor(prompt('project-dev'));
    expect(plain.raw()).not.toContain('mproject-dev');
  });

  testNestedShell(user);

  test('the shell leaves the environment of its children unchanged', async () => {
    const pty = await openShellOf(user);
    await pty.waitFor(prompt('project-dev'));
    pty.write('env | sed "s/^/child /"; echo "that is" all\r');
    const shown = await pty.waitFor('that is all');
    const variables = shown.match(/^child (?:SWROLE_|ENV=|ZDOTDIR=).*$/gm) ?? [];
    const own = Object.entries(user.env ?? {}).filter(([name]) => /^(?:ENV|ZDOTDIR)$/.test(name));
    expect(variables.map((line) => line.replace(/=.*\//, '=HOME/')).sort()).toEqual(
      [
        ...own.map(([name, value]) => `child ${name}=${value}`),
        'child SWROLE_COLOR=31',
        'child SWROLE_PROFILE=project-dev',
      ].sort(),
    );
  });
}

/** The instant this many seconds from now, as swrole exports it. */
const inSeconds = (seconds: number) =>
  `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;

/** Registers the test of the time left, for a shell whose `export` sets a variable. */
export function testTimeLeft(user: ShellUser): void {
  test('the line shows the time left, and then that the credentials have expired', async () => {
    const pty = await openShellOf(user, { AWS_CREDENTIAL_EXPIRATION: inSeconds(3570) });
    await pty.waitFor(prompt('project-dev 59m'));
    const ends = [
      [7_230, '2h'],
      [4_350, '1h12m'],
      [50, '(?:50|4\\d)s'],
      [-1, 'expired'],
    ] as const;
    for (const [seconds, shown] of ends) {
      pty.write(`export AWS_CREDENTIAL_EXPIRATION=${inSeconds(seconds)}\r`);
      await pty.waitFor(prompt(`project-dev ${shown}`));
    }
    expect(pty.raw()).toContain('\x1b[31mproject-dev\x1b[0m 59m\r\n');
    expect(pty.raw()).toMatch(/\x1b\[31mproject-dev\x1b\[0m\x1b\[1;31m expired\x1b\[0m\r\n/);
    pty.write('export AWS_CREDENTIAL_EXPIRATION=never NO_COLOR=1\r');
    await pty.waitFor(prompt('project-dev'));
  });
}

/**
 * The line that says for what swrole waits while another program runs, which may use the terminal itself: the row of the
 * cursor is that program's, whatever it shows or asks there.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Example, member, startExample } from '../support/example-world.ts';
import type { Pty } from '../support/pty.ts';
import { screen } from '../support/screen.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import {
  addProfile,
  code,
  ended,
  onTerminal,
  projectWith,
  slowProgram,
} from './waiting/waiting-world.ts';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ generateToken: false }));
});

const shown = (pty: Pty, columns = 120) => screen(pty.raw(), columns);

test('the status line names the program that swrole waits for, and truncates a long name', async () => {
  const columns = 60;
  const name = 'a-program-with-a-name-that-is-as-long-as-a-narrow-terminal-is-wide';
  const { command, say } = slowProgram(example, name);
  addProfile(example, `[profile given]\ncredential_process = ${command}\n`);
  const pty = onTerminal(example, ['login', 'given'], { columns });
  await pty.waitFor('…');
  const cut = `${`swrole: waiting for ${name}`.slice(0, columns - 2)}…`;
  expect(shown(pty, columns)).toEqual(['', cut]);
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = member;
  say(JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey }));
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expect(shown(pty, columns)).toEqual([
    'swrole: given: long-term credentials, nothing to obtain',
    'status 0',
  ]);
});

test('the status line shows a wait for a dialog', async () => {
  const { folder, say } = slowProgram(example, 'zenity');
  const env = { SWROLE_PROMPT: 'gui', DISPLAY: ':0', PATH: `${folder}:${process.env.PATH}` };
  const pty = onTerminal(example, ['login', 'project-dev'], { env });
  await pty.waitFor('…');
  expect(shown(pty)).toEqual(['', 'swrole: waiting for zenity…']);
  say(code());
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expect(shown(pty)).toEqual(ended('project-dev'));
});

describe('a command that has the terminal', () => {
  const LINE = 'swrole: waiting for ask…';
  /** `swrole login` with such a script for the code. */
  function login(script: string, before = '') {
    const { folder, command, say } = slowProgram(example, 'ask', script);
    addProfile(example, projectWith(command));
    const env = { PATH: `${folder}:${process.env.PATH}` };
    return { pty: onTerminal(example, ['login', 'mine'], { env, before }), say };
  }

  test('the status line shows a command that has the terminal and is silent', async () => {
    const { pty, say } = login('next');
    await pty.waitFor('…');
    expect(shown(pty)).toEqual(['', LINE]);
    say(code());
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(shown(pty)).toEqual(ended('mine'));
  });

  test('the status line moves with a command that prints', async () => {
    const { pty, say } = login('next >&2; next');
    await pty.waitFor('…');
    say('touch your key\n');
    await pty.waitFor('touch');
    await pty.waitFor('…');
    expect(shown(pty)).toEqual(['touch your key', '', LINE]);
    say(code());
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(shown(pty)).toEqual(['touch your key', ...ended('mine')]);
  });

  test('the status line leaves the question and the typed text of a command alone', async () => {
    const { pty, say } = login('next >/dev/tty; read -r code </dev/tty; echo "$code"');
    await pty.waitFor('…');
    say('PIN: ');
    await pty.waitFor('PIN: ');
    await pty.waitFor('…');
    expect(shown(pty)).toEqual(['PIN: ', LINE]);
    const typed = code();
    pty.write(typed);
    await pty.waitFor(typed);
    expect(shown(pty)).toEqual([`PIN: ${typed}`, LINE]);
    pty.write('\r');
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(shown(pty)).toEqual([`PIN: ${typed}`, ...ended('mine')]);
  });

  test('the status line disappears when a command asks for a password', async () => {
    const { pty, say } = login(
      'next >/dev/null; stty -echo; printf "PIN: " >&2; read -r code; stty echo; echo "$code"',
    );
    await pty.waitFor('…');
    say('');
    await pty.waitFor('PIN: ');
    await expect.poll(() => shown(pty)).toEqual(['PIN:']);
    pty.write(`${code()}\r`);
    expect(await pty.exit).toEqual({ exitCode: 0 });
    // The terminal shows no newline without echo.
    const [last, status] = ended('mine');
    expect([shown(pty)[0]?.replace(/^PIN: /, ''), shown(pty)[1]]).toEqual([last, status]);
  });

  const STTY = execFileSync('sh', ['-c', 'command -v stty'], { encoding: 'utf8' }).trim();
  /** A program instead of `stty` that counts how often it was asked. */
  const counting = (then: string) =>
    `printf '#!/bin/sh\\necho >> looks\\n${then}\\n' > programs/stty; chmod +x programs/stty; `;
  const looks = () => {
    const file = join(example.home.path, 'looks');
    return existsSync(file) ? readFileSync(file).length : 0;
  };

  test.each([
    ['takes single keys', '-icanon', `exec ${STTY} "$@"`],
    ['has a terminal of which nothing is known', 'echo', 'exit 1'],
  ])('nothing is drawn for a command that has the terminal and %s', async (_, mode, then) => {
    const script = `${STTY} ${mode}; printf "PIN: " >&2; next; ${STTY} sane; echo >&2`;
    const { pty, say } = login(script, counting(then));
    await expect.poll(looks, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(pty.raw()).toBe('PIN: ');
    say(code());
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(shown(pty)).toEqual(['PIN: ', ...ended('mine')]);
  });
});

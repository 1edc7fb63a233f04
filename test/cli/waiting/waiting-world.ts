/** swrole on a terminal, with programs around it that go on when a test says so. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { commandLine } from '../../support/command-line.ts';
import { developer, type Example, member } from '../../support/example-world.ts';
import { openPty, type Pty } from '../../support/pty.ts';
import { SWROLE_PROGRAM } from '../../support/run-swrole.ts';
import { totp } from '../../support/totp.ts';
import { untilTestEnds } from '../../support/until-test-ends.ts';

/** Where the program runs. */
export interface Place {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Shell words around the program. */
  readonly before?: string;
  readonly after?: string;
}

/** The built program on a terminal of its own, in a shell that says how it ended. */
export function onTerminal(
  { env: own, home }: Example,
  words: readonly string[],
  place: Place = {},
): Pty {
  const { columns = 120, env = {}, before = '', after = '' } = place;
  const swrole = commandLine([process.execPath, SWROLE_PROGRAM, ...words]);
  const script = `trap : INT; ${before}${swrole}${after}; echo status $?`;
  // What is on the screen is compared without colours.
  const options = { env: { ...own, NO_COLOR: '1', ...env }, cwd: home.path, cols: columns };
  return untilTestEnds(openPty({ command: 'sh', args: ['-c', script], ...options }));
}

/** Adds a profile to the config file. */
export function addProfile({ home }: Example, text: string): void {
  appendFileSync(home.configFile, `\n${text}`);
}

/** The role of `project-dev` with another command for its codes, as profile `mine`. */
export function projectWith(generateToken: string): string {
  const role = `role_arn = ${developer.arn}\nmfa_serial = ${member.mfa.serial}\n`;
  return `[profile mine]\n${role}source_profile = my-company\ngenerate_token = ${generateToken}\n`;
}

/** A program of a test. */
export interface SlowProgram {
  readonly folder: string;
  readonly command: string;
  /** What `$(next)` in its script gives, when it is there or as soon as it is. */
  say(text: string): void;
}

/** A program whose script waits at each `next` for what the test says; without one it prints that. */
export function slowProgram({ home }: Example, name: string, script = 'next'): SlowProgram {
  const folder = join(home.path, 'programs');
  const [command, line] = [join(folder, name), join(folder, 'line')];
  mkdirSync(folder, { recursive: true });
  execFileSync('mkfifo', [line]);
  writeFileSync(command, `#!/bin/sh\nnext() { cat '${line}'; }\n${script}\n`, { mode: 0o755 });
  return { folder, command, say: (text) => writeFileSync(line, text) };
}

/** The code of the member's device. */
export const code = () => totp(member.mfa.secret, Date.now());

/** What `login` says in the end. */
export const UNTIL = /credentials until (?:\w{3} )?\d\d:\d\d \(\w+\)/;

/** The last two lines of a screen after `login`. */
export const ended = (profile: string) => [
  expect.stringMatching(new RegExp(`^swrole: ${profile}: ${UNTIL.source}$`)),
  'status 0',
];

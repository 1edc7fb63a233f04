/** What the cast of the README shows: commands that a user types in bash, on a real terminal, against the demo's stand-in. */

import { member } from '../../support/example-data.ts';
import { openPty, type Pty } from '../../support/pty.ts';
import { terminalText } from '../../support/terminal-text.ts';
import { totp } from '../../support/totp.ts';
import type { DemoWorld } from '../demo-world.ts';

/** The size of a terminal. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** Of the cast. Nothing may scroll: the last screen has to show the whole session. */
export const SIZE: Size = { cols: 90, rows: 22 };

/** What a user types, and what came until the next question or prompt. */
export interface Typed {
  /** Without the Enter at its end. */
  readonly text: string;
  /** Output after the Enter, with the milliseconds that it took. */
  readonly output: readonly Output[];
}

interface Output {
  readonly after: number;
  readonly data: string;
}

/** A session, from the first prompt on. */
export interface Session {
  readonly prompt: string;
  readonly typed: readonly Typed[];
}

/** Milliseconds for one answer, also on a busy machine. */
const PATIENCE = 30_000;

const PROMPT = '$ ';

/** The prompt at the end of what was printed: a line of its own. */
const AT_PROMPT = /(?:^|\n)\$ $/;

/** A thing to type: a line, or what has to be worked out at that moment. */
export interface Entry {
  readonly text: string | (() => string);
  /** What the output ends with. */
  readonly until: RegExp;
}

/** A command that asks nothing. */
export const command = (text: string): Entry => ({ text, until: AT_PROMPT });

/** In this order. The first one asks, because `project-dev` has no `generate_token` here. */
const ENTRIES: readonly Entry[] = [
  command('# a dev server starts 20 workers, each with an AWS SDK of its own'),
  { text: 'AWS_PROFILE=app-dev node workers.mjs', until: /MFA code for [^\n]*: $/ },
  { text: () => totp(member.mfa.secret, Date.now()), until: AT_PROMPT },
  command('# one code for all of them; from now on the cache answers, also for this shell'),
  command('swr project-dev'),
  command('swrole status'),
  command('# a wrong name gets no role, and the old one is gone'),
  command('swr project-dve'),
  command(`echo "role: \${SWROLE_PROFILE-none}"`),
];

/** bash, as it would be without any start-up file but with swrole's integration. */
async function openShell(
  world: DemoWorld,
  size: Size,
  heard: (data: string) => void,
): Promise<Pty> {
  const pty = openPty({
    command: 'bash',
    args: ['--noprofile', '--norc', '--noediting', '-i'],
    env: {
      ...world.env,
      PS1: PROMPT,
      BASH_SILENCE_DEPRECATION_WARNING: '1',
    },
    cwd: world.env.HOME ?? '/',
    ...size,
    onData: heard,
  });
  await pty.waitFor(/\$ $/);
  pty.write('eval "$(swrole init bash)"; echo ready\r');
  await pty.waitFor(/ready\r?\n\$ $/);
  return pty;
}

/**
 * Plays a session.
 *
 * @param entries what is typed; those of the cast, if nothing else is given
 * @throws Error if something that has to appear does not, and the terminal's error
 */
export async function playSession(
  world: DemoWorld,
  entries: readonly Entry[] = ENTRIES,
  size = SIZE,
): Promise<Session> {
  let chunks: { at: number; data: string }[] = [];
  const pty = await openShell(world, size, (data) => chunks.push({ at: performance.now(), data }));
  try {
    const typed: Typed[] = [];
    for (const { text, until } of entries) {
      const line = typeof text === 'string' ? text : text();
      chunks = [];
      const start = performance.now();
      pty.write(`${line}\r`);
      await pty.waitFor(until, PATIENCE);
      typed.push({ text: line, output: withoutEcho(chunks, line, start) });
    }
    return { prompt: PROMPT, typed };
  } finally {
    await pty.close();
  }
}

/** The terminal shows what is typed: that is the first thing to come. */
function withoutEcho(
  chunks: readonly { at: number; data: string }[],
  line: string,
  start: number,
): readonly Output[] {
  let rest = line;
  const output: Output[] = [];
  for (const { at, data } of chunks) {
    const echo = data.startsWith(rest.slice(0, data.length))
      ? Math.min(data.length, rest.length)
      : 0;
    rest = rest.slice(echo);
    if (echo < data.length) output.push({ after: Math.round(at - start), data: data.slice(echo) });
  }
  if (rest !== '') throw new Error(`the terminal did not show ${JSON.stringify(line)}`);
  return output;
}

/** The session as a user reads it, without colours. */
export function sessionText({ prompt, typed }: Session): string {
  const parts = typed.map(({ text, output }) => text + output.map(({ data }) => data).join(''));
  return terminalText(prompt + parts.join(''));
}

/** A world of one process whose clock moves only by sleeping, and whose terminal answers by a list. */

import { join } from 'node:path';
import type { MfaDeps } from '../../src/mfa/question.ts';
import type { Answer } from '../../src/terminal/read-line.ts';
import type { NoTerminal, Terminal } from '../../src/terminal/tty.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Ten seconds into a 30 s step. */
export const START = Date.UTC(2024, 0, 1, 12, 0, 10);

export interface FakeDeps extends MfaDeps {
  readonly cache: string;
  /** Everything that was shown, a line each; a question ends with what was answered. */
  readonly shown: readonly string[];
  /** Sleeps so far, in milliseconds. */
  readonly slept: readonly number[];
  interrupt(): void;
}

/** Answers in order; a word of the type `Answer` stands for itself. */
export type Script = readonly (string | Exclude<Answer, object>)[];

function answer(text: string): Answer {
  return text === 'cancelled' || text === 'timed-out' ? text : { text };
}

function scripted(script: Script, shown: string[]): Terminal {
  const answers = [...script];
  return {
    input: 0,
    output: 0,
    say: async (line) => void shown.push(line),
    ask: async (question) => {
      const next = answers.shift();
      if (next === undefined) throw new Error(`nobody answers: ${question}`);
      shown.push(question + next);
      return answer(next);
    },
    untilSignalled: async () => {},
    close: () => {},
  };
}

/** @param person the answers of the user, or why there is no user at a terminal */
export function fakeDeps(person: Script | NoTerminal, changes: Partial<FakeDeps> = {}): FakeDeps {
  const shown: string[] = [];
  const slept: number[] = [];
  const interrupting = new AbortController();
  const home = tempFolder();
  const terminal = typeof person === 'string' ? person : scripted(person, shown);
  let now = START;
  return {
    env: { PATH: process.env.PATH },
    home,
    platform: process.platform,
    cache: join(home, 'cache'),
    runtime: join(home, 'runtime'),
    deadline: START + 55_000,
    interrupted: interrupting.signal,
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
    openTerminal: async () => terminal,
    debug: () => {},
    showProgress: () => () => {},
    shown,
    slept,
    interrupt: () => interrupting.abort('SIGTERM'),
    ...changes,
  };
}

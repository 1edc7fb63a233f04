import { closeSync, constants as file, openSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { type IPty, spawn } from '@lydell/node-pty';
import type { Environment } from '../../src/system.ts';
import { childrenProblems, leaks, secretsOf, WATCHING } from './leaks.ts';
import { SHARED_COMPILE_CACHE, SWROLE_PROGRAM, throwLeaks } from './run-swrole.ts';
import { Transcript } from './transcript.ts';

/**
 * A program on a real pseudo-terminal, as a user would meet it. The program is a session leader, so
 * `/dev/tty` opens, Ctrl-C is `write('\x03')`, and job control works.
 *
 *     const pty = untilTestEnds(openPty({ command: 'sh', args: ['-i'], env: { PATH, PS1: 'ready> ' } }));
 *     await pty.waitFor('ready> ');
 *     pty.write('exit 7\r');
 *     expect(await pty.exit).toEqual({ exitCode: 7 });
 */
export interface Pty {
  readonly pid: number;
  /** Everything received so far, escape sequences included. */
  raw(): string;
  /** Everything received so far as a user reads it (see `terminal-text.ts`). */
  text(): string;
  /**
   * Waits until `text()` has `pattern` after the end of the match before; gives all text up to its end.
   * Rejects, showing what was there instead, after `milliseconds` (15 s) or once the program has ended.
   */
  waitFor(pattern: string | RegExp, milliseconds?: number): Promise<string>;
  /** Types: Enter is "\r", Ctrl-C "\x03", Ctrl-D "\x04", Ctrl-Z "\x1a", Ctrl-\ "\x1c". */
  write(keys: string): void;
  /** How the program ended; all of its output has arrived by then. Rejects if a secret was seen. */
  readonly exit: Promise<PtyExit>;
  /** Ends the program, and with the terminal's hang-up what else has it; harmless when it has ended. */
  close(): Promise<void>;
}

/** Exactly one of the two. */
export interface PtyExit {
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
}

/** `env` is the whole environment but for `TERM`, `PWD` and `NODE_COMPILE_CACHE`; nothing is inherited from the test. */
export interface PtyOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly env: Environment;
  readonly cwd?: string;
  readonly cols?: number;
  readonly rows?: number;
  /** Allows secrets on the terminal, where a test prints them. */
  readonly credentialsOnTerminal?: boolean;
  /** Hears everything that is received, as it comes. */
  readonly onData?: (data: string) => void;
}

/** Starts a program on a pseudo-terminal of its own. */
export function openPty(given: PtyOptions): Pty {
  const { command, args = [], env, onData, credentialsOnTerminal, ...options } = given;
  const isProgram = command === process.execPath && args[0] === SWROLE_PROGRAM;
  const size = { name: 'xterm-256color', cols: 120, rows: 40 };
  // node-pty would write an undefined one out, as "undefined".
  const all = { NODE_COMPILE_CACHE: SHARED_COMPILE_CACHE, ...env };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  const variables = Object.fromEntries(known);
  const terminal = spawn(command, [...(isProgram ? WATCHING : []), ...args], {
    ...size,
    ...options,
    env: variables,
  });
  const transcript = new Transcript();
  const end = endOf(terminal);
  terminal.onData((received) => {
    const data = end.withoutLast(received);
    onData?.(data);
    transcript.add(data);
    for (const answer of answers(data)) terminal.write(answer);
  });
  const exit = end.exit
    .finally(() => transcript.end())
    .then((ending) => {
      const secrets = secretsOf(env);
      const isShown = !credentialsOnTerminal && leaks(transcript.raw(), secrets);
      const parent = { pid: terminal.pid, args: args.slice(1), env };
      throwLeaks([...(isShown ? ['the terminal'] : []), ...childrenProblems(parent, secrets)]);
      return ending;
    });
  return {
    pid: terminal.pid,
    raw: () => transcript.raw(),
    text: () => transcript.text(),
    waitFor: (pattern, milliseconds) => transcript.waitFor(pattern, milliseconds),
    write: (keys) => terminal.write(keys),
    exit,
    close: async () => {
      // Its number may belong to another process by then.
      if (!transcript.ended) terminal.kill('SIGKILL');
      await exit;
    },
  };
}

/** What every terminal answers when it is asked what it is, and where its cursor is; fish and Nushell wait for it. */
function answers(data: string): readonly string[] {
  const kind = data.match(/\x1b\[0?c/g) ?? [];
  const position = data.match(/\x1b\[6n/g) ?? [];
  return [...kind.map(() => '\x1b[?62;22c'), ...position.map(() => '\x1b[1;1R')];
}

/** What is written on the terminal when the program has ended: all of its output comes before. One byte, so never half of it. */
const LAST = '\x1e';

/** Milliseconds between two looks whether the program still runs. */
const LOOK_EVERY = 10;

interface End {
  readonly exit: Promise<PtyExit>;
  /** Gives the text without the last byte; with that, the terminal is closed. */
  withoutLast(received: string): string;
}

/**
 * Keeps the program's end of the terminal open here, too, until all of its output has arrived. Otherwise the last words of a
 * program that ends at once are sometimes lost (1 of 500 on a busy machine): libuv takes a short read together with a hang-up
 * for the end, but a terminal gives out its buffers one by one. By itself, node-pty ends the reading 200 ms after the program.
 */
function endOf(terminal: IPty & { readonly ptsName?: string }): End {
  const flags = file.O_RDWR | file.O_NOCTTY | file.O_NONBLOCK;
  let end = terminal.ptsName ? openSync(terminal.ptsName, flags) : undefined;
  let isWritten = false;
  const close = () => {
    clearInterval(looking);
    if (end !== undefined) closeSync(end);
    end = undefined;
  };
  const looking = setInterval(() => {
    if (end === undefined || isWritten || isRunning(terminal.pid)) return;
    try {
      writeSync(end, LAST);
      isWritten = true;
    } catch (error) {
      // Until there is room again, the program's output is still to be read.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') close();
    }
  }, LOOK_EVERY);
  const exit = new Promise<PtyExit>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      close();
      resolve(signal ? { signal: signalName(signal) } : { exitCode });
    });
  });
  const withoutLast = (received: string): string => {
    if (!isWritten || !received.includes(LAST)) return received;
    close();
    return received.replace(LAST, '');
  };
  return { exit, withoutLast };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function signalName(number: number): NodeJS.Signals {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  if (!found) throw new RangeError(`no signal has the number ${number}`);
  return found[0] as NodeJS.Signals;
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Keychain } from '../../src/system.ts';
import { collectOutput, untilClosed } from './child-output.ts';
import { childrenProblems, leaks, leaksIn, secretsOf, WATCHING } from './leaks.ts';

/** The built program: absolute path of `bin/swrole.cjs`. */
export const SWROLE_PROGRAM = fileURLToPath(new URL('../../bin/swrole.cjs', import.meta.url));

/** Where the programs of all tests keep their compiled code: each start is as fast as a user's second one. */
export const SHARED_COMPILE_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/compiled', import.meta.url),
);

/** How to run the program. */
export interface RunOptions {
  /** Its whole environment but for `NODE_COMPILE_CACHE`; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** What stdin delivers before it ends. Without it, stdin is a pipe that never delivers nor ends, as in SDKs. */
  readonly input?: string;
  readonly cwd?: string;
  /** Runs it in a session of its own, as SDKs without a terminal do: a terminal that runs the tests gets no question. */
  readonly detached?: boolean;
  /** The user and group to run it as, which only root can. */
  readonly uid?: number;
  /** What must not be in the output. It is read when the program has ended, so a list may grow meanwhile. */
  readonly secrets?: readonly string[];
  /** Allows secrets on stdout, for commands whose purpose they are. */
  readonly credentialsOnStdout?: boolean;
  /** After how many milliseconds the program is killed and the run rejects; 20000 where absent. */
  readonly timeoutMs?: number;
  /** A script to run instead of the built program. */
  readonly program?: string;
  /** Milliseconds by which the clock is ahead. A sleep moves it and does not wait. Only in the process of the tests. */
  readonly clock?: { ahead: number };
  /** Stands for the keychain of the system. Only in the process of the tests. */
  readonly keychain?: Keychain;
  /** The version of node that the program sees, such as `20.12.0`. Only in the process of the tests. */
  readonly nodeVersion?: string;
  /** The width of the terminal that stdout is, instead of a pipe. Only in the process of the tests. */
  readonly columns?: number;
  /** The same for stderr. */
  readonly errorColumns?: number;
  /** `exec` fails before its command starts, so it needs no process of its own. Only in the process of the tests. */
  readonly startsNothing?: boolean;
}

/** How a run ended, to be compared whole. */
export interface RunResult {
  /** `null` after a signal. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface StartedSwrole {
  readonly child: ChildProcessWithoutNullStreams;
  /** Rejects if a secret was seen where it must not be, or after the time limit. */
  readonly result: Promise<RunResult>;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** Commands that show no credentials, whatever their flags. */
const WITHOUT_CREDENTIALS =
  /^(?:list|status|login|logout|setup|write|doctor|whoami|init|help|version)$/;

/**
 * Throws if a secret was seen where it must not be.
 *
 * @param command the first word after `swrole`, where that was run
 */
export function checkLeaks(
  result: RunResult,
  { env, secrets = [], credentialsOnStdout }: Omit<RunOptions, 'input'>,
  command = '',
): void {
  // Whatever a test says of its secrets, none of its home is ever shown.
  const all = [...secretsOf(env), ...secrets];
  const hidden = WITHOUT_CREDENTIALS.test(command) ? all : secrets;
  const places = [
    ...(leaks(result.stderr, all) ? ['stderr'] : []),
    ...(!credentialsOnStdout && leaks(result.stdout, hidden) ? ['stdout'] : []),
  ];
  const log = env.SWROLE_DEBUG && leaksIn(env.SWROLE_DEBUG, all) ? ['the debug log'] : [];
  throwLeaks([...places, ...log]);
}

/** @throws Error for places where a secret was */
export function throwLeaks(places: readonly string[]): void {
  if (places.length > 0) throw new Error(`a secret leaked to ${places.join(', ')}`);
}

async function ending(
  child: ChildProcessWithoutNullStreams,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const output = collectOutput(child);
  await untilClosed(child, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const result = { exitCode: child.exitCode, signal: child.signalCode, ...output };
  const { env, secrets = [] } = options;
  const { pid } = child;
  throwLeaks(childrenProblems({ pid, args, env }, [...secretsOf(env), ...secrets]));
  checkLeaks(result, options, args[0]);
  return result;
}

/**
 * With the compiled code that all tests share. Code is compiled for the flags of node: a script of one test that is loaded
 * first is a flag that never comes again, and its code would only drive out that of others.
 */
export function withCompileCache(env: RunOptions['env']): Readonly<Record<string, string>> {
  const all = { NODE_COMPILE_CACHE: SHARED_COMPILE_CACHE, ...env };
  const isShared = all.NODE_COMPILE_CACHE === SHARED_COMPILE_CACHE;
  const loadsScript = /--require/.test(env.NODE_OPTIONS ?? '');
  return isShared && loadsScript ? { ...all, NODE_DISABLE_COMPILE_CACHE: '1' } : all;
}

/** Starts the program, for tests that do something to it while it runs. */
export function startSwrole(args: readonly string[], options: RunOptions): StartedSwrole {
  const { cwd, uid, detached, program = SWROLE_PROGRAM } = options;
  const env = withCompileCache(options.env);
  const watching = basename(program) === basename(SWROLE_PROGRAM) ? WATCHING : [];
  const child = spawn(process.execPath, [...watching, program, ...args], {
    env,
    cwd,
    uid,
    gid: uid,
    detached,
  });
  // A program that does not read its stdin is right; only the write end learns of it.
  child.stdin.on('error', () => undefined);
  if (options.input !== undefined) child.stdin.end(options.input);
  return { child, result: ending(child, args, options) };
}

/** Runs the program to its end. Rejects as {@link StartedSwrole.result} does. */
export function runSwrole(args: readonly string[], options: RunOptions): Promise<RunResult> {
  return startSwrole(args, options).result;
}

/**
 * What every command gets to work with: the context and its reporter (debug lines, warnings, the progress line). And how a signal
 * interrupts its work.
 */

import { constants, openSync, writeSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import type { RoleChain } from '../config/plan.ts';
import type { Instant } from '../credentials.ts';
import { expandHome, NO_HOME } from '../fast-path/paths.ts';
import type { AskHost } from '../mfa/question.ts';
import type { Cache } from '../storage/private-store.ts';
import type { StsClient } from '../sts/client.ts';
import type { Disposer, Output, Reporter, System } from '../system.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { noteText } from '../ui/format.ts';
import { ownLine, safeText } from '../util/text.ts';
import { InterruptedError } from './errors.ts';
import type { CommandLine, CredentialOptions, Invocation } from './invocation.ts';

/** What a program gives that has swrole inside (`embedded.ts`). */
export interface Host {
  /** Its own way to ask its user for a code; without it, swrole asks on the terminal or with a dialog. */
  readonly askHost: AskHost | undefined;
  /** Called instead of a SIGHUP to the process when a question on the terminal is useless. */
  onHangUp(): void;
}

/** The dependencies of every command; built once, in `app.ts`. */
export interface Context extends Reporter {
  readonly system: System;
  /** STS: loaded when it is called. */
  loadSts(): Promise<StsClient>;
  /** swrole's own cache directory. */
  readonly cache: Cache;
  /** Where locks and used codes are stored if the cache directory is not usable. */
  readonly runtime: Cache;
  /** Fail if the credentials cannot be cached: `swrole login`. */
  readonly mustKeep?: boolean;
  /** The end of the time limit: the Go SDK kills its helper after 60 s. */
  readonly deadline: Instant;
  /** The program around swrole, if swrole runs inside another one. */
  readonly host?: Host;
  /** Prints one line on a terminal when swrole deviates from the request. */
  warn(line: string): void;
  /** Hides the progress line while a prompt or a child uses the terminal; the returned function ends the pause. */
  pauseProgress(): Disposer;
  /** Asks the user whether to use a profile with `confirm`; not set where no person uses the credentials, as for an SDK. */
  readonly confirm?: (chain: RoleChain, interrupted: AbortSignal) => Promise<void>;
  /** Set while an endpoint renews its credentials (`commands/serve.ts`). */
  readonly background?: BackgroundRenewal;
}

/** How an endpoint renews its credentials. */
interface BackgroundRenewal {
  /** The milliseconds before the expiration in which a session is renewed. */
  readonly renewalWindow: number;
  /** Whether a command has the terminal, so that no question and no token command may use it. */
  readonly isTerminalTaken: boolean;
}

/** The context while swrole handles signals. */
export interface InterruptibleContext extends Context {
  /** Aborted when a signal asks swrole to end. */
  readonly interrupted: AbortSignal;
}

/**
 * Records that a user has switched to a profile, for the order of the picker. Without a terminal it was a program. Never
 * rejects; call it when the output is written.
 */
export async function recordUse(
  profile: string,
  { cache, source }: Pick<CredentialOptions, 'cache' | 'source'>,
  context: Context,
): Promise<void> {
  // The picker does not offer a role without a profile.
  if (!context.system.stderr.isTerminal || !cache || source !== undefined) return;
  const { addUse } = await import('../storage/history.ts');
  const reason = addUse(profile, context);
  context.debug(
    `the use of '${profile}' is ${reason === undefined ? 'kept' : `not kept (${reason})`}`,
  );
}

/**
 * Runs work that a signal aborts instead of ending the process. So children end first, and a shell that evaluates
 * stdout gets a failure.
 *
 * @throws InterruptedError instead of the error that the aborted work throws
 */
export async function interruptible<T>(
  system: Pick<System, 'watchInterrupts'>,
  work: (interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, stop } = system.watchInterrupts();
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? new InterruptedError(signal.reason as NodeJS.Signals) : error;
  } finally {
    stop();
  }
}

// Builds the reporter of a run: debug lines, warnings and the progress line, all on stderr.

/** The part of the context that reports, with output streams that erase the progress line before each write. */
export type ReporterContext = Pick<
  Context,
  'system' | 'debug' | 'warn' | 'showProgress' | 'pauseProgress'
>;

const nothing = () => {};
const NO_DEBUG_LOG: DebugLog = { debug: nothing, record: nothing, problem: undefined };
const NO_STATUS_LINE: StatusLine = {
  showProgress: () => nothing,
  suspend: () => nothing,
  erase: nothing,
};

/**
 * Creates the reporter. Most runs show no progress, and load no code for it.
 *
 * @param line the command line; without an invocation if it could not be parsed
 */
export async function createReporter(
  system: System,
  { invocation, debug: isDebug = false }: Partial<CommandLine> = {},
): Promise<ReporterContext> {
  const { env, stdout, stderr } = system;
  // With -j stderr stays empty on success, because some SDKs read it together with stdout.
  const isInteractive = stderr.isTerminal && invocation !== undefined && !isJson(invocation);
  const line = isInteractive ? await openStatusLine(system) : NO_STATUS_LINE;
  const erasing = {
    ...system,
    stdout: beforeWrite(stdout, line.erase),
    stderr: beforeWrite(stderr, line.erase),
  };
  const { debug, record, problem } =
    isDebug || env.SWROLE_DEBUG ? openDebugLog(erasing, isDebug) : NO_DEBUG_LOG;
  const logged = { ...erasing, stderr: beforeWrite(erasing.stderr, record) };
  const warn = (message: string) => {
    const text = isInteractive
      ? noteText(message, system, 'warning')
      : `${ownLine(message, 'warning')}\n`;
    // A warning that cannot be written must not fail the command.
    if (isDebug || isInteractive) void logged.stderr.write(text).catch(nothing);
    else record(text);
  };
  // Printed also without a terminal: otherwise the log file would be missing without a reason. Not with -j, as above.
  if (problem !== undefined && (isDebug || invocation === undefined || !isJson(invocation)))
    await erasing.stderr.write(`${ownLine(problem, 'warning')}\n`).catch(nothing);
  return {
    system: logged,
    debug,
    warn,
    showProgress: line.showProgress,
    pauseProgress: line.suspend,
  };
}

function isJson(invocation: Invocation): boolean {
  return invocation.kind === 'print' && invocation.format === 'json';
}

/** Some terminals cannot erase a line. */
async function openStatusLine({ env, platform, stderr }: System): Promise<StatusLine> {
  if (env.TERM === 'dumb' || platform === 'win32') return NO_STATUS_LINE;
  return (await import('../terminal/status-line.ts')).createStatusLine(stderr);
}

/** The output with a callback before each write. */
function beforeWrite(output: Output, callback: (text: string) => void): Output {
  return {
    ...output,
    write: (text) => {
      callback(text);
      return output.write(text);
    },
  };
}

// Debug lines for `--debug` (on stderr) and `SWROLE_DEBUG=FILE` (appended to a file): each step and its reason.

/** Receives debug lines. */
interface DebugLog {
  debug(line: string): void;
  /** Copies stderr output to the file, so that the file alone shows how the run ended. */
  record(text: string): void;
  /** Why the file cannot be written. */
  readonly problem: string | undefined;
}

/**
 * Opens the debug log, and logs the versions of swrole and node.
 *
 * @param onStderr whether `--debug` was given
 */
function openDebugLog(system: System, onStderr: boolean): DebugLog {
  const { stderr, env } = system;
  const { append, problem } = env.SWROLE_DEBUG ? debugFile(env.SWROLE_DEBUG, system) : NO_FILE;
  const debug = (line: string) => {
    // A failed write to stderr, such as on a full disk, must not fail the command.
    if (onStderr) void stderr.write(`${ownLine(line, 'debug')}\n`).catch(() => {});
    append(line);
  };
  debug(`swrole ${manifest.version}, node ${process.version}, ${process.platform} ${process.arch}`);
  const record = (text: string) => text.split('\n').filter(Boolean).forEach(append);
  return { debug, record, problem };
}

// The file of `SWROLE_DEBUG`. SDKs hide stderr and start many processes at once. Each line is one appending write, so that
// lines of several processes do not mix. An error with this file never fails a command.

/** Non-blocking, because the file may be a pipe without a reader. */
const FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

/** The open file. */
interface DebugFile {
  /** Appends a line with its time and process. */
  append(line: string): void;
  /** Why nothing is appended; swrole prints it as a warning. */
  readonly problem: string | undefined;
}

const NO_FILE: DebugFile = { append: () => {}, problem: undefined };

/** Opens the file; only its owner may read a new one. */
function debugFile(name: string, { home, now }: Pick<System, 'home' | 'now'>): DebugFile {
  try {
    const path = expandHome(name, home);
    const file = openSync(path, FLAGS, 0o600);
    const append = (line: string) => {
      const time = new Date(now()).toISOString();
      appendLine(file, `${time} ${process.pid} ${safeText(line)}\n`);
    };
    return { append, problem: undefined };
  } catch (error) {
    const { code = 'no home directory is known' } = error as NodeJS.ErrnoException;
    return {
      append: () => {},
      problem: `SWROLE_DEBUG: ${shown(name, home)} cannot be written (${code})`,
    };
  }
}

function shown(name: string, home: string): string {
  return home === NO_HOME ? name : expandHome(name, home);
}

function appendLine(file: number, line: string): void {
  try {
    writeSync(file, line);
  } catch {
    // A full disk, for example.
  }
}

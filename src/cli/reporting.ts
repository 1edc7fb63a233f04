/** Builds the reporter of a run: debug lines, warnings and the progress line, all on stderr. */

import { constants, openSync, writeSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import { expandHome, NO_HOME } from '../fast-path/paths.ts';
import type { Output, System } from '../system.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { withTilde } from '../ui/format.ts';
import { ownLine, safeText } from '../util/text.ts';
import type { Context } from './context.ts';
import type { CommandLine, Invocation } from './invocation.ts';

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
    const shown = isInteractive ? withTilde(message, system.home) : message;
    const text = `${ownLine(shown, 'warning')}\n`;
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

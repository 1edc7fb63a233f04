/** Builds the reporter of a run: debug lines, warnings and the progress line, all on stderr. */

import type { Output, System } from '../system.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { ownLine } from '../util/text.ts';
import type { Context } from './context.ts';
import type { DebugLog } from './debug-log.ts';
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
 * Creates the reporter. Most runs report nothing, and load no code for it.
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
    isDebug || env.SWROLE_DEBUG
      ? (await import('./debug-log.ts')).openDebugLog(erasing, isDebug)
      : NO_DEBUG_LOG;
  const logged = { ...erasing, stderr: beforeWrite(erasing.stderr, record) };
  const warn = (message: string) => {
    const text = `${ownLine(message, 'warning')}\n`;
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

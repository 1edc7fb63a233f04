/** What a person is told beside the answer: what happens, what was done in another way, and what is waited for. */

import type { Output, System } from '../system.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { safeText } from '../util/text.ts';
import type { Context } from './context.ts';
import type { DebugLog } from './debug-log.ts';
import type { CommandLine, Invocation } from './invocation.ts';

/** The part of the world that tells, with streams that go well with it. */
export type ReporterContext = Pick<
  Context,
  'system' | 'debug' | 'warn' | 'showProgress' | 'pauseProgress'
>;

const nothing = () => {};
const NO_DIAGNOSIS: DebugLog = { debug: nothing, record: nothing, problem: undefined };
const NO_LINE: StatusLine = {
  showProgress: () => nothing,
  suspend: () => nothing,
  erase: nothing,
};

/**
 * Whoever is to be told. Most runs tell nobody, and load nothing for it.
 *
 * @param line `undefined` for what makes no sense
 */
export async function createReporter(
  system: System,
  { invocation, debug: debugs = false }: Partial<CommandLine> = {},
): Promise<ReporterContext> {
  const { env, stdout, stderr } = system;
  // With -j stderr stays empty on success, because some SDKs read it together with stdout.
  const isForPeople = stderr.isTerminal && invocation !== undefined && !isJson(invocation);
  const line = isForPeople ? await lineOn(system) : NO_LINE;
  const clear = { ...system, stdout: after(stdout, line.erase), stderr: after(stderr, line.erase) };
  const { debug, record, problem } =
    debugs || env.SWROLE_DEBUG
      ? (await import('./debug-log.ts')).openDebugLog(clear, debugs)
      : NO_DIAGNOSIS;
  const told = { ...clear, stderr: after(clear.stderr, record) };
  const warn = (words: string) => {
    const text = warningText(words);
    // It is beside the answer, which comes whether or not this can be written.
    if (debugs || isForPeople) void told.stderr.write(text).catch(nothing);
    else record(text);
  };
  // Said also where warnings are not looked at: without it there would be no file and no word. SDKs want stderr empty.
  if (problem !== undefined && (debugs || invocation === undefined || !isJson(invocation)))
    await clear.stderr.write(warningText(problem)).catch(nothing);
  return {
    system: told,
    debug,
    warn,
    showProgress: line.showProgress,
    pauseProgress: line.suspend,
  };
}

function warningText(words: string): string {
  return `swrole: warning: ${safeText(words)}\n`;
}

function isJson(invocation: Invocation): boolean {
  return invocation.kind === 'print' && invocation.format === 'json';
}

/** Some terminals cannot take a line away again. */
async function lineOn({ env, platform, stderr }: System): Promise<StatusLine> {
  if (env.TERM === 'dumb' || platform === 'win32') return NO_LINE;
  return (await import('../terminal/status-line.ts')).createStatusLine(stderr);
}

/** The output, before each write to which something else is done. */
function after(output: Output, work: (text: string) => void): Output {
  return {
    ...output,
    write: (text) => {
      work(text);
      return output.write(text);
    },
  };
}

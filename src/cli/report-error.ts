/** From any error to the exit code and the lines on stderr: lower case, no stack, no secret, safe for a terminal. */

import { constants } from 'node:os';
import { ConfigError } from '../config/errors.ts';
import { NoHomeError } from '../fast-path/paths.ts';
import { OutputError } from '../formats/document.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { configWords } from '../messages/config.ts';
import { describeCrash } from '../messages/crash.ts';
import { commandWords, diskWords, homeWords, outputWords } from '../messages/files.ts';
import { errorText, type Words } from '../messages/message.ts';
import { mfaWords } from '../messages/mfa.ts';
import { caBundleWords, sourceWords } from '../messages/sources.ts';
import { sessionWords, stsWords } from '../messages/sts.ts';
import { MfaError } from '../mfa/errors.ts';
import { CommandError } from '../process/exec.ts';
import { RecursionError } from '../process/recursion.ts';
import { SourceError } from '../providers/errors.ts';
import { SessionError } from '../session/expiry.ts';
import { RepeatedFailure } from '../session/failure-record.ts';
import { DiskError } from '../storage/private-store.ts';
import { StsError } from '../sts/errors.ts';
import { UnwritableError } from '../system.ts';
import { shortDuration } from '../util/text.ts';
import { InterruptedError } from './context.ts';
import { ToldError, UsageError } from './errors.ts';
import { commandHint } from './suggest.ts';

/** An error's words. @param argv what was typed, to guess what was meant */
export function errorWords(error: unknown, argv: readonly string[]): Words {
  if (error instanceof UsageError) return { exitCode: 2, message: error.message, hint: error.hint };
  if (error instanceof InterruptedError) return interrupted(error);
  if (error instanceof CaBundleError) return caBundleWords(error);
  if (error instanceof CommandError) return commandWords(error);
  if (error instanceof ConfigError) return profileWords(error, argv);
  if (error instanceof DiskError) return diskWords(error);
  if (error instanceof MfaError) return mfaWords(error);
  if (error instanceof NoHomeError) return homeWords(error);
  if (error instanceof OutputError) return outputWords(error);
  if (error instanceof RecursionError) return recursion(error);
  if (error instanceof RepeatedFailure) return repeatedWords(error, argv);
  if (error instanceof SessionError) return sessionWords(error);
  if (error instanceof SourceError) return sourceWords(error);
  if (error instanceof StsError) return stsWords(error);
  if (error instanceof ToldError) return error.words;
  if (error instanceof UnwritableError) return unwritable(error);
  return describeCrash(error);
}

function profileWords(error: ConfigError, argv: readonly string[]): Words {
  const words = configWords(error);
  return { ...words, hint: commandHint(error, argv) ?? words.hint };
}

/** What failed before fails once more without being tried: whose failure it was, and until when that goes on. */
function repeatedWords(failure: RepeatedFailure, argv: readonly string[]): Words {
  const { error, pid, otherProfile, secondsAgo, secondsLeft } = failure;
  const whose = otherProfile === undefined ? '' : `for profile '${otherProfile}', `;
  const remark = `the same attempt failed ${secondsAgo} s ago (${whose}pid ${pid}); trying again in ${secondsLeft} s`;
  return { ...errorWords(error, argv), remark };
}

function interrupted({ signal }: InterruptedError): Words {
  return { exitCode: 128 + constants.signals[signal], message: 'interrupted', hint: undefined };
}

function recursion({ kind, profiles }: RecursionError): Words {
  const what =
    kind === 'loop'
      ? 'swrole was started to get what is waiting for it'
      : 'too many commands wait for each other';
  return {
    exitCode: 3,
    message: `${what}: ${profiles.join(' -> ')}`,
    hint: 'generate_token and credential_process must not lead back to the profile that runs them',
  };
}

function unwritable({ stream, code }: UnwritableError): Words {
  return { exitCode: 1, message: `cannot write to ${stream} (${code})`, hint: undefined };
}

/** Whether it is an error that a time limit makes: there was no answer until then. */
function isTimeOver(error: unknown): boolean {
  if (error instanceof StsError) return error.fact.failure === 'unreachable';
  if (error instanceof SessionError) return error.fact.kind === 'lock-timeout';
  if (error instanceof SourceError)
    return 'reason' in error.fact && error.fact.reason.endsWith('no answer in time');
  if (error instanceof MfaError) return /timed-out$/.test(error.fact.kind);
  return error instanceof ToldError && error.isUnreachable;
}

/** The same error where the time limit has passed without the time: nothing is wrong with the network. */
function afterPause({ exitCode, message }: Words, lasted: number): Words {
  const since = shortDuration(Math.round(lasted / 1000));
  return {
    exitCode,
    message: `this machine or swrole was suspended, or the clock was set forward (${since} since the start), so the time limit is over: ${message}`,
    hint: 'run it again',
  };
}

/**
 * What goes to stderr, and the exit code.
 *
 * @param argv what was typed, to guess what was meant
 * @param lasted how many milliseconds the run has taken by the clock, where that is more than it can take
 */
export function reportError(
  error: unknown,
  argv: readonly string[],
  lasted: number | undefined,
): { readonly exitCode: number; readonly text: string } {
  const told = errorWords(error, argv);
  const isPaused = lasted !== undefined && isTimeOver(error);
  const text = errorText(isPaused ? afterPause(told, lasted) : told);
  return { exitCode: told.exitCode, text };
}

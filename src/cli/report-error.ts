/** From any error to the exit code and the lines on stderr: lower case, no stack, no secret, safe for a terminal. */

import { constants } from 'node:os';
import { ConfigError } from '../config/errors.ts';
import { NoHomeError } from '../fast-path/paths.ts';
import { OutputError } from '../formats/document.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { describeConfigError } from '../messages/config.ts';
import { describeCrash } from '../messages/crash.ts';
import {
  describeDiskError,
  describeNoHome,
  describeOutputError,
  describeSpawnError,
} from '../messages/files.ts';
import { formatError, type Message } from '../messages/message.ts';
import { describeMfaError } from '../messages/mfa.ts';
import { describeCaBundleError, describeSourceError } from '../messages/sources.ts';
import { describeSessionError, describeStsError } from '../messages/sts.ts';
import { MfaError } from '../mfa/errors.ts';
import { SpawnError } from '../process/exec.ts';
import { RecursionError } from '../process/recursion.ts';
import { SourceError } from '../providers/errors.ts';
import { SessionError } from '../session/expiry.ts';
import { RepeatedFailure } from '../session/failure-record.ts';
import { DiskError } from '../storage/private-store.ts';
import { StsError } from '../sts/errors.ts';
import { UnwritableError } from '../system.ts';
import { shortDuration } from '../util/text.ts';
import { InterruptedError } from './context.ts';
import { CommandError, UsageError } from './errors.ts';
import { commandHint } from './suggest.ts';

/** An error's words. @param argv what was typed, to guess what was meant */
export function describeError(error: unknown, argv: readonly string[]): Message {
  if (error instanceof UsageError) return { exitCode: 2, message: error.message, hint: error.hint };
  if (error instanceof InterruptedError) return interrupted(error);
  if (error instanceof CaBundleError) return describeCaBundleError(error);
  if (error instanceof SpawnError) return describeSpawnError(error);
  if (error instanceof ConfigError) return profileWords(error, argv);
  if (error instanceof DiskError) return describeDiskError(error);
  if (error instanceof MfaError) return describeMfaError(error);
  if (error instanceof NoHomeError) return describeNoHome(error);
  if (error instanceof OutputError) return describeOutputError(error);
  if (error instanceof RecursionError) return recursion(error);
  if (error instanceof RepeatedFailure) return describeRepeatedFailure(error, argv);
  if (error instanceof SessionError) return describeSessionError(error);
  if (error instanceof SourceError) return describeSourceError(error);
  if (error instanceof StsError) return describeStsError(error);
  if (error instanceof CommandError) return error.words;
  if (error instanceof UnwritableError) return unwritable(error);
  return describeCrash(error);
}

function profileWords(error: ConfigError, argv: readonly string[]): Message {
  const words = describeConfigError(error);
  return { ...words, hint: commandHint(error, argv) ?? words.hint };
}

/** What failed before fails once more without being tried: whose failure it was, and until when that goes on. */
function describeRepeatedFailure(failure: RepeatedFailure, argv: readonly string[]): Message {
  const { error, pid, otherProfile, secondsAgo, secondsLeft } = failure;
  const whose = otherProfile === undefined ? '' : `for profile '${otherProfile}', `;
  const remark = `the same attempt failed ${secondsAgo} s ago (${whose}pid ${pid}); trying again in ${secondsLeft} s`;
  return { ...describeError(error, argv), remark };
}

function interrupted({ signal }: InterruptedError): Message {
  return { exitCode: 128 + constants.signals[signal], message: 'interrupted', hint: undefined };
}

function recursion({ kind, profiles }: RecursionError): Message {
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

function unwritable({ stream, code }: UnwritableError): Message {
  return { exitCode: 1, message: `cannot write to ${stream} (${code})`, hint: undefined };
}

/** Whether it is an error that a time limit makes: there was no answer until then. */
function isTimeOver(error: unknown): boolean {
  if (error instanceof StsError) return error.details.failure === 'unreachable';
  if (error instanceof SessionError) return error.details.kind === 'lock-timeout';
  if (error instanceof SourceError)
    return 'reason' in error.details && error.details.reason.endsWith('no answer in time');
  if (error instanceof MfaError) return /timed-out$/.test(error.details.kind);
  return error instanceof CommandError && error.isUnreachable;
}

/** The same error where the time limit has passed without the time: nothing is wrong with the network. */
function afterPause({ exitCode, message }: Message, lasted: number): Message {
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
  const told = describeError(error, argv);
  const isPaused = lasted !== undefined && isTimeOver(error);
  const text = formatError(isPaused ? afterPause(told, lasted) : told);
  return { exitCode: told.exitCode, text };
}

/** Turns any error into an exit code and the text on stderr: no stack, no secrets, safe for a terminal. */

import { constants } from 'node:os';
import { ConfigError } from '../config/errors.ts';
import { looksLikeArn, SOURCE_FLAG } from '../config/find-profile.ts';
import { NoHomeError } from '../fast-path/paths.ts';
import { OutputError } from '../formats/document.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { describeConfigError } from '../messages/config.ts';
import {
  describeCaBundleError,
  describeSessionError,
  describeSourceError,
  describeStsError,
} from '../messages/credentials.ts';
import {
  describeDiskError,
  describeNoHome,
  describeOutputError,
  describeSpawnError,
} from '../messages/files.ts';
import {
  describeCrash,
  describeUnwritable,
  formatError,
  type Message,
} from '../messages/message.ts';
import { describeMfaError } from '../messages/mfa.ts';
import { MfaError } from '../mfa/errors.ts';
import { SpawnError } from '../process/exec.ts';
import { SourceError } from '../providers/errors.ts';
import { SessionError } from '../session/expiry.ts';
import { RepeatedFailure } from '../session/failure-record.ts';
import { DiskError } from '../storage/private-store.ts';
import { StsError } from '../sts/errors.ts';
import { type System, UnwritableError } from '../system.ts';
import { RecursionError } from '../terminal/secret-command.ts';
import { shortDuration } from '../util/text.ts';
import { COMMANDS, type CommandEntry, commandNamed, suggestCommand } from './commands.ts';
import { CommandError, InterruptedError, NothingChosenError, UsageError } from './errors.ts';

/**
 * The text for stderr and the exit code.
 *
 * @param elapsed how many milliseconds have passed by the clock, if more than a run can take
 */
export async function reportError(
  error: unknown,
  system: System,
  elapsed: number | undefined,
): Promise<{ readonly exitCode: number; readonly text: string }> {
  const described = describeError(error, system.argv);
  const isPaused = elapsed !== undefined && isTimeout(error);
  const message = isPaused ? describePause(described, elapsed) : described;
  return { exitCode: message.exitCode, text: await errorText(message, error, system) };
}

/** What was typed wrong, and what a terminal shows, is in a file of its own; without it, the error is shown all the same. */
async function errorText(message: Message, error: unknown, system: System): Promise<string> {
  const isForPerson = error instanceof UsageError || system.stderr.isTerminal;
  try {
    if (isForPerson) {
      const { shownError, typedError } = await import('./typed-error.ts');
      return shownError(typedError(message, error, system), system);
    }
  } catch {
    // Such as a process that can open no more files.
  }
  return formatError(message);
}

/**
 * The message, hint and exit code of an error.
 *
 * @param argv the arguments, for suggestions
 */
export function describeError(error: unknown, argv: readonly string[]): Message {
  if (error instanceof UsageError) return { exitCode: 2, message: error.message, hint: error.hint };
  if (error instanceof InterruptedError) return describeInterrupted(error.signal);
  if (error instanceof NothingChosenError) return describeNothingChosen(error);
  if (error instanceof CaBundleError) return describeCaBundleError(error);
  if (error instanceof SpawnError) return describeSpawnError(error);
  if (error instanceof ConfigError) return describeProfileError(error, argv);
  if (error instanceof DiskError) return describeDiskError(error);
  if (error instanceof MfaError) return describeMfaError(error);
  if (error instanceof NoHomeError) return describeNoHome(error);
  if (error instanceof OutputError) return describeOutputError(error);
  if (error instanceof RecursionError) return describeRecursion(error);
  if (error instanceof RepeatedFailure) return describeRepeatedFailure(error, argv);
  if (error instanceof SessionError) return describeSessionError(error);
  if (error instanceof SourceError) return describeSourceError(error);
  if (error instanceof StsError) return describeStsError(error);
  if (error instanceof CommandError) return error.report;
  if (error instanceof UnwritableError) return describeUnwritable(error);
  return describeCrash(error);
}

function describeProfileError(error: ConfigError, argv: readonly string[]): Message {
  const message = describeConfigError(error);
  return { ...message, hint: commandHint(error, argv) ?? roleHint(error, argv) ?? message.hint };
}

/** The hint for the ARN of a role instead of a profile; `undefined` for other errors. */
function roleHint({ details }: ConfigError, argv: readonly string[]): string | undefined {
  if (details.kind !== 'unknown-profile' || !looksLikeArn(details.profile)) return undefined;
  const command = commandNamed(argv[0] ?? '');
  const entry: CommandEntry | undefined = command && COMMANDS[command];
  if (entry !== undefined && !entry.credentials && !entry.flags.includes('source'))
    return 'swrole setup --role-arn ARN writes a profile of it; then give its name';
  return `for a role without a profile, add ${SOURCE_FLAG} PROFILE: the profile that assumes it`;
}

/**
 * The hint for an unknown profile that may be a mistyped command; `undefined` for other errors.
 *
 * @param argv the arguments; `swr` puts `-f FORMAT` before them
 */
function commandHint({ details }: ConfigError, argv: readonly string[]): string | undefined {
  const word = argv[argv[0] === '-f' ? 2 : 0];
  if (details.kind !== 'unknown-profile' || details.profile !== word || details.ignored)
    return undefined;
  const command = suggestCommand(details.profile);
  if (command === undefined) return undefined;
  return `did you mean ${details.nearest === undefined ? '' : `'${details.nearest}', or `}the command ${command}?`;
}

/** A recent failure of the same attempt, repeated without a new try. The remark says where and when it happened. */
function describeRepeatedFailure(failure: RepeatedFailure, argv: readonly string[]): Message {
  const { error, pid, otherProfile, secondsAgo, secondsLeft } = failure;
  const whose = otherProfile === undefined ? '' : `for profile '${otherProfile}', `;
  const remark = `the same attempt failed ${secondsAgo} s ago (${whose}pid ${pid}); trying again in ${secondsLeft} s`;
  return { ...describeError(error, argv), remark };
}

function describeInterrupted(signal: NodeJS.Signals): Message {
  return { exitCode: 128 + constants.signals[signal], message: 'interrupted', hint: undefined };
}

function describeNothingChosen({ why }: NothingChosenError): Message {
  if (typeof why === 'object') return why;
  if (why !== undefined) return describeInterrupted(why);
  return {
    exitCode: 130,
    message: 'nothing chosen, nothing changed',
    hint: undefined,
    isLeaving: true,
  };
}

function describeRecursion({ kind, profiles }: RecursionError): Message {
  const reason =
    kind === 'loop'
      ? 'swrole was started to get what is waiting for it'
      : 'too many commands wait for each other';
  return {
    exitCode: 3,
    message: `${reason}: ${profiles.join(' -> ')}`,
    hint: 'generate_token and credential_process must not lead back to the profile that runs them',
  };
}

/** Whether a time limit caused the error. */
function isTimeout(error: unknown): boolean {
  if (error instanceof StsError) return error.details.failure === 'unreachable';
  if (error instanceof SessionError) return error.details.kind === 'lock-timeout';
  if (error instanceof SourceError)
    return 'reason' in error.details && error.details.reason.endsWith('no answer in time');
  if (error instanceof MfaError) return /timed-out$/.test(error.details.kind);
  return error instanceof CommandError && error.isUnreachable;
}

/** The message of a timeout after a suspend or a clock change, where the network is not at fault. */
function describePause({ exitCode, message }: Message, elapsed: number): Message {
  const since = shortDuration(Math.round(elapsed / 1000));
  return {
    exitCode,
    message: `this machine or swrole was suspended, or the clock was set forward (${since} since the start), so the time limit is over: ${message}`,
    hint: 'run it again',
  };
}

/**
 * What became of the last attempt at a session, so that one wrong code is one error for all who waited
 * for it, and not one question after the other. A success needs no record: it is the session itself.
 */
import { randomUUID } from 'node:crypto';
import type { Instant } from '../credentials.ts';
import { MfaError } from '../mfa/mfa-error.ts';
import { SourceError } from '../sources/source-error.ts';
import { StsError } from '../sts/sts-error.ts';

/** An error that is facts only, none of them secret, so that another process can have it as well. */
export type SharedError = MfaError | SourceError | StsError;

/** A failed attempt. */
export interface Outcome {
  /** Another one for each attempt: by it a waiter knows the failure of the attempt it waited for, whatever the clocks say. */
  readonly generation: string;
  readonly at: Instant;
  /** To be thrown again as it is. */
  readonly error: SharedError;
}

/** Makes the error of its name out of its facts. */
const MAKE: Readonly<Record<string, (fact: never) => SharedError>> = {
  MfaError: (fact) => new MfaError(fact),
  SourceError: (fact) => new SourceError(fact),
  StsError: (fact) => new StsError(fact),
};

/** Whether other processes may have this error too. That one caller may not ask says nothing of the others. */
export function isSharedError(error: unknown): error is SharedError {
  if (!(error instanceof Error) || !Object.hasOwn(MAKE, error.name)) return false;
  const { fact } = error as SharedError;
  return !('reason' in fact && fact.reason === 'no-prompt');
}

/** The text of a failure that happened at this instant. */
export function formatOutcome({ name, fact }: SharedError, at: Instant): string {
  return `${JSON.stringify({ generation: randomUUID(), at, name, fact })}\n`;
}

/** The failure that a stored text tells of, or `undefined` if it tells of none. */
export function parseOutcome(text: string | undefined): Outcome | undefined {
  try {
    const { generation, at, name, fact } = JSON.parse(text ?? '') as Record<string, unknown>;
    const make = Object.hasOwn(MAKE, String(name)) ? MAKE[String(name)] : undefined;
    if (make === undefined || typeof generation !== 'string' || typeof at !== 'number')
      return undefined;
    return { generation, at, error: make(fact as never) };
  } catch {
    return undefined;
  }
}

/** Whoever was started so many milliseconds after the failure belongs to the same burst. */
const SAME_BURST = 2_000;

/** For so many milliseconds a failure stands for those without a terminal to ask on. */
const STANDS = { noWayToAsk: 30_000, network: 1_000, other: 10_000 };

function standsFor({ name, fact }: SharedError): number {
  if (name === 'MfaError' && fact.kind === 'no-way-to-ask') return STANDS.noWayToAsk;
  return name === 'StsError' && fact.failure === 'unreachable' ? STANDS.network : STANDS.other;
}

/** Who wants the session now, as far as a failure of somebody else is concerned. */
export interface Caller {
  /** When its process was started. */
  readonly startedAt: Instant;
  /** The generation that was there when it began to want the session. */
  readonly seen: string | undefined;
  /** Whether a person can be asked on a terminal. */
  readonly hasTerminal: boolean;
  /** Whether it has a session that is still valid, and so no need to hurry. */
  readonly hasSpare: boolean;
}

/**
 * Whether a failure is the caller's too. A person who runs the command again is asked again at once;
 * an SDK that starts one process after the other is not.
 */
export function isShared(
  outcome: Outcome,
  { startedAt, seen, hasTerminal, hasSpare }: Caller,
  now: Instant,
): boolean {
  if (outcome.generation !== seen) return true;
  if (now < outcome.at) return false; // the clock was set back; the record is of another time
  if (startedAt <= outcome.at + SAME_BURST) return true;
  const stands = standsFor(outcome.error);
  if (hasSpare) return now < outcome.at + Math.max(stands, STANDS.other);
  return !hasTerminal && now < outcome.at + stands;
}

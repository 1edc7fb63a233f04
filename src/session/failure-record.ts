/**
 * Records the failures of the last attempts at a session, so that one wrong code is one error for all processes that
 * waited for it, and not one prompt after another. A success needs no record: the session itself is stored.
 *
 * A failure counts only for callers that would fail in the same way: a command that is missing on one caller's PATH may
 * be on another's. So the circumstances that a failure depends on are stored with it, as digests.
 */

import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { cognitoKeys } from '../config/keys.ts';
import type { Instant } from '../credentials.ts';
import type { MfaErrorDetails } from '../mfa/errors.ts';
import { instant, readError, type SharedError, storedError } from './stored-error.ts';

/** What a failure may depend on besides the inputs of the session key. */
export type Circumstance =
  /** The environment that commands of the profile see. */
  | 'command'
  /** Where a prompt can be shown: on which terminal, on which display, or not at all. */
  | 'person'
  /** The route to AWS: proxies and certificates. */
  | 'network'
  /** Where sign-ins are stored. */
  | 'sign-in'
  /** The secret and the session token of the signing keys. */
  | 'keys';

/** The circumstances of one caller. */
export interface Circumstances {
  /** The same text for all callers with the same value of a circumstance. */
  digest(circumstance: Circumstance): Promise<string>;
  /** Whether a prompt can be shown at all. */
  canAsk(): Promise<boolean>;
}

/** A failed attempt. */
export interface FailureRecord {
  /**
   * Unique for each attempt. It shows a waiter which failure is from the attempt that it waited for, whatever the
   * clocks say.
   */
  readonly generation: string;
  readonly at: Instant;
  /** The process that made the attempt. */
  readonly pid: number;
  /** The profile that this process was started for. */
  readonly profile: string;
  /** The digests of the circumstances that the failure depends on. */
  readonly under: Readonly<Partial<Record<Circumstance, string>>>;
  /** Other processes throw it again as it is. */
  readonly error: SharedError;
}

/** Changes when the meaning of a stored failure changes. */
const FORMAT = 2;

/** At most this many failures, under different circumstances, are stored. */
const MAX_FAILURES = 8;

/** The record of a failure of this process, at an instant, for the requested profile. */
export async function newFailureRecord(
  profile: string,
  error: SharedError,
  at: Instant,
  circumstances: Circumstances,
): Promise<FailureRecord> {
  const under = await Promise.all(
    dependsOn(error).map(async (name) => [name, await circumstances.digest(name)]),
  );
  const generation = randomUUID();
  return { generation, at, pid: process.pid, profile, under: Object.fromEntries(under), error };
}

/** The text that stores the known failures and a new one. The new one replaces the one under the same circumstances. */
export function formatFailureRecords(
  known: readonly FailureRecord[],
  failure: FailureRecord,
): string {
  const conditions = JSON.stringify(failure.under);
  const others = known.filter(
    ({ under, at }) =>
      JSON.stringify(under) !== conditions && Math.abs(failure.at - at) < LIFETIME.noWayToAsk,
  );
  const failures = [...others, failure]
    .slice(-MAX_FAILURES)
    .map(({ error, ...rest }) => ({ ...rest, ...storedError(error) }));
  return `${JSON.stringify({ format: FORMAT, failures })}\n`;
}

let schema: ReturnType<typeof recordsSchema> | undefined;

function recordsSchema() {
  const digest = z.optional(z.string());
  const network = { network: digest, 'sign-in': digest };
  const under = z.object({ command: digest, person: digest, ...network, keys: digest });
  const pid = z.number().check(z.int(), z.positive());
  const [generation, profile] = [z.string(), z.string()];
  const failure = z.looseObject({ generation, at: instant(), pid, profile, under });
  return z.object({ format: z.literal(FORMAT), failures: z.array(failure) });
}

/** The failures in a stored text, the latest last; none if the text is damaged or of another version. */
export function parseFailureRecords(text: string | undefined): readonly FailureRecord[] {
  if (text === undefined) return [];
  schema ??= recordsSchema();
  const { data } = schema.safeParse(parseJson(text));
  return (data?.failures ?? []).flatMap(({ generation, at, pid, profile, under, ...rest }) => {
    const error = readError(rest);
    return error === undefined
      ? []
      : [{ generation, at, pid, profile, under: { ...under }, error } as FailureRecord];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Failures that depend on the signing keys. */
const DEPENDS_ON_KEYS: ReadonlySet<string> = new Set([
  'expired-source',
  'bad-keys',
  'not-authorized',
]);

/**
 * Failures that may come from something between this machine and AWS. All other answers of AWS count for all callers.
 */
const DEPENDS_ON_NETWORK: ReadonlySet<string> = new Set([
  'clock-skew',
  'unavailable',
  'unreachable',
  'unexpected-answer',
  'other',
]);

/** The circumstances that an error depends on. */
function dependsOn(error: SharedError): readonly Circumstance[] {
  switch (error.name) {
    case 'MfaError':
      return codeErrorDependsOn(error.details);
    case 'SourceError':
      if ('program' in error.details) return ['command'];
      if (error.details.kind === 'signed-out') return ['sign-in'];
      if (error.details.kind !== 'no-credentials') return [];
      // What a command printed was refused.
      if (error.details.key === cognitoKeys.loginProcess) return ['network', 'sign-in', 'command'];
      return ['network', 'sign-in'];
    case 'StsError':
      if (DEPENDS_ON_KEYS.has(error.details.failure)) return ['keys'];
      return DEPENDS_ON_NETWORK.has(error.details.failure) ? ['network'] : [];
  }
}

function codeErrorDependsOn(details: MfaErrorDetails): readonly Circumstance[] {
  // Where a prompt can be shown, it replaces the command that failed.
  if ('program' in details) return ['command', 'person'];
  if ('from' in details && details.from === 'generate_token') return ['command'];
  return details.kind === 'timed-out' && details.waitingFor === 'device' ? [] : ['person'];
}

/**
 * Whether the error is the user's answer to a prompt. The result of a `SWROLE_PROMPT` program is not: it may be the
 * program's fault.
 */
function isAnswer(error: SharedError): boolean {
  const [first, ...rest] = dependsOn(error);
  if ('dialog' in error.details && error.details.dialog !== undefined) return false;
  if ('prompt' in error.details && error.details.prompt !== undefined) return false;
  return first === 'person' && rest.length === 0 && !isNoWayToAsk(error);
}

function isNoWayToAsk({ name, details }: SharedError): boolean {
  return name === 'MfaError' && details.kind === 'no-way-to-ask';
}

/**
 * Whether this caller would fail in the same way. The user's answer to a prompt also counts for callers that cannot
 * show one: they depend on a process that can.
 */
export async function isUnderSame(
  { error, under }: FailureRecord,
  circumstances: Circumstances,
): Promise<boolean> {
  if (isAnswer(error) && !(await circumstances.canAsk())) return true;
  for (const name of dependsOn(error))
    if (under[name] !== (await circumstances.digest(name))) return false;
  return true;
}

/** A process that starts at most this many milliseconds after the failure belongs to the same burst. */
const SAME_BURST = 2_000;

/** Milliseconds for which a failure counts for callers without a terminal. */
const LIFETIME = { noWayToAsk: 30_000, network: 1_000, other: 10_000 };

function lifetimeOf(error: SharedError): number {
  if (isNoWayToAsk(error)) return LIFETIME.noWayToAsk;
  const isNetwork = error.name === 'StsError' && error.details.failure === 'unreachable';
  return isNetwork ? LIFETIME.network : LIFETIME.other;
}

/** The caller that may share the failure of another process. */
export interface Caller {
  /** When its process was started. */
  readonly startedAt: Instant;
  /** The generations that were stored when its request began. */
  readonly seen: ReadonlySet<string>;
  /** Whether a prompt can be shown on a terminal. */
  readonly hasTerminal: boolean;
  /** Whether it has a session that is still valid, and so can wait. */
  readonly hasFallback: boolean;
}

/**
 * Until when a failure counts for the caller; `undefined` if it does not. A user who runs the command again gets a
 * prompt at once; an SDK that starts one process after another does not cause one.
 */
export function sharedUntil(
  failure: FailureRecord,
  { startedAt, seen, hasTerminal, hasFallback }: Caller,
  now: Instant,
): Instant | undefined {
  const { at, error, generation } = failure;
  const isPatient = hasFallback || !hasTerminal;
  const lifetime = hasFallback ? Math.max(lifetimeOf(error), LIFETIME.other) : lifetimeOf(error);
  const until = at + (isPatient ? Math.max(SAME_BURST, lifetime) : SAME_BURST);
  if (!seen.has(generation)) return until;
  if (now < at) return undefined; // the clock was set back, so the times cannot be compared
  if (startedAt <= at + SAME_BURST) return until;
  return isPatient && now < at + lifetime ? until : undefined;
}

/** A shared failure from before this process started, or of another profile with the same session. */
export class RepeatedFailure extends Error {
  override readonly name = 'RepeatedFailure';
  readonly error: SharedError;
  /** The process that failed. */
  readonly pid: number;
  /** The profile that this process was started for, if it is another one. */
  readonly otherProfile: string | undefined;
  /** Seconds since the failure. */
  readonly secondsAgo: number;
  /** Seconds until the next attempt. */
  readonly secondsLeft: number;

  constructor(
    { error, pid, at, profile }: FailureRecord,
    requestedProfile: string,
    until: Instant,
    now: Instant,
  ) {
    super(error.message);
    this.otherProfile = profile === requestedProfile ? undefined : profile;
    this.error = error;
    this.pid = pid;
    this.secondsAgo = Math.max(0, Math.round((now - at) / 1000));
    this.secondsLeft = Math.max(1, Math.ceil((until - now) / 1000));
  }
}

/**
 * What became of the last attempts at a session, so that one wrong code is one error for all who waited
 * for it, and not one question after the other. A success needs no record: it is the session itself.
 *
 * A failure counts only for those who would fail in the same way: a command that is not found on one caller's PATH may be
 * on another's. So what it depends on is stored with it, as digests.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Instant } from '../credentials.ts';
import type { MfaErrorDetails } from '../mfa/errors.ts';
import { instant, readError, type SharedError, storedError } from './stored-error.ts';

/** What a failure may depend on beside what the session's key names. */
export type Circumstance =
  /** The environment that commands of the profile see. */
  | 'command'
  /** How a person can be asked: on which terminal, on which display, or not at all. */
  | 'person'
  /** The way to AWS: proxies and certificates. */
  | 'network'
  /** Where sign-ins are kept. */
  | 'sign-in'
  /** The secret and the token of the keys that sign. */
  | 'keys';

/** The circumstances of one caller. */
export interface Circumstances {
  /** The same text for all to whom a circumstance is the same. */
  digest(circumstance: Circumstance): Promise<string>;
  /** Whether a person can be asked in some way. */
  canAsk(): Promise<boolean>;
}

/** A failed attempt. */
export interface FailureRecord {
  /** Another one for each attempt: by it a waiter knows the failure of the attempt it waited for, whatever the clocks say. */
  readonly generation: string;
  readonly at: Instant;
  /** The process that made the attempt, and the profile that it was asked for. */
  readonly pid: number;
  readonly profile: string;
  /** What it depends on, and how that was. */
  readonly under: Readonly<Partial<Record<Circumstance, string>>>;
  /** To be thrown again as it is. */
  readonly error: SharedError;
}

/** Changes when a stored failure means something else than before. */
const FORMAT = 2;

/** More than so many failures under different circumstances are not kept. */
const MOST = 8;

/** The failure of this process, at this instant, for the profile that was asked for. */
export async function newFailureRecord(
  profile: string,
  error: SharedError,
  at: Instant,
  circumstances: Circumstances,
): Promise<FailureRecord> {
  const under = await Promise.all(
    dependsOn(error).map(async (each) => [each, await circumstances.digest(each)]),
  );
  const generation = randomUUID();
  return { generation, at, pid: process.pid, profile, under: Object.fromEntries(under), error };
}

/** The text of the failures that are known, with a new one, which takes the place of one under the same circumstances. */
export function formatFailureRecords(
  known: readonly FailureRecord[],
  outcome: FailureRecord,
): string {
  const conditions = JSON.stringify(outcome.under);
  const others = known.filter(
    ({ under, at }) =>
      JSON.stringify(under) !== conditions && Math.abs(outcome.at - at) < STANDS.noWayToAsk,
  );
  const failures = [...others, outcome]
    .slice(-MOST)
    .map(({ error, ...rest }) => ({ ...rest, ...storedError(error) }));
  return `${JSON.stringify({ format: FORMAT, failures })}\n`;
}

let schema: ReturnType<typeof outcomesSchema> | undefined;

function outcomesSchema() {
  const digest = z.optional(z.string());
  const network = { network: digest, 'sign-in': digest };
  const under = z.object({ command: digest, person: digest, ...network, keys: digest });
  const pid = z.number().check(z.int(), z.positive());
  const [generation, profile] = [z.string(), z.string()];
  const failure = z.looseObject({ generation, at: instant(), pid, profile, under });
  return z.object({ format: z.literal(FORMAT), failures: z.array(failure) });
}

/** The failures that a stored text tells of, the last one last; none if it is damaged or of another version. */
export function parseFailureRecords(text: string | undefined): readonly FailureRecord[] {
  if (text === undefined) return [];
  schema ??= outcomesSchema();
  const { data } = schema.safeParse(parsed(text));
  return (data?.failures ?? []).flatMap(({ generation, at, pid, profile, under, ...rest }) => {
    const error = readError(rest);
    return error === undefined
      ? []
      : [{ generation, at, pid, profile, under: { ...under }, error } as FailureRecord];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What AWS says of keys, and what may be said by something on the way to AWS; the rest of its answers stand for all. */
const BY_KEYS: ReadonlySet<string> = new Set(['expired-source', 'bad-keys', 'not-authorized']);
const BY_WAY: ReadonlySet<string> = new Set([
  'clock-skew',
  'unavailable',
  'unreachable',
  'unexpected-answer',
  'other',
]);

/** What an error depends on. */
function dependsOn(error: SharedError): readonly Circumstance[] {
  switch (error.name) {
    case 'MfaError':
      return codeDependsOn(error.details);
    case 'SourceError':
      if ('program' in error.details) return ['command'];
      if (error.details.kind === 'signed-out') return ['sign-in'];
      return error.details.kind === 'no-credentials' ? ['network', 'sign-in'] : [];
    case 'StsError':
      if (BY_KEYS.has(error.details.failure)) return ['keys'];
      return BY_WAY.has(error.details.failure) ? ['network'] : [];
  }
}

function codeDependsOn(fact: MfaErrorDetails): readonly Circumstance[] {
  // Where a person can be asked, a person stands in for the command.
  if ('program' in fact) return ['command', 'person'];
  if ('from' in fact && fact.from === 'generate_token') return ['command'];
  return fact.kind === 'timed-out' && fact.waitingFor === 'device' ? [] : ['person'];
}

/** Whether a person was asked, and this is what came of it. What a program of `SWROLE_PROMPT` did may be its own fault. */
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
 * Whether this caller would fail in the same way. A person's answer is also for those who cannot ask: they depend on
 * the one who can.
 */
export async function isUnderSame(
  { error, under }: FailureRecord,
  circumstances: Circumstances,
): Promise<boolean> {
  if (isAnswer(error) && !(await circumstances.canAsk())) return true;
  for (const each of dependsOn(error))
    if (under[each] !== (await circumstances.digest(each))) return false;
  return true;
}

/** Whoever was started so many milliseconds after the failure belongs to the same burst. */
const SAME_BURST = 2_000;

/** For so many milliseconds a failure stands for those without a terminal to ask on. */
const STANDS = { noWayToAsk: 30_000, network: 1_000, other: 10_000 };

function standsFor(error: SharedError): number {
  if (isNoWayToAsk(error)) return STANDS.noWayToAsk;
  const isNetwork = error.name === 'StsError' && error.details.failure === 'unreachable';
  return isNetwork ? STANDS.network : STANDS.other;
}

/** Who wants the session now, as far as a failure of another process is concerned. */
export interface Caller {
  /** When its process was started. */
  readonly startedAt: Instant;
  /** The generations that were there when it began to want the session. */
  readonly seen: ReadonlySet<string>;
  /** Whether a person can be asked on a terminal. */
  readonly hasTerminal: boolean;
  /** Whether it has a session that is still valid, and so no need to hurry. */
  readonly hasFallback: boolean;
}

/**
 * Until when a failure is the caller's too; `undefined` if it is not. A person who runs the command again is asked again at
 * once; an SDK that starts one process after the other is not.
 */
export function sharedUntil(
  outcome: FailureRecord,
  { startedAt, seen, hasTerminal, hasFallback }: Caller,
  now: Instant,
): Instant | undefined {
  const { at, error, generation } = outcome;
  const isPatient = hasFallback || !hasTerminal;
  const stands = hasFallback ? Math.max(standsFor(error), STANDS.other) : standsFor(error);
  const until = at + (isPatient ? Math.max(SAME_BURST, stands) : SAME_BURST);
  if (!seen.has(generation)) return until;
  if (now < at) return undefined; // the clock was set back; the record is of another time
  if (startedAt <= at + SAME_BURST) return until;
  return isPatient && now < at + stands ? until : undefined;
}

/** A failure of before this process was started, or of another profile with the same session, which is this process's too. */
export class RepeatedFailure extends Error {
  override readonly name = 'RepeatedFailure';
  readonly error: SharedError;
  /** The process that failed. */
  readonly pid: number;
  /** The profile that it was asked for, if that is another one. */
  readonly otherProfile: string | undefined;
  /** Seconds since then. */
  readonly secondsAgo: number;
  /** Seconds until another attempt is made. */
  readonly secondsLeft: number;

  constructor(
    { error, pid, at, profile }: FailureRecord,
    asked: string,
    until: Instant,
    now: Instant,
  ) {
    super(error.message);
    this.otherProfile = profile === asked ? undefined : profile;
    this.error = error;
    this.pid = pid;
    this.secondsAgo = Math.max(0, Math.round((now - at) / 1000));
    this.secondsLeft = Math.max(1, Math.ceil((until - now) / 1000));
  }
}

/** All that is cached, or what of it concerns one profile. */

import type { Context } from '../cli/context.ts';
import { type ConfigFiles, loadConfigFiles } from '../config/files.ts';
import type { Instant } from '../credentials.ts';
import { profilesInScope } from '../doctor/facts/commands.ts';
import { ANSWERS, readAnswer } from '../fast-path/cached-answer.ts';
import { fingerprint } from '../fast-path/fingerprint.ts';
import { lastAsked } from '../mfa/session-hint.ts';
import { isStepUsed, MFA, untilNextCode } from '../mfa/used-codes.ts';
import { OUTCOMES, SESSIONS, type StoredSession, storedSessions } from '../session/inventory.ts';
import { type LastFailure, lastFailures } from '../session/last-failure.ts';
import { isTemporary } from '../storage/own-files.ts';
import { type PrivateStore, privateStore } from '../storage/private-store.ts';
import { jsonInstant } from '../ui/format.ts';
import { isPlanned, type Plan, Plans, pathStepsOf } from './plans.ts';
import { isStrayOf, type SessionFacts, sessionFacts, Users } from './sessions.ts';

/** The form of `swrole status --json`. */
export interface StatusFacts {
  readonly sessions: readonly SessionFacts[];
  readonly devices: readonly DeviceFacts[];
  readonly answers: readonly AnswerFacts[];
  /** The last failure of each profile, the latest first. */
  readonly failures: readonly FailureFacts[];
}

/**
 * What is cached now.
 *
 * @param profile only what concerns this one; `undefined` for all
 * @throws ConfigError when a config file cannot be read, and where the profile does not say what it is
 */
export function statusFacts(profile: string | undefined, context: Context): StatusFacts {
  const { system, cache } = context;
  const now = system.now();
  const files = loadConfigFiles(system);
  const planner = new Plans(files, system);
  const isWanted = failing(files, profile);
  const one = profile === undefined ? undefined : planner.of(profile);
  const plans = planner.all().filter(isPlanned);
  const stored = storedSessions(privateStore(cache, SESSIONS));
  const users = usersOf(stored, plans);
  const concerns = inScope(one, users);
  const inOrder = inOrderOf(users, stored.filter(concerns));
  return {
    sessions: inOrder.map((session) => sessionFacts(session, users, now)),
    devices: deviceFacts(one ? [one] : plans, context, now),
    answers: answerFacts(context, now).filter((answer) => !one || answer.profile === profile),
    failures: lastFailures(privateStore(cache, OUTCOMES), now)
      .filter((failure) => isWanted(failure.profile))
      .map((failure) => failureFacts(failure, now)),
  };
}

/** The profiles whose failures matter: it, and all from which it takes its credentials, also through swrole. */
function failing(files: ConfigFiles, profile: string | undefined): (name: string) => boolean {
  if (profile === undefined) return () => true;
  const names = new Set(profilesInScope(files, profile).map(({ name }) => name));
  return (name) => names.has(name);
}

/** Keys cost time, which is spared where there is nothing to find by them. */
function usersOf(sessions: readonly StoredSession[], plans: readonly Plan[]): Users {
  return new Users(sessions.length === 0 ? [] : plans);
}

function inScope(one: Plan | undefined, users: Users): (session: StoredSession) => boolean {
  if (one === undefined) return () => true;
  const keys = new Set(pathStepsOf(one).map(({ key }) => key));
  return (session) => keys.has(session.key) || isStrayOf(one, session, users);
}

/** As the profiles come, what is of none last, and each of these the one that ends last first. */
function inOrderOf(users: Users, sessions: readonly StoredSession[]): StoredSession[] {
  const place = ({ key }: StoredSession) => users.position(key);
  return [...sessions].sort((a, b) => place(a) - place(b) || b.expiration - a.expiration);
}

// The answers that `swrole -j PROFILE` would repeat without loading anything. Only their first lines are looked at.

/** One answer. */
export interface AnswerFacts {
  readonly profile: string;
  /** Until when it may be repeated: at most until its session is to be renewed. */
  readonly usableUntil: string;
  /** Whether it would be given now: nothing that it depends on has changed since, and its time is not over. */
  readonly isCurrent: boolean;
}

/** All answers, by profile. */
function answerFacts({ system, cache }: Context, now: Instant): readonly AnswerFacts[] {
  if (cache === undefined) return [];
  const store = privateStore(cache, ANSWERS);
  return store.list().flatMap((name) => {
    const profile = profileOf(name);
    const usableUntil = usableUntilOf(store, name);
    if (profile === undefined || usableUntil === undefined) return [];
    const current = (dependencies: readonly string[]) =>
      fingerprint(profile, system.env, system.home, dependencies);
    const isCurrent = isGiven(() => readAnswer(cache, profile, current, now));
    return [{ profile, usableUntil, isCurrent }];
  });
}

/** A name that swrole did not make is nobody's. */
function profileOf(name: string): string | undefined {
  try {
    return isTemporary(name) ? undefined : decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function usableUntilOf(store: PrivateStore, name: string): string | undefined {
  const [, seconds] = store.read(name)?.split('\n', 1)[0]?.split(' ') ?? [];
  const instant = Number(seconds) * 1000;
  return Number.isNaN(new Date(instant).getTime()) ? undefined : jsonInstant(instant);
}

/** As the hot path does it: any trouble is a miss. */
function isGiven(read: () => string | undefined): boolean {
  try {
    return read() !== undefined;
  } catch {
    return false;
  }
}

// The MFA devices that profiles name: whether their code of this moment is used up, and when a person was asked for one.

/** One device. */
export interface DeviceFacts {
  readonly serial: string;
  /** The profiles that need its code. */
  readonly profiles: readonly string[];
  /** Whether a code was sent in this window of 30 seconds: each works once. */
  readonly codeUsed: boolean;
  /** When the next code can be sent; `null` when that is now. */
  readonly nextCodeAt: string | null;
  /** When a person was last asked on a terminal; `null` if nobody was. */
  readonly askedAt: string | null;
}

/** The devices on the way of these profiles, in their order. */
function deviceFacts(
  plans: readonly Plan[],
  { cache, runtime }: Pick<Context, 'cache' | 'runtime'>,
  now: Instant,
): readonly DeviceFacts[] {
  const store = privateStore(cache, MFA);
  const stores = [store, privateStore(runtime, MFA)];
  return [...usersBySerial(plans)].map(([serial, profiles]) => {
    const codeUsed = stores.some((each) => isStepUsed(each, serial, now));
    const askedAt = lastAsked(store, serial);
    return {
      serial,
      profiles,
      codeUsed,
      nextCodeAt: codeUsed ? jsonInstant(now + untilNextCode(now)) : null,
      askedAt: askedAt === undefined ? null : jsonInstant(askedAt),
    };
  });
}

function usersBySerial(plans: readonly Plan[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const plan of plans)
    for (const serial of serialsOf(plan))
      users
        .set(serial, users.get(serial) ?? [])
        .get(serial)
        ?.push(plan.profile);
  return users;
}

/** In the order of the way. */
function serialsOf({ last }: Plan): readonly string[] {
  const serials: string[] = [];
  for (let each = last?.devices; each; each = each.before) serials.push(each.serial);
  return serials.reverse();
}

// Why a profile gave no credentials the last time, as data. Its form in `--json` is public and stays.

/** One failure; `null` stands for what is not there. */
export interface FailureFacts {
  /** The profile that was asked for. */
  readonly profile: string;
  readonly failedAt: string;
  readonly secondsAgo: number;
  /** The process that failed. */
  readonly pid: number;
  /** How it ended. */
  readonly exitCode: number;
  /** The error and the hint that it wrote to stderr. */
  readonly message: string;
  readonly hint: string | null;
}

/** What is to be said of a failure now. */
function failureFacts(failure: LastFailure, now: Instant): FailureFacts {
  const { profile, at, pid, exitCode, message, hint = null } = failure;
  const secondsAgo = Math.max(0, Math.floor((now - at) / 1000));
  return { profile, failedAt: jsonInstant(at), secondsAgo, pid, exitCode, message, hint };
}

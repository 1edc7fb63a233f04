/** Collects the data of `swrole status`: everything that is cached, or what is relevant to one profile. */

import type { Context } from '../cli/context.ts';
import { type ConfigFiles, loadConfigFiles } from '../config/files.ts';
import { withTypedRole } from '../config/find-profile.ts';
import type { Instant } from '../credentials.ts';
import { swroleBehind } from '../doctor/facts/command-lines.ts';
import { profilesInScope } from '../doctor/facts/commands.ts';
import { readAnswer } from '../fast-path/cached-answer.ts';
import { fingerprint } from '../fast-path/fingerprint.ts';
import { ANSWERS, MFA, OUTCOMES } from '../fast-path/paths.ts';
import { lastAsked } from '../mfa/prompt.ts';
import { isStepUsed, untilNextCode } from '../mfa/used-codes.ts';
import {
  allSessions,
  type LastFailure,
  lastFailures,
  type StoredSession,
} from '../session/inventory.ts';
import { isTemporary } from '../storage/own-files.ts';
import { type PrivateStore, privateStore } from '../storage/private-store.ts';
import { jsonInstant } from '../ui/format.ts';
import {
  isPlanned,
  type Plan,
  Plans,
  pathStepsOf,
  profileColors,
  StoredSessions,
} from './plans.ts';
import { isStrayOf, type SessionFacts, sessionFacts, Users } from './sessions.ts';

/** One cached answer. */
export interface AnswerFacts {
  readonly profile: string;
  /** When it stops being usable: at the latest when its session needs renewal. */
  readonly usableUntil: string;
  /** Whether it is usable now: not expired, and nothing that it depends on has changed. */
  readonly isCurrent: boolean;
}

/** One MFA device. */
export interface DeviceFacts {
  readonly serial: string;
  /** The profiles that need a code of this device. */
  readonly profiles: readonly string[];
  /** Whether the code of this 30 s window is used: each code works once. */
  readonly codeUsed: boolean;
  /** When the next code can be sent; `null` if a code can be sent now. */
  readonly nextCodeAt: string | null;
  /** When swrole last prompted on a terminal; `null` if it never did. */
  readonly askedAt: string | null;
}

/** The last failure of a profile; `null` means absent. The JSON form is public and must not change. */
export interface FailureFacts {
  /** The requested profile. */
  readonly profile: string;
  readonly failedAt: string;
  readonly secondsAgo: number;
  /** The process that failed. */
  readonly pid: number;
  /** Its exit code. */
  readonly exitCode: number;
  /** The error and the hint that it wrote to stderr. */
  readonly message: string;
  readonly hint: string | null;
}

/** The JSON form of `swrole status --json`. */
export interface StatusFacts {
  readonly sessions: readonly SessionFacts[];
  readonly devices: readonly DeviceFacts[];
  readonly answers: readonly AnswerFacts[];
  /** The last failure of each profile, the latest first. */
  readonly failures: readonly FailureFacts[];
}

/**
 * What is cached now, and the colours of the profiles.
 *
 * @param profile limits the result to this profile; `undefined` for all
 * @param source the source of the role, if `profile` is the ARN of one
 * @throws ConfigError if a config file cannot be read, or the profile is invalid
 */
export function statusFacts(
  profile: string | undefined,
  source: string | undefined,
  context: Context,
): { readonly facts: StatusFacts; readonly colors: ReadonlyMap<string, string> } {
  const { system, cache } = context;
  const now = system.now();
  const files = withTypedRole(loadConfigFiles(system), profile, source);
  const planner = new Plans(files, system);
  const isRelevantFailure = failureFilter(files, profile);
  const selected = profile === undefined ? undefined : planner.of(profile);
  const plans = planner.all().filter(isPlanned);
  const stored = allSessions(cache);
  const users = usersOf(stored, plans);
  const isInScope = inScope(selected && withDelegates(selected, plans), users);
  const sorted = sortSessions(users, stored.filter(isInScope));
  const facts = {
    sessions: sorted.map((session) => sessionFacts(session, users, now)),
    devices: deviceFacts(selected ? [selected] : plans, context, now),
    answers: answerFacts(context, now).filter((answer) => !selected || answer.profile === profile),
    failures: lastFailures(privateStore(cache, OUTCOMES), now)
      .filter((failure) => isRelevantFailure(failure.profile))
      .map((failure) => failureFacts(failure, now)),
  };
  return { facts, colors: profileColors(plans) };
}

/** Keeps failures of the profile and of all profiles that it gets credentials from, also through swrole. */
function failureFilter(files: ConfigFiles, profile: string | undefined): (name: string) => boolean {
  if (profile === undefined) return () => true;
  const names = new Set(profilesInScope(files, profile).map(({ name }) => name));
  return (name) => names.has(name);
}

function usersOf(sessions: readonly StoredSession[], plans: readonly Plan[]): Users {
  const stored = new StoredSessions(sessions);
  return new Users(plans.filter(({ last }) => stored.mayBeOnPath(last)));
}

/** A profile, and the profiles that its command lines ask swrole for: what they have is what it gets. */
function withDelegates(selected: Plan, plans: readonly Plan[]): readonly Plan[] {
  const found = [selected];
  for (const { chain } of found) {
    const name = swroleBehind(chain.source);
    const delegate = plans.find(({ profile }) => profile === name);
    if (delegate !== undefined && !found.includes(delegate)) found.push(delegate);
  }
  return found;
}

function inScope(
  selected: readonly Plan[] | undefined,
  users: Users,
): (session: StoredSession) => boolean {
  if (selected === undefined) return () => true;
  const keys = new Set(selected.flatMap(pathStepsOf).map(({ key }) => key));
  return (session) =>
    keys.has(session.key) || selected.some((plan) => isStrayOf(plan, session, users));
}

/** Sorted by profile, sessions on no path last; of equal ones, the latest expiration first. */
function sortSessions(users: Users, sessions: readonly StoredSession[]): StoredSession[] {
  const position = ({ key }: StoredSession) => users.position(key);
  return [...sessions].sort((a, b) => position(a) - position(b) || b.expiration - a.expiration);
}

// The cached answers that `swrole -j PROFILE` prints on its fast path. Only their first lines are read.

/** All cached answers. */
function answerFacts({ system, cache }: Context, now: Instant): readonly AnswerFacts[] {
  if (cache === undefined) return [];
  const store = privateStore(cache, ANSWERS);
  return store.list().flatMap((name) => {
    const profile = profileOf(name);
    const usableUntil = usableUntilOf(store, name);
    if (profile === undefined || usableUntil === undefined) return [];
    const current = (dependencies: readonly string[]) =>
      fingerprint(profile, system.env, system.home, dependencies);
    const isCurrent = isUsable(() => readAnswer(cache, profile, current, now)?.document);
    return [{ profile, usableUntil, isCurrent }];
  });
}

/** `undefined` for a file that swrole did not write. */
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

/** Like the fast path, treats every error as a miss. */
function isUsable(read: () => string | undefined): boolean {
  try {
    return read() !== undefined;
  } catch {
    return false;
  }
}

// The MFA devices of profiles: whether their current code is used, and when swrole last prompted for one.

/** The devices on the paths of these profiles, in path order. */
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

/** In path order. */
function serialsOf({ last }: Plan): readonly string[] {
  const serials: string[] = [];
  for (let each = last?.devices; each; each = each.before) serials.push(each.serial);
  return serials.reverse();
}

function failureFacts(failure: LastFailure, now: Instant): FailureFacts {
  const { profile, at, pid, exitCode, message, hint = null } = failure;
  const secondsAgo = Math.max(0, Math.floor((now - at) / 1000));
  return { profile, failedAt: jsonInstant(at), secondsAgo, pid, exitCode, message, hint };
}

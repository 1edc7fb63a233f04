/** All that is cached, or what of it concerns one profile. */
import type { ConfigFiles } from '../config/files.ts';
import { loadConfigFiles } from '../config/read-config-files.ts';
import { privateStore } from '../storage/private-store.ts';
import { concernedProfiles } from '../doctor/facts/concerned.ts';
import { lastFailures } from '../session/last-failure.ts';
import {
  OUTCOMES,
  SESSIONS,
  type StoredSession,
  storedSessions,
} from '../session/inventory.ts';
import type { World } from '../cli/context.ts';
import { type AnswerFacts, answerFacts } from '../cli/listing/answer-facts.ts';
import { type DeviceFacts, deviceFacts } from '../cli/listing/device-facts.ts';
import { type FailureFacts, failureFacts } from '../cli/listing/failure-facts.ts';
import { hopsOf, isPlanned, type Plan, Plans } from './plans.ts';
import { isStrayOf, type SessionFacts, sessionFacts } from './sessions.ts';
import { Users } from '../cli/listing/users.ts';

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
export function statusFacts(profile: string | undefined, world: World): StatusFacts {
  const { system, cache } = world;
  const now = system.now();
  const files = loadConfigFiles(system);
  const planner = new Plans(files, system);
  const isWanted = failing(files, profile);
  const one = profile === undefined ? undefined : planner.of(profile);
  const plans = planner.all().filter(isPlanned);
  const stored = storedSessions(privateStore(cache, SESSIONS));
  const users = usersOf(stored, plans);
  const concerns = concerned(one, users);
  const inOrder = inOrderOf(users, stored.filter(concerns));
  return {
    sessions: inOrder.map((session) => sessionFacts(session, users, now)),
    devices: deviceFacts(one ? [one] : plans, world, now),
    answers: answerFacts(world, now).filter((answer) => !one || answer.profile === profile),
    failures: lastFailures(privateStore(cache, OUTCOMES), now)
      .filter((failure) => isWanted(failure.profile))
      .map((failure) => failureFacts(failure, now)),
  };
}

/** The profiles whose failures matter: it, and all from which it takes its credentials, also through swrole. */
function failing(files: ConfigFiles, profile: string | undefined): (name: string) => boolean {
  if (profile === undefined) return () => true;
  const names = new Set(concernedProfiles(files, profile).map(({ name }) => name));
  return (name) => names.has(name);
}

/** Keys cost time, which is spared where there is nothing to find by them. */
function usersOf(sessions: readonly StoredSession[], plans: readonly Plan[]): Users {
  return new Users(sessions.length === 0 ? [] : plans);
}

function concerned(one: Plan | undefined, users: Users): (session: StoredSession) => boolean {
  if (one === undefined) return () => true;
  const keys = new Set(hopsOf(one).map(({ key }) => key));
  return (session) => keys.has(session.key) || isStrayOf(one, session, users);
}

/** As the profiles come, what is of none last, and each of these the one that ends last first. */
function inOrderOf(users: Users, sessions: readonly StoredSession[]): StoredSession[] {
  const place = ({ key }: StoredSession) => users.place(key);
  return [...sessions].sort((a, b) => place(a) - place(b) || b.expiration - a.expiration);
}

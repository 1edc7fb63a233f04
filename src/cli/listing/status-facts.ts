/** All that is cached, or what of it concerns one profile. */
import type { ConfigFiles } from '../../config/config-files.ts';
import { loadConfigFiles } from '../../config/read-config-files.ts';
import { privateStore } from '../../disk/private-store.ts';
import { concernedProfiles } from '../../doctor/facts/concerned.ts';
import { lastFailures } from '../../session/last-failure.ts';
import {
  OUTCOMES,
  SESSIONS,
  type StoredSession,
  storedSessions,
} from '../../session/stored-session.ts';
import type { World } from '../world.ts';
import { type AnswerFacts, answerFacts } from './answer-facts.ts';
import { type DeviceFacts, deviceFacts } from './device-facts.ts';
import { type FailureFacts, failureFacts } from './failure-facts.ts';
import { allPlans, isPlanned, type Plan, planOf } from './plans.ts';
import { holds, isStrayOf, type SessionFacts, sessionFacts } from './session-facts.ts';

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
  const one = profile === undefined ? undefined : planOf(files, profile, system);
  const plans = allPlans(files, system).filter(isPlanned);
  const concerns = (session: StoredSession) =>
    one === undefined || holds(one, session.key) || isStrayOf(one, session, plans);
  const sessions = storedSessions(privateStore(cache, SESSIONS)).filter(concerns);
  const inOrder = inOrderOf(plans, sessions);
  return {
    sessions: inOrder.map((session) => sessionFacts(session, plans, now)),
    devices: deviceFacts(one ? [one] : plans, privateStore(cache, 'mfa'), now),
    answers: answerFacts(world, now).filter((answer) => !one || answer.profile === profile),
    failures: lastFailures(privateStore(cache, OUTCOMES), now)
      .filter((failure) => profile === undefined || leadsTo(files, profile, failure.profile))
      .map((failure) => failureFacts(failure, now)),
  };
}

/** Whether a profile takes its credentials from another one, also through swrole, or is that one. */
function leadsTo(files: ConfigFiles, profile: string, other: string): boolean {
  return concernedProfiles(files, profile).some(({ name }) => name === other);
}

/** As the profiles come, what is of none last, and each of these the one that ends last first. */
function inOrderOf(plans: readonly Plan[], sessions: readonly StoredSession[]): StoredSession[] {
  const keys = plans.flatMap(({ hops }) => hops.map(({ key }) => key));
  const place = ({ key }: StoredSession) => {
    const index = keys.indexOf(key);
    return index < 0 ? keys.length : index;
  };
  return [...sessions].sort((a, b) => place(a) - place(b) || b.expiration - a.expiration);
}

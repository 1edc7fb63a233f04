/** Takes away what is cached of one profile, and says what that was. */

import { loadConfigFiles } from '../../config/read-config-files.ts';
import type { Instant } from '../../credentials.ts';
import { privateStore } from '../../disk/private-store.ts';
import { ANSWERS, answerName } from '../../hot/answer.ts';
import { forgetSession } from '../../session/forget-session.ts';
import { forgetFailure } from '../../session/last-failure.ts';
import {
  keyFile,
  SESSIONS,
  type StoredSession,
  storedSessions,
} from '../../session/stored-session.ts';
import { timeLeft } from '../people/time-words.ts';
import type { World } from '../world.ts';
import { forgetDoors, IN_PROGRESS } from './forget-doors.ts';
import { type Forgetting, forgetting, type KeptHop } from './forgetting.ts';
import { sessionName } from './names.ts';
import { allPlans, isPlanned, type Plan, planOf } from './plans.ts';
import { sessionFacts } from './session-facts.ts';

/** What the lines are made of. */
interface Known {
  readonly plans: readonly Plan[];
  readonly sessions: readonly StoredSession[];
  readonly now: Instant;
}

/**
 * Forgets the sessions and the answer of a profile.
 *
 * @returns what was done, in lines
 * @throws ConfigError, DiskError
 */
export async function forgetProfile(
  profile: string,
  { system, cache }: World,
): Promise<readonly string[]> {
  const files = loadConfigFiles(system);
  const plan = planOf(files, profile, system);
  const plans = allPlans(files, system).filter(isPlanned);
  const sessions = storedSessions(privateStore(cache, SESSIONS));
  const known = { plans, sessions, now: system.now() };
  const what = forgetting(plan, plans, sessions);
  const inProgress = await removeSessions(what, cache);
  const lines = [
    ...forgottenLines(what, known),
    ...removeAnswers(what, cache),
    ...what.kept.flatMap((hop) => keptLine(hop, known)),
  ];
  const said = lines.length === 0 ? ['nothing was cached'] : lines;
  return [...said, ...(inProgress ? [IN_PROGRESS] : [])].map((line) => `${profile}: ${line}`);
}

/** @returns whether another process is obtaining one of them */
async function removeSessions(
  { hops, strays, kept, profiles }: Forgetting,
  cache: string,
): Promise<boolean> {
  const doors = forgetDoors(cache);
  for (const profile of profiles) forgetFailure(doors.outcomes, profile);
  // A session may stay for others, but no failure of it stands in the way of the next run.
  for (const { attemptKey } of kept) doors.outcomes.remove(keyFile(attemptKey));
  let inProgress = false;
  for (const each of [...hops, ...strays.map(({ key }) => ({ key, attemptKey: undefined }))])
    if (await forgetSession(each, doors)) inProgress = true;
  return inProgress;
}

function forgottenLines({ hops, strays }: Forgetting, known: Known): readonly string[] {
  const stored = hops.flatMap(({ key }) => known.sessions.find((each) => each.key === key) ?? []);
  return [...stored, ...strays].map((session) => `forgot ${described(session, known)}`);
}

/** After the sessions: until they are gone, an answer may be made of them. */
function removeAnswers({ profiles }: Forgetting, cache: string): readonly string[] {
  const store = privateStore(cache, ANSWERS);
  const stored = new Set(store.list());
  const there = profiles.filter((profile) => stored.has(answerName(profile)));
  for (const profile of there) store.remove(answerName(profile));
  return there.map((profile) => `forgot the answer that was ready for ${profile}`);
}

function keptLine({ key, usedBy }: KeptHop, known: Known): readonly string[] {
  const session = known.sessions.find((each) => each.key === key);
  if (session === undefined) return [];
  return [`kept ${described(session, known)}, which ${usedBy.join(', ')} may use`];
}

function described(session: StoredSession, { plans, now }: Known): string {
  const left = timeLeft(session.expiration, now);
  const state = left === 'expired' ? left : `${left} left`;
  return `${sessionName(sessionFacts(session, plans, now))} (${state})`;
}

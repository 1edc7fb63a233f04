/**
 * THE FLOW: from a path of sessions to the last of them, once for all who want the same one at the same
 * time. Read, else lock, look again, obtain, store. The path is walked from its end: each session is
 * obtained like this, with the one before it as its source.
 */

import type { Credentials, Instant } from '../credentials.ts';
import { MfaError } from '../mfa/errors.ts';
import type { CachedSession, SessionStore } from './cached-session.ts';
import { checkTimeLeft, isFresh, isGoodEnough, type Wish } from './expiry.ts';
import { obtainStep, type StepDoors } from './issue-session.ts';
import { attemptKey, originOf, type SessionKey, sessionKey } from './session-key.ts';
import { type Flight, type FlightDoors, shortKey, singleFlight } from './shared-attempt.ts';
import type { SessionPath, SessionStep } from './steps.ts';

/** The world, as far as obtaining a session needs it. */
export interface SessionDoors extends FlightDoors, StepDoors {
  readonly store: SessionStore;
  /** Whether this step's code, if it needs one, comes without asking a person. */
  needsNobody(step: SessionStep): boolean;
}

/** One step of a path, with what names its session. */
interface Hop {
  readonly path: SessionPath;
  readonly hops: number;
  readonly step: SessionStep;
  readonly key: SessionKey;
}

/**
 * The session at the end of a path.
 *
 * @param path with at least one step
 * @throws StsError, MfaError, SessionError, SourceError
 */
export async function obtainSession(
  path: SessionPath,
  wish: Wish,
  doors: SessionDoors,
): Promise<CachedSession> {
  const session = await obtainHop(hop(path, path.steps.length), wish, doors);
  checkTimeLeft(path.profile, session, wish, doors.now());
  return session;
}

function hop(path: SessionPath, hops: number): Hop {
  const step = path.steps[hops - 1];
  if (step === undefined) throw new RangeError(`no step ${hops} on the path of ${path.profile}`);
  return { path, hops, step, key: sessionKey(path, hops) };
}

function read({ key, step }: Hop, doors: SessionDoors): CachedSession | undefined {
  return doors.store.read(key, step, doors.now());
}

function readFresh(hop: Hop, wish: Wish, doors: SessionDoors): CachedSession | undefined {
  const cached = read(hop, doors);
  return cached !== undefined && isFresh(cached, wish, doors.now()) ? cached : undefined;
}

async function obtainHop(hop: Hop, wish: Wish, doors: SessionDoors): Promise<CachedSession> {
  const cached = read(hop, doors);
  if (cached !== undefined && isFresh(cached, wish, doors.now())) {
    tell(hop, `is cached, until ${new Date(cached.expiration).toISOString()}`, doors);
    return cached;
  }
  tell(hop, `is ${whyRenewed(cached, wish, doors.now())}`, doors);
  const spare =
    cached !== undefined && isGoodEnough(cached, wish, doors.now()) ? cached : undefined;
  if (spare !== undefined && !renewsSilently(hop, wish, doors)) {
    tell(hop, 'is given as it is, because a new one needs a person', doors);
    return spare;
  }
  try {
    return await obtainOnce(hop, spare, wish, doors);
  } catch (error) {
    if (spare === undefined || doors.interrupted.aborted) throw error;
    doors.debug(`${hop.step.profile}: not renewed (${String(error)}), the session is still valid`);
    return spare;
  }
}

function tell({ step, key }: Hop, words: string, { debug }: SessionDoors): void {
  debug(`${step.profile}: session ${shortKey(key)} ${words}`);
}

/** Whether a new session can be had without a person: the reason to renew before it is necessary. */
function renewsSilently({ path, hops, step }: Hop, wish: Wish, doors: SessionDoors): boolean {
  if (!doors.needsNobody(step)) return false;
  if (hops === 1) return true;
  const source = hop(path, hops - 1);
  return readFresh(source, wish, doors) !== undefined || renewsSilently(source, wish, doors);
}

/** Under the lock of the key: whoever gets it looks again, because the one before may have done it. */
function obtainOnce(
  hop: Hop,
  spare: CachedSession | undefined,
  wish: Wish,
  doors: SessionDoors,
): Promise<CachedSession> {
  const flight: Flight = {
    key: hop.key,
    attemptKey: attemptKey(hop.path, hop.hops),
    profile: hop.step.profile,
    asked: hop.path.profile,
    look: () => readFresh(hop, wish, doors),
    spare,
    needsPerson: !doors.needsNobody(hop.step),
    mayBeUnkept: hop.step.kind === 'source',
    attempt: () => unlessStored(hop, wish, doors, () => assume(hop, wish, doors)),
  };
  return singleFlight(flight, doors);
}

/** Where there was no lock, the code that AWS refused may have been used for this very session by another process. */
async function unlessStored(
  hop: Hop,
  wish: Wish,
  doors: SessionDoors,
  attempt: () => Promise<CachedSession>,
): Promise<CachedSession> {
  try {
    return await attempt();
  } catch (error) {
    const stored = isRefusedCode(error) ? readFresh(hop, wish, doors) : undefined;
    if (stored === undefined) throw error;
    tell(hop, 'is cached by now: another process has used the code', doors);
    return stored;
  }
}

function isRefusedCode(error: unknown): boolean {
  const kind = error instanceof MfaError ? error.fact.kind : undefined;
  return kind === 'refused-code' || kind === 'spent-code';
}

async function assume(hop: Hop, wish: Wish, doors: SessionDoors): Promise<CachedSession> {
  const given = await obtainStep(hop.step, () => sourceCredentials(hop, wish, doors), doors);
  const session = { key: hop.key, origin: originOf(hop.step), ...given };
  if (doors.store.write(session))
    tell(hop, `is kept until ${new Date(session.expiration).toISOString()}`, doors);
  return session;
}

async function sourceCredentials(
  { path, hops }: Hop,
  wish: Wish,
  doors: SessionDoors,
): Promise<Credentials> {
  if (hops === 1) return doors.baseCredentials(path.base);
  const source = await obtainHop(hop(path, hops - 1), { ...wish, minTtl: 0 }, doors);
  return source.credentials;
}

// Why a session is not handed out as it is, for `--debug`.

/** Completes the sentence "the session is …". */
function whyRenewed(session: CachedSession | undefined, wish: Wish, now: Instant): string {
  if (session === undefined) return 'not cached';
  const until = new Date(session.expiration).toISOString();
  if (session.issuedAt < wish.notBefore) return 'cached, but --refresh asks for a new one';
  if (!isGoodEnough(session, { minTtl: 0, notBefore: 0 }, now)) return `over (it ends ${until})`;
  if (!isGoodEnough(session, wish, now)) return `too short for --min-ttl (it ends ${until})`;
  return `in its renewal window (it ends ${until})`;
}

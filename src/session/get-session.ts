/**
 * THE FLOW: from a path of sessions to the last of them, once for all who want the same one at the same
 * time. Read, else lock, look again, obtain, store. The path is walked from its end: each session is
 * obtained like this, with the one before it as its source.
 */

import type { Credentials, Instant } from '../credentials.ts';
import { MfaError } from '../mfa/errors.ts';
import type { CachedSession, SessionStore } from './cached-session.ts';
import { checkTimeLeft, type FreshnessRequest, isFresh, isUsable } from './expiry.ts';
import { type IssueDeps, issueSession } from './issue-session.ts';
import { attemptKey, originOf, type SessionKey, sessionKey } from './session-key.ts';
import { type AttemptDeps, type SessionRequest, shareAttempt, shortKey } from './shared-attempt.ts';
import type { SessionPath, SessionStep } from './steps.ts';

/** The world, as far as obtaining a session needs it. */
export interface SessionDeps extends AttemptDeps, IssueDeps {
  readonly store: SessionStore;
  /** Whether this step's code, if it needs one, comes without asking a person. */
  isUnattended(step: SessionStep): boolean;
}

/** One step of a path, with what names its session. */
interface PathStep {
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
export async function getSession(
  path: SessionPath,
  wish: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession> {
  const session = await getStepSession(hop(path, path.steps.length), wish, deps);
  checkTimeLeft(path.profile, session, wish, deps.now());
  return session;
}

function hop(path: SessionPath, hops: number): PathStep {
  const step = path.steps[hops - 1];
  if (step === undefined) throw new RangeError(`no step ${hops} on the path of ${path.profile}`);
  return { path, hops, step, key: sessionKey(path, hops) };
}

function read({ key, step }: PathStep, deps: SessionDeps): CachedSession | undefined {
  return deps.store.read(key, step, deps.now());
}

function readFresh(
  hop: PathStep,
  wish: FreshnessRequest,
  deps: SessionDeps,
): CachedSession | undefined {
  const cached = read(hop, deps);
  return cached !== undefined && isFresh(cached, wish, deps.now()) ? cached : undefined;
}

async function getStepSession(
  hop: PathStep,
  wish: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession> {
  const cached = read(hop, deps);
  if (cached !== undefined && isFresh(cached, wish, deps.now())) {
    tell(hop, `is cached, until ${new Date(cached.expiration).toISOString()}`, deps);
    return cached;
  }
  tell(hop, `is ${whyRenewed(cached, wish, deps.now())}`, deps);
  const fallback = cached !== undefined && isUsable(cached, wish, deps.now()) ? cached : undefined;
  if (fallback !== undefined && !renewsSilently(hop, wish, deps)) {
    tell(hop, 'is given as it is, because a new one needs a person', deps);
    return fallback;
  }
  try {
    return await getOnce(hop, fallback, wish, deps);
  } catch (error) {
    if (fallback === undefined || deps.interrupted.aborted) throw error;
    deps.debug(`${hop.step.profile}: not renewed (${String(error)}), the session is still valid`);
    return fallback;
  }
}

function tell({ step, key }: PathStep, words: string, { debug }: SessionDeps): void {
  debug(`${step.profile}: session ${shortKey(key)} ${words}`);
}

/** Whether a new session can be had without a person: the reason to renew before it is necessary. */
function renewsSilently(
  { path, hops, step }: PathStep,
  wish: FreshnessRequest,
  deps: SessionDeps,
): boolean {
  if (!deps.isUnattended(step)) return false;
  if (hops === 1) return true;
  const source = hop(path, hops - 1);
  return readFresh(source, wish, deps) !== undefined || renewsSilently(source, wish, deps);
}

/** Under the lock of the key: whoever gets it looks again, because the one before may have done it. */
function getOnce(
  hop: PathStep,
  fallback: CachedSession | undefined,
  wish: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession> {
  const flight: SessionRequest = {
    key: hop.key,
    attemptKey: attemptKey(hop.path, hop.hops),
    profile: hop.step.profile,
    asked: hop.path.profile,
    readCached: () => readFresh(hop, wish, deps),
    fallback,
    needsPerson: !deps.isUnattended(hop.step),
    mayBeUncacheable: hop.step.kind === 'source',
    attempt: () => unlessStored(hop, wish, deps, () => assume(hop, wish, deps)),
  };
  return shareAttempt(flight, deps);
}

/** Where there was no lock, the code that AWS refused may have been used for this very session by another process. */
async function unlessStored(
  hop: PathStep,
  wish: FreshnessRequest,
  deps: SessionDeps,
  attempt: () => Promise<CachedSession>,
): Promise<CachedSession> {
  try {
    return await attempt();
  } catch (error) {
    const stored = isRefusedCode(error) ? readFresh(hop, wish, deps) : undefined;
    if (stored === undefined) throw error;
    tell(hop, 'is cached by now: another process has used the code', deps);
    return stored;
  }
}

function isRefusedCode(error: unknown): boolean {
  const kind = error instanceof MfaError ? error.details.kind : undefined;
  return kind === 'refused-code' || kind === 'spent-code';
}

async function assume(
  hop: PathStep,
  wish: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession> {
  const given = await issueSession(hop.step, () => sourceCredentials(hop, wish, deps), deps);
  const session = { key: hop.key, origin: originOf(hop.step), ...given };
  if (deps.store.write(session))
    tell(hop, `is kept until ${new Date(session.expiration).toISOString()}`, deps);
  return session;
}

async function sourceCredentials(
  { path, hops }: PathStep,
  wish: FreshnessRequest,
  deps: SessionDeps,
): Promise<Credentials> {
  if (hops === 1) return deps.baseCredentials(path.base);
  const source = await getStepSession(hop(path, hops - 1), { ...wish, minTtl: 0 }, deps);
  return source.credentials;
}

// Why a session is not handed out as it is, for `--debug`.

/** Completes the sentence "the session is …". */
function whyRenewed(
  session: CachedSession | undefined,
  wish: FreshnessRequest,
  now: Instant,
): string {
  if (session === undefined) return 'not cached';
  const until = new Date(session.expiration).toISOString();
  if (session.issuedAt < wish.notBefore) return 'cached, but --refresh asks for a new one';
  if (!isUsable(session, { minTtl: 0, notBefore: 0 }, now)) return `over (it ends ${until})`;
  if (!isUsable(session, wish, now)) return `too short for --min-ttl (it ends ${until})`;
  return `in its renewal window (it ends ${until})`;
}

/**
 * The main flow: gets the last session of a path, once for all processes that want the same session at the same time.
 * Read the cache; else take the lock, read again, issue, store. The path is walked from its end: the credentials that
 * sign for a session come from the session before it, which is got in the same way.
 */

import type { Credentials, Instant } from '../credentials.ts';
import { MfaError } from '../mfa/errors.ts';
import type { AwsCliCache } from './aws-cli-cache.ts';
import type { CachedSession, SessionStore } from './cached-session.ts';
import { checkTimeLeft, type FreshnessRequest, isFresh, isUsable } from './expiry.ts';
import { type IssueDeps, issueSession } from './issue-session.ts';
import { attemptKey, originOf, type SessionKey, sessionKey } from './session-key.ts';
import { type AttemptDeps, type SessionRequest, shareAttempt, shortKey } from './shared-attempt.ts';
import type { SessionPath, SessionStep } from './steps.ts';

/** The effects that getting a session needs. */
export interface SessionDeps extends AttemptDeps, IssueDeps {
  readonly store: SessionStore;
  /** The AWS CLI's place for the session of a path's step, unless it has none or the cache is off. */
  awsCliCache(path: SessionPath, depth: number): Promise<AwsCliCache | undefined>;
  /** Whether the code of this step, if it needs one, comes without a prompt. */
  isUnattended(step: SessionStep): boolean;
}

/** One step of a path, with the key of its session. */
interface PathStep {
  readonly path: SessionPath;
  /** The number of the step, from 1. */
  readonly depth: number;
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
  freshness: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession> {
  const session = await getStepSession(pathStep(path, path.steps.length), freshness, deps);
  checkTimeLeft(path.profile, session, freshness, deps.now());
  return session;
}

function pathStep(path: SessionPath, depth: number): PathStep {
  const step = path.steps[depth - 1];
  if (step === undefined) throw new RangeError(`no step ${depth} on the path of ${path.profile}`);
  return { path, depth, step, key: sessionKey(path, depth) };
}

async function getStepSession(
  current: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession> {
  const cached = readCached(current, deps);
  if (cached !== undefined && isFresh(cached, freshness, deps.now())) {
    log(current, `is cached, until ${new Date(cached.expiration).toISOString()}`, deps);
    return cached;
  }
  log(current, `is ${describeRenewal(cached, freshness, deps.now())}`, deps);
  const fallback =
    cached !== undefined && isUsable(cached, freshness, deps.now()) ? cached : undefined;
  if (fallback !== undefined && !renewsSilently(current, freshness, deps)) {
    log(current, 'is given as it is, because a new one needs a person', deps);
    return fallback;
  }
  try {
    return await shareAttempt(sessionRequest(current, fallback, freshness, deps), deps);
  } catch (error) {
    if (fallback === undefined || deps.interrupted.aborted) throw error;
    // The renewal may have taken longer than the session lasts.
    if (!isUsable(fallback, freshness, deps.now())) throw error;
    const { profile } = current.step;
    deps.debug(`${profile}: not renewed (${String(error)}), the session is still valid`);
    return fallback;
  }
}

function readCached({ key, step }: PathStep, deps: SessionDeps): CachedSession | undefined {
  return deps.store.read(key, step, deps.now());
}

function readFresh(
  current: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): CachedSession | undefined {
  const cached = readCached(current, deps);
  return cached !== undefined && isFresh(cached, freshness, deps.now()) ? cached : undefined;
}

/** Whether a new session can be issued without a prompt. Only then is it renewed before it must be. */
function renewsSilently(
  { path, depth, step }: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): boolean {
  if (!deps.isUnattended(step)) return false;
  if (depth === 1) return true;
  const previous = pathStep(path, depth - 1);
  return (
    readFresh(previous, freshness, deps) !== undefined || renewsSilently(previous, freshness, deps)
  );
}

/** What one process does under the lock of the session for all. It reads again first: the one before may have stored it. */
function sessionRequest(
  current: PathStep,
  fallback: CachedSession | undefined,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): SessionRequest {
  return {
    key: current.key,
    attemptKey: attemptKey(current.path, current.depth),
    profile: current.step.profile,
    requestedProfile: current.path.profile,
    readCached: () => readFresh(current, freshness, deps),
    adopt: () => adoptFromAwsCli(current, freshness, deps),
    fallback,
    needsPrompt: !deps.isUnattended(current.step),
    mayBeUncacheable: current.step.kind === 'source',
    attempt: () => issueAndStore(current, freshness, deps),
  };
}

async function issueAndStore(
  current: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession> {
  const { key, step } = current;
  try {
    const signer = () => signingCredentials(current, freshness, deps);
    const { assumedRoleId, requestId, ...issued } = await issueSession(step, signer, deps);
    const awsCli = await deps.awsCliCache(current.path, current.depth);
    const entry = awsCli?.ownEntry;
    const session = { key, origin: originOf(step), ...issued, ...(entry && { awsCli: entry }) };
    if (!deps.store.write(session)) return session;
    log(current, `is kept until ${new Date(session.expiration).toISOString()}`, deps);
    // Only now: `logout` finds the AWS CLI's copy through the stored session.
    const { assumedRoleArn } = session;
    if (entry && assumedRoleArn !== undefined)
      awsCli?.leave({ ...session, assumedRoleArn, assumedRoleId, requestId });
    return session;
  } catch (error) {
    // Without locks, another process may have used the refused code, for this very session.
    const stored = isRefusedCode(error) ? readFresh(current, freshness, deps) : undefined;
    if (stored === undefined) throw error;
    log(current, 'is cached by now: another process has used the code', deps);
    return stored;
  }
}

/** A fresh session of the AWS CLI becomes one of swrole's, so that no code is asked for. */
async function adoptFromAwsCli(
  current: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): Promise<CachedSession | undefined> {
  const found = (await deps.awsCliCache(current.path, current.depth))?.find();
  if (found === undefined) return undefined;
  const { key, step } = current;
  const session = { key, origin: originOf(step), ...found };
  if (!isFresh(session, freshness, deps.now())) {
    const why = describeRenewal(session, freshness, deps.now());
    deps.debug(`${step.profile}: the AWS CLI's session is ${why}`);
    return undefined;
  }
  const until = new Date(session.expiration).toISOString();
  log(current, `is taken from the AWS CLI's cache, until ${until}`, deps);
  deps.store.write(session);
  return session;
}

function isRefusedCode(error: unknown): boolean {
  const kind = error instanceof MfaError ? error.details.kind : undefined;
  return kind === 'refused-code' || kind === 'spent-code';
}

/** The credentials that sign for a step. The session before may be short, as long as it is valid now. */
async function signingCredentials(
  { path, depth }: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): Promise<Credentials> {
  if (depth === 1) return deps.sourceCredentials(path.source);
  const previous = pathStep(path, depth - 1);
  const { credentials } = await getStepSession(previous, { ...freshness, minTtl: 0 }, deps);
  return credentials;
}

function log({ step, key }: PathStep, message: string, { debug }: SessionDeps): void {
  debug(`${step.profile}: session ${shortKey(key)} ${message}`);
}

/** Why a session is not returned as it is, for `--debug`: completes the sentence "the session is …". */
function describeRenewal(
  session: CachedSession | undefined,
  freshness: FreshnessRequest,
  now: Instant,
): string {
  if (session === undefined) return 'not cached';
  const until = new Date(session.expiration).toISOString();
  if (session.issuedAt < freshness.notBefore) return 'cached, but --refresh asks for a new one';
  if (!isUsable(session, { minTtl: 0, notBefore: 0 }, now)) return `over (it ends ${until})`;
  if (!isUsable(session, freshness, now)) return `too short for --min-ttl (it ends ${until})`;
  return `in its renewal window (it ends ${until})`;
}

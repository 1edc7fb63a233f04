/**
 * The main flow: gets the last session of a path, once for all processes that want the same session at the same time.
 * Read the cache; else take the lock, read again, issue, store. The path is walked from its end: the credentials that
 * sign for a session come from the session before it, which is got in the same way.
 */

import type { Instant } from '../credentials.ts';
import { MfaError } from '../mfa/errors.ts';
import type { AwsCliCache } from './aws-cli-cache.ts';
import type { CachedSession, SessionStore } from './cached-session.ts';
import { checkTimeLeft, type FreshnessRequest, isFresh, isUsable } from './expiry.ts';
import { type IssueDeps, issueSession, type Signer } from './issue-session.ts';
import { attemptKey, originOf, type SessionKey, sessionKey } from './session-key.ts';
import { type AttemptDeps, type SessionRequest, shareAttempt, shortKey } from './shared-attempt.ts';
import {
  mayBePassedOver,
  passedOverWarning,
  type SessionPath,
  type SessionStep,
  withoutSession,
} from './steps.ts';

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
  const instead = mayBePassedOver(current.step)
    ? readTemporary(current, freshness, deps)
    : undefined;
  if (instead !== undefined) return passOver(current, instead, deps);
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
    needsPrompt: [current.step, withoutSession(current.step)].some(
      (step) => !deps.isUnattended(step),
    ),
    mayBeUncacheable: current.step.kind === 'source' || deps.store.keepsNothing,
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
    let signed: Signer | undefined;
    const signer = async () => {
      signed = await signingCredentials(current, freshness, deps);
      return signed;
    };
    const given = await issueSession(step, signer, deps);
    if (given === undefined) return passOver(current, signed?.session, deps);
    const { assumedRoleId, requestId, ...issued } = given;
    const awsCli = await deps.awsCliCache(current.path, current.depth);
    const entry = awsCli?.ownEntry;
    const session = { key, origin: originOf(step), ...issued, ...(entry && { awsCli: entry }) };
    if (areKeysForSession(current, session) || !deps.store.write(session)) return session;
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
  { path, depth, step }: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): Promise<Signer> {
  if (depth === 1) return { credentials: await deps.sourceCredentials(path.source) };
  const previous = pathStep(path, depth - 1);
  // What takes the place of an MFA session may be the result.
  const asked = mayBePassedOver(step) ? freshness : { ...freshness, minTtl: 0 };
  const session = await getStepSession(previous, asked, deps);
  return { credentials: session.credentials, session, isPassedOver: session.key !== previous.key };
}

// An MFA session with keys of a program. Only what the program gives shows whether they are long-term keys, which open the
// session, or temporary credentials, which take its place. The keys of later sessions are the same in both cases: a key has
// the inputs of a session, and the output of a program follows from its command line and environment, which are in the key.

/** The temporary credentials of the program, if they are cached. */
function readTemporary(
  { path, depth }: PathStep,
  freshness: FreshnessRequest,
  deps: SessionDeps,
): CachedSession | undefined {
  const cached = readFresh(pathStep(path, depth - 1), freshness, deps);
  return cached?.credentials.sessionToken === undefined ? undefined : cached;
}

/** The session of the source instead of the MFA session. */
function passOver(
  { step }: PathStep,
  session: CachedSession | undefined,
  { warn }: SessionDeps,
): CachedSession {
  if (session === undefined || !mayBePassedOver(step))
    throw new RangeError('no MFA session that may be passed over');
  warn(passedOverWarning(step));
  return session;
}

/** Whether a session is the bare keys that open an MFA session, which are not stored even if they have an expiration. */
function areKeysForSession({ path, depth }: PathStep, { credentials }: CachedSession): boolean {
  const next = path.steps[depth];
  return next !== undefined && mayBePassedOver(next) && credentials.sessionToken === undefined;
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

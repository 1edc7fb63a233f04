/** The use case: from a profile's name to its credentials. Passes the chain of the profile to `session/`. */

import { type Context, type InterruptibleContext, interruptible } from '../cli/context.ts';
import { CommandError, InterruptedError, NotConfirmedError, UsageError } from '../cli/errors.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { describeError } from '../cli/report-error.ts';
import { ConfigError } from '../config/errors.ts';
import type { RoleChain } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { OUTCOMES, SESSIONS } from '../fast-path/paths.ts';
import { describeFolderProblem, withCacheAdvice } from '../messages/files.ts';
import { MfaError } from '../mfa/errors.ts';
import { sourceCredentials } from '../providers/index.ts';
import type { CachedSession } from '../session/cached-session.ts';
import { SessionError } from '../session/expiry.ts';
import { RepeatedFailure } from '../session/failure-record.ts';
import { getSession } from '../session/get-session.ts';
import { deleteFailure, FAILURE_LIFETIME, storeFailure } from '../session/inventory.ts';
import { sessionKey } from '../session/session-key.ts';
import {
  describeChain,
  mayBePassedOver,
  type SessionPath,
  type SessionStep,
  sessionPath,
} from '../session/steps.ts';
import { type Cache, cacheProblem, DiskError, privateStore } from '../storage/private-store.ts';
import { accountOfArn } from '../util/aws-limits.ts';
import { type ReadChain, readChain } from './read-chain.ts';
import { createSessionDeps, createSourceDeps } from './session-deps.ts';

/** The credentials of a profile, and where they come from. */
export interface ResolvedCredentials extends ReadChain {
  readonly credentials: Credentials;
  /** Some credential sources do not give it. */
  readonly accountId: string | undefined;
  /** `undefined` for credentials that a source gives without a session. */
  readonly session: CachedSession | undefined;
  /** The step that gave the session. */
  readonly step: SessionStep | undefined;
}

/**
 * The credentials of a profile, cached or new. Stores its failure for `status` and `doctor`, because some SDKs do not show
 * it; a success deletes the stored failure.
 *
 * @throws ConfigError, InterruptedError, MfaError, RecursionError, SessionError, SourceError, StsError, UsageError
 */
export async function getCredentials(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<ResolvedCredentials> {
  const failures = lastFailure(profile, options, context);
  try {
    const read = await readChain(profile, options, context);
    const resolved = await interruptible(context.system, async (interrupted) => {
      const deadline = await confirmed(read.chain, { ...context, interrupted });
      return resolveChain(read.chain, options, { ...context, interrupted, deadline });
    });
    failures.delete();
    return { ...resolved, ...read };
  } catch (error) {
    failures.store(error);
    throw error;
  }
}

/**
 * Asks before the use of a profile with `confirm`, where a person uses it.
 *
 * @returns the deadline, put off by the time of the question
 * @throws NotConfirmedError
 */
async function confirmed(chain: RoleChain, context: InterruptibleContext): Promise<number> {
  const { confirm, system, interrupted, deadline } = context;
  if (!chain.confirm || confirm === undefined) return deadline;
  const since = system.now();
  await confirm(chain, interrupted);
  return deadline + system.now() - since;
}

async function resolveChain(
  chain: RoleChain,
  options: CredentialOptions,
  context: InterruptibleContext,
): Promise<Omit<ResolvedCredentials, keyof ReadChain>> {
  const path = sessionPath(chain, context.system.machine);
  for (const line of describeChain(path)) context.debug(line);
  context.debug(
    `cache: ${options.cache ? describeCache(context) : 'nothing is read or kept (--no-cache)'}`,
  );
  if (chain.mfaSession !== undefined) context.debug(describeMfaSessionUse(path));
  const last = path.steps.at(-1);
  if (last === undefined) {
    const credentials = await sourceCredentials(chain.source, createSourceDeps(chain, context));
    const { accountId } = credentials;
    return { credentials, accountId, session: undefined, step: undefined };
  }
  const freshness = {
    minTtl: options.minTtl * 1000,
    notBefore: options.refresh ? context.system.startedAt : 0,
    renewalWindow: context.background?.renewalWindow,
  };
  const deps = await createSessionDeps(chain, options, context);
  const session = await getSession(path, freshness, deps).catch((error) => {
    throw options.cache ? withCacheProblem(error, context.cache) : error;
  });
  const { credentials } = session;
  // The credentials of a program may take the place of an MFA session.
  const step =
    path.steps.findLast((_, index) => sessionKey(path, index + 1) === session.key) ?? last;
  return { credentials, accountId: credentials.accountId ?? accountOf(step), session, step };
}

/**
 * Adds the cache problem to an error that it explains: without a usable cache each caller needs its own code, and most
 * callers time out while they wait for one.
 */
function withCacheProblem(error: unknown, cache: Cache): unknown {
  const isLate = isTooLate(error);
  const lacksCode = isLate || (error instanceof MfaError && error.details.kind === 'spent-code');
  const problem = lacksCode ? cacheProblem(cache, [SESSIONS]) : undefined;
  if (problem === undefined) return error;
  return new CommandError(withCacheAdvice(describeError(error, []), problem), isLate);
}

function isTooLate(error: unknown): boolean {
  if (error instanceof SessionError) return error.details.kind === 'lock-timeout';
  const details = error instanceof MfaError ? error.details : undefined;
  return details?.kind === 'timed-out' && details.waitingFor === 'device';
}

function describeCache({ cache }: Context): string {
  const problem = cacheProblem(cache);
  const path = cache ?? 'none';
  return problem === undefined
    ? path
    : `${path}: ${describeFolderProblem(problem.path, problem.code)}`;
}

/** The account that a step names. An MFA device is in its user's account, but a hardware serial does not name that. */
function accountOf(step: SessionStep): string | undefined {
  switch (step.kind) {
    case 'role':
    case 'web-identity':
    case 'saml':
      return step.role.accountId;
    case 'mfa-session':
      return accountOfArn(step.mfa.serial);
    case 'source':
      if (step.source.kind === 'cognito') return step.source.role?.accountId;
      return step.source.kind === 'sso' ? step.source.accountId : undefined;
  }
}

/** Whether a profile with an `mfa_session` uses it, and why. */
function describeMfaSessionUse({ profile, steps }: SessionPath): string {
  const session = steps.find(({ kind }) => kind === 'mfa-session');
  const condition =
    session && mayBePassedOver(session) ? ', if its program gives long-term keys' : '';
  return session
    ? `${profile}: behind an MFA session, which one code opens for every role of the device${condition}`
    : `${profile}: not behind its MFA session, because it lasts more than the hour that such a role may`;
}

/** The stored failure of a profile. A full disk is no reason to fail. */
function lastFailure(
  profile: string,
  { cache: usesCache }: CredentialOptions,
  { cache, system, debug, background }: Context,
) {
  const store = privateStore(cache, OUTCOMES, FAILURE_LIFETIME);
  const unlessDiskFails = (change: () => void) => {
    try {
      if (usesCache) change();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      debug(`the last failure is not kept (${error.message})`);
    }
  };
  return {
    delete: () => unlessDiskFails(() => deleteFailure(store, profile)),
    store: (error: unknown) => {
      if (!isWorthStoring(error) || (background && isNoWayToAsk(error))) return;
      const { exitCode, message, hint } = describeError(error, []);
      const failure = { profile, ...timeAndProcess(error, system.now()), exitCode, message, hint };
      unlessDiskFails(() => storeFailure(store, failure));
    },
  };
}

/** Users know what they mistyped or stopped, and errors in the files can be found there. */
function isWorthStoring(error: unknown): boolean {
  if (error instanceof ConfigError) return error.details.kind === 'invalid-environment';
  const isOfUser = error instanceof UsageError || error instanceof NotConfirmedError;
  return !(isOfUser || error instanceof InterruptedError);
}

/** An endpoint first tries to renew without a question. */
function isNoWayToAsk(error: unknown): boolean {
  return error instanceof MfaError && error.details.kind === 'no-way-to-ask';
}

/** When the error happened, and in which process. */
function timeAndProcess(error: unknown, now: number) {
  if (!(error instanceof RepeatedFailure)) return { at: now, pid: process.pid };
  return { at: now - error.secondsAgo * 1000, pid: error.pid };
}

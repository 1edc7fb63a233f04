/** From a profile's name to its credentials: reads the config, then hands the chain to `session/`. */

import { existsSync } from 'node:fs';
import {
  type Context,
  InterruptedError,
  type InterruptibleContext,
  interruptible,
} from '../cli/context.ts';
import { CommandError, UsageError } from '../cli/errors.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { describeError } from '../cli/report-error.ts';
import { ConfigError } from '../config/errors.ts';
import { loadConfigFiles, readTextFile } from '../config/files.ts';
import type { RoleChain } from '../config/plan.ts';
import { roleChain } from '../config/planning.ts';
import { MAX_CHAINED_SECONDS } from '../config/resolve-step.ts';
import type { Credentials } from '../credentials.ts';
import { type FileStamps, fileStamp } from '../fast-path/fingerprint.ts';
import { describeFolderProblem, withCacheAdvice } from '../messages/files.ts';
import { changesOutcome, describeWarning } from '../messages/warnings.ts';
import { MfaError } from '../mfa/errors.ts';
import { assertNoRecursion } from '../process/recursion.ts';
import { baseCredentials } from '../providers/index.ts';
import type { CachedSession } from '../session/cached-session.ts';
import { SessionError } from '../session/expiry.ts';
import { RepeatedFailure } from '../session/failure-record.ts';
import { getSession } from '../session/get-session.ts';
import { OUTCOMES, SESSIONS } from '../session/inventory.ts';
import { deleteFailure, FAILURE_KEPT, storeFailure } from '../session/last-failure.ts';
import { type SessionPath, type SessionStep, sessionPath } from '../session/steps.ts';
import { cacheProblem } from '../storage/cache-problem.ts';
import { type Cache, DiskError, privateStore } from '../storage/private-store.ts';
import { describeChain } from './describe-chain.ts';
import { createSessionDeps } from './session-deps.ts';

/** What a profile gave. */
export interface ResolvedCredentials {
  readonly chain: RoleChain;
  readonly credentials: Credentials;
  /** Not known for every source. */
  readonly accountId: string | undefined;
  /** The session that was obtained; `undefined` for credentials that are handed out as they are. */
  readonly session: CachedSession | undefined;
  /** Of the files that the profile names, as they were before they were read. */
  readonly stamps: FileStamps;
}

/** What is planned, and from which files beside the two. */
interface ReadChain {
  readonly chain: RoleChain;
  readonly stamps: FileStamps;
}

function readChain(profile: string, { system, debug, warn }: Context): ReadChain {
  const files = loadConfigFiles(system);
  for (const file of files.files)
    debug(existsSync(file) ? `read ${file}` : `${file} does not exist`);
  for (const warning of files.warnings) debug(describeWarning(warning));
  debug(`profile '${profile}'`);
  const stamps = new Map<string, string>();
  const readText = (path: string) => {
    if (!stamps.has(path)) stamps.set(path, fileStamp(path));
    return readTextFile(path);
  };
  const chain = roleChain(files, profile, { ...system, readText });
  for (const warning of chain.warnings)
    (changesOutcome(warning) ? warn : debug)(describeWarning(warning));
  return { chain, stamps };
}

/**
 * The credentials of a profile, from the cache or anew.
 *
 * @throws ConfigError, InterruptedError, MfaError, RecursionError, SessionError, SourceError, StsError, UsageError
 */
export async function getCredentials(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<ResolvedCredentials> {
  return recordFailure(profile, options, context, () => obtained(profile, options, context));
}

async function obtained(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<ResolvedCredentials> {
  const planned = readChain(profile, context);
  const chain = applyFlags(planned.chain, options);
  const serials = sessionPath(chain, context.system.machine).steps.flatMap(
    ({ mfa }) => mfa?.serial ?? [],
  );
  assertNoRecursion(context.system.env, profile, serials);
  const { stamps } = planned;
  return interruptible(context.system, async (interrupted) => ({
    ...(await obtain(chain, options, { ...context, interrupted })),
    stamps,
  }));
}

async function obtain(
  chain: RoleChain,
  options: CredentialOptions,
  context: InterruptibleContext,
): Promise<Omit<ResolvedCredentials, 'stamps'>> {
  const path = sessionPath(chain, context.system.machine);
  for (const line of describeChain(path)) context.debug(line);
  context.debug(
    `cache: ${options.cache ? describeCache(context) : 'nothing is read or kept (--no-cache)'}`,
  );
  if (chain.mfaSession !== undefined) context.debug(describeWay(path));
  const last = path.steps.at(-1);
  if (last === undefined) {
    const credentials = await baseCredentials(chain.base, { ...context.system, ...context });
    return { chain, credentials, accountId: credentials.accountId, session: undefined };
  }
  const wish = {
    minTtl: options.minTtl * 1000,
    notBefore: options.refresh ? context.system.startedAt : 0,
  };
  const deps = await createSessionDeps(chain, options, context);
  const session = await getSession(path, wish, deps).catch((error) => {
    throw options.cache ? withCacheNamed(error, context.cache) : error;
  });
  const { credentials } = session;
  return { chain, credentials, accountId: credentials.accountId ?? accountOf(last), session };
}

/** Where sessions cannot be kept, each caller needs a code of its own, and most of them come too late for it. */
function withCacheNamed(error: unknown, cache: Cache): unknown {
  const isLate = isTooLate(error);
  const isForWantOfCode =
    isLate || (error instanceof MfaError && error.details.kind === 'spent-code');
  const problem = isForWantOfCode ? cacheProblem(cache, [SESSIONS]) : undefined;
  if (problem === undefined) return error;
  return new CommandError(withCacheAdvice(describeError(error, []), problem), isLate);
}

function isTooLate(error: unknown): boolean {
  if (error instanceof SessionError) return error.details.kind === 'lock-timeout';
  const fact = error instanceof MfaError ? error.details : undefined;
  return fact?.kind === 'timed-out' && fact.waitingFor === 'device';
}

function describeCache({ cache }: Context): string {
  const problem = cacheProblem(cache);
  const place = cache ?? 'none';
  return problem === undefined
    ? place
    : `${place}: ${describeFolderProblem(problem.path, problem.code)}`;
}

/** A device belongs to the account of its user; a hardware one does not say which that is. */
function accountOf(step: SessionStep): string | undefined {
  switch (step.kind) {
    case 'role':
    case 'web-identity':
      return step.role.accountId;
    case 'mfa-session':
      return /^arn:[^:]+:iam::(\d{12}):/.exec(step.mfa.serial)?.[1];
    case 'source':
      return step.base.kind === 'sso' ? step.base.accountId : undefined;
  }
}

/** Which way a profile with an `mfa_session` takes, and why. */
function describeWay({ profile, steps: [first] }: SessionPath): string {
  return first?.kind === 'mfa-session'
    ? `${profile}: behind an MFA session, which one code opens for every role of the device`
    : `${profile}: not behind its MFA session, because it lasts more than the hour that such a role may`;
}

type Overrides = Pick<CredentialOptions, 'duration' | 'sessionName'>;

/**
 * The chain with `--duration` and `--session-name` in its last session; what is before it stays shared.
 *
 * @throws UsageError for a duration that STS would refuse
 */
function applyFlags(chain: RoleChain, overrides: Overrides): RoleChain {
  const last = chain.steps.at(-1);
  if (last !== undefined) {
    if (last.isChained) checkChained(chain.profile, overrides);
    return {
      ...chain,
      steps: [...chain.steps.slice(0, -1), { ...last, ...given(last, overrides) }],
    };
  }
  const { base, mfaSession } = chain;
  if (base.kind === 'web-identity')
    return { ...chain, base: { ...base, ...given(base, overrides) } };
  if (mfaSession === undefined) return chain;
  const durationSeconds = overrides.duration ?? mfaSession.durationSeconds;
  return { ...chain, mfaSession: { ...mfaSession, durationSeconds } };
}

function checkChained(profile: string, { duration = 0 }: Overrides): void {
  if (duration <= MAX_CHAINED_SECONDS) return;
  throw new UsageError(
    `--duration: profile '${profile}' is a role behind another session, and lasts an hour at most`,
  );
}

/** The parameters of a session as they are, but for what is given on the command line. */
function given(
  call: { readonly durationSeconds: number | undefined; readonly sessionName: string | undefined },
  { duration, sessionName }: Overrides,
) {
  return {
    durationSeconds: duration ?? call.durationSeconds,
    sessionName: sessionName ?? call.sessionName,
  };
}

// Leaves word of why a profile gave no credentials, for `status` and `doctor`: some SDKs do not show it.

/** Does the work for a profile; its failure is kept, and a success removes the one that was. */
async function recordFailure<T>(
  profile: string,
  { cache: isKept }: CredentialOptions,
  { cache, system, debug }: Context,
  work: () => Promise<T>,
): Promise<T> {
  const store = privateStore(cache, OUTCOMES, FAILURE_KEPT);
  const unlessDiskFails = (change: () => void) => {
    try {
      if (isKept) change();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      debug(`the last failure is not kept (${error.message})`);
    }
  };
  try {
    const done = await work();
    unlessDiskFails(() => deleteFailure(store, profile));
    return done;
  } catch (error) {
    if (isWorthKnowing(error)) {
      const failure = { profile, ...whenAndWho(error, system.now()), ...whatAndWhy(error) };
      unlessDiskFails(() => storeFailure(store, failure));
    }
    throw error;
  }
}

/** A person knows what they typed wrong or stopped; what is wrong with the files is there to be seen. */
function isWorthKnowing(error: unknown): boolean {
  if (error instanceof ConfigError) return error.details.kind === 'invalid-environment';
  return !(error instanceof InterruptedError || error instanceof UsageError);
}

function whenAndWho(error: unknown, now: number) {
  if (!(error instanceof RepeatedFailure)) return { at: now, pid: process.pid };
  return { at: now - error.secondsAgo * 1000, pid: error.pid };
}

function whatAndWhy(error: unknown) {
  const { exitCode, message, hint } = describeError(error, []);
  return { exitCode, message, hint };
}

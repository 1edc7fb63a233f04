/** The use case: from a profile's name to its credentials. Reads the config, then passes the chain to `session/`. */

import { existsSync } from 'node:fs';
import { type Context, type InterruptibleContext, interruptible } from '../cli/context.ts';
import { CommandError, InterruptedError, NotConfirmedError, UsageError } from '../cli/errors.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { describeError } from '../cli/report-error.ts';
import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, loadConfigFiles, readTextFile } from '../config/files.ts';
import { withTypedRole } from '../config/find-profile.ts';
import { type RoleChain, type SamlSource, strictestCache } from '../config/plan.ts';
import { roleChain } from '../config/planning.ts';
import type { Credentials } from '../credentials.ts';
import { type FileStamps, fileStamp } from '../fast-path/fingerprint.ts';
import { OUTCOMES, SESSIONS } from '../fast-path/paths.ts';
import { describeFolderProblem, withCacheAdvice } from '../messages/files.ts';
import { changesOutcome, describeWarning } from '../messages/warnings.ts';
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
import { assertNoRecursion } from '../terminal/secret-command.ts';
import { accountOfArn, MAX_CHAINED_SECONDS } from '../util/aws-limits.ts';
import { createSessionDeps, createSourceDeps } from './session-deps.ts';

/** The credentials of a profile, and where they come from. */
export interface ResolvedCredentials {
  readonly chain: RoleChain;
  readonly credentials: Credentials;
  /** Some credential sources do not give it. */
  readonly accountId: string | undefined;
  /** `undefined` for credentials that a source gives without a session. */
  readonly session: CachedSession | undefined;
  /** The step that gave the session. */
  readonly step: SessionStep | undefined;
  /** The stamps of the files that the profile names, taken before they were read. */
  readonly stamps: FileStamps;
  /** Whether the config has something that its user was warned of. */
  readonly hasWarnings: boolean;
}

/** The chain of a profile, and the stamps of the files that it was read from besides the two config files. */
type ReadChain = Pick<ResolvedCredentials, 'chain' | 'stamps' | 'hasWarnings'>;

/** With the two config files, as they were read. */
type ReadFiles = ReadChain & { readonly files: ConfigFiles };

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
    const { chain, files, ...rest } = readChain(profile, options, context);
    const read = { ...rest, chain: await withSettingsBehind(chain, files, context) };
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

/** The chain of a profile with the flags of this run. */
function readChain(profile: string, options: CredentialOptions, context: Context): ReadFiles {
  const { system, debug, warn } = context;
  const files = withTypedRole(loadConfigFiles(system), profile, options.source);
  for (const file of files.files)
    debug(existsSync(file) ? `read ${file}` : `${file} does not exist`);
  for (const warning of files.warnings) debug(describeWarning(warning));
  debug(
    `profile '${profile}'${options.source === undefined ? '' : ` with source '${options.source}'`}`,
  );
  const stamps = new Map<string, string>();
  const readText = (path: string) => {
    if (!stamps.has(path)) stamps.set(path, fileStamp(path));
    return readTextFile(path);
  };
  const configured = roleChain(files, profile, { ...system, readText });
  for (const warning of configured.warnings)
    (changesOutcome(warning) ? warn : debug)(describeWarning(warning));
  const chain = applyFlags(configured, options);
  const { steps } = sessionPath(chain, system.machine);
  const serials = steps.flatMap(({ mfa }) => mfa?.serial ?? []);
  assertNoRecursion(system.env, profile, serials);
  return { chain, files, stamps, hasWarnings: configured.warnings.some(changesOutcome) };
}

/** The most profiles that ask swrole for each other; a loop is an error elsewhere. */
const MAX_DELEGATES = 8;

/**
 * `confirm` and `swrole_cache` count too for a profile that gets its credentials from such a profile, by swrole as its
 * `credential_process`: they are the same credentials.
 */
async function withSettingsBehind(
  chain: RoleChain,
  files: ConfigFiles,
  context: Context,
  depth = 0,
): Promise<RoleChain> {
  const isStrictest = chain.confirm && chain.cache?.use === 'none';
  if (isStrictest || chain.source.kind !== 'process' || depth > MAX_DELEGATES) return chain;
  const { swroleBehind, swroleSource } = await import('../doctor/facts/command-lines.ts');
  // A role of the command line has the settings of its source, but for `confirm`.
  const [name, source] = [swroleBehind(chain.source), swroleSource(chain.source)];
  const other = name ?? source;
  if (other === undefined) return chain;
  const { system } = context;
  try {
    const behind = roleChain(files, other, { ...system, readText: readTextFile });
    const { confirm, cache } = await withSettingsBehind(behind, files, context, depth + 1);
    return {
      ...chain,
      confirm: chain.confirm || (name === undefined ? undefined : confirm),
      cache: strictestCache(chain.cache, cache),
    };
  } catch {
    return chain; // the other swrole says what is wrong
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

type Overrides = Pick<CredentialOptions, 'duration' | 'sessionName'>;

/**
 * The chain with `--duration` and `--session-name` in its last session. The sessions before it stay shared.
 *
 * @throws UsageError for a duration that STS would refuse
 */
function applyFlags(chain: RoleChain, overrides: Overrides): RoleChain {
  const last = chain.steps.at(-1);
  if (last !== undefined) {
    if (last.isChained) assertChainedDuration(chain.profile, overrides);
    return {
      ...chain,
      steps: [...chain.steps.slice(0, -1), { ...last, ...overridden(last, overrides) }],
    };
  }
  const { source, mfaSession } = chain;
  if (source.kind === 'web-identity')
    return { ...chain, source: { ...source, ...overridden(source, overrides) } };
  if (source.kind === 'saml') return { ...chain, source: overriddenSaml(source, overrides) };
  if (mfaSession === undefined) return chain;
  const durationSeconds = overrides.duration ?? mfaSession.durationSeconds;
  return { ...chain, mfaSession: { ...mfaSession, durationSeconds } };
}

function assertChainedDuration(profile: string, { duration = 0 }: Overrides): void {
  if (duration <= MAX_CHAINED_SECONDS) return;
  throw new UsageError(
    `--duration: profile '${profile}' is a role behind another session, and lasts an hour at most`,
  );
}

/** @throws UsageError for a session name, which only the assertion can give */
function overriddenSaml(source: SamlSource, { duration, sessionName }: Overrides): SamlSource {
  if (sessionName !== undefined)
    throw new UsageError(
      `--session-name: profile '${source.profile}' gets the name of its session from its SAML assertion`,
    );
  return { ...source, durationSeconds: duration ?? source.durationSeconds };
}

/** The parameters of a session; a flag overrides the configured value. */
function overridden(
  call: { readonly durationSeconds: number | undefined; readonly sessionName: string | undefined },
  { duration, sessionName }: Overrides,
) {
  return {
    durationSeconds: duration ?? call.durationSeconds,
    sessionName: sessionName ?? call.sessionName,
  };
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

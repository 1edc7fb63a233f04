/** From a profile's name to its credentials: reads the config, then hands the chain to `session/`. */
import { existsSync } from 'node:fs';
import { loadConfigFiles, readTextFile } from '../config/read-config-files.ts';
import { type RoleChain, roleChain } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { cacheProblem } from '../storage/cache-problem.ts';
import type { Cache } from '../storage/private-store.ts';
import { type FileStamps, fileStamp } from '../fast-path/fingerprint.ts';
import { MfaError } from '../mfa/errors.ts';
import { refuseRecursion } from '../process/recursion.ts';
import type { CachedSession } from '../session/cached-session.ts';
import { obtainSession } from '../session/get-session.ts';
import { SessionError } from '../session/session-error.ts';
import { type SessionPath, type SessionStep, sessionPath } from '../session/steps.ts';
import { SESSIONS } from '../session/inventory.ts';
import { baseCredentials } from '../providers/index.ts';
import { diskReason, withCacheAdvice } from '../words/disk.ts';
import { changesOutcome, warningWords } from '../messages/warnings.ts';
import { chainWords } from './describe-chain.ts';
import { interruptible } from '../cli/interruptible.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { withFailureNoted } from '../cli/note-failure.ts';
import { withOverrides } from '../cli/overrides.ts';
import { errorWords } from '../cli/report-error.ts';
import { sessionDoors } from './session-deps.ts';
import { ToldError } from '../cli/told-error.ts';
import type { InterruptibleWorld, World } from '../cli/context.ts';

/** What a profile gave. */
export interface Obtained {
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

function readChain(profile: string, { system, debug, warn }: World): ReadChain {
  const files = loadConfigFiles(system);
  for (const file of files.files)
    debug(existsSync(file) ? `read ${file}` : `${file} does not exist`);
  for (const warning of files.warnings) debug(warningWords(warning));
  debug(`profile '${profile}'`);
  const stamps = new Map<string, string>();
  const readText = (path: string) => {
    if (!stamps.has(path)) stamps.set(path, fileStamp(path));
    return readTextFile(path);
  };
  const chain = roleChain(files, profile, { ...system, readText });
  for (const warning of chain.warnings)
    (changesOutcome(warning) ? warn : debug)(warningWords(warning));
  return { chain, stamps };
}

/**
 * The credentials of a profile, from the cache or anew.
 *
 * @throws ConfigError, InterruptedError, MfaError, RecursionError, SessionError, SourceError, StsError, UsageError
 */
export async function obtainCredentials(
  profile: string,
  options: CredentialOptions,
  world: World,
): Promise<Obtained> {
  return withFailureNoted(profile, options, world, () => obtained(profile, options, world));
}

async function obtained(
  profile: string,
  options: CredentialOptions,
  world: World,
): Promise<Obtained> {
  const planned = readChain(profile, world);
  const chain = withOverrides(planned.chain, options);
  const serials = sessionPath(chain, world.system.machine).steps.flatMap(
    ({ mfa }) => mfa?.serial ?? [],
  );
  refuseRecursion(world.system.env, profile, serials);
  const { stamps } = planned;
  return interruptible(world.system, async (interrupted) => ({
    ...(await obtain(chain, options, { ...world, interrupted })),
    stamps,
  }));
}

async function obtain(
  chain: RoleChain,
  options: CredentialOptions,
  world: InterruptibleWorld,
): Promise<Omit<Obtained, 'stamps'>> {
  const path = sessionPath(chain, world.system.machine);
  for (const line of chainWords(path)) world.debug(line);
  world.debug(
    `cache: ${options.cache ? cacheWords(world) : 'nothing is read or kept (--no-cache)'}`,
  );
  if (chain.mfaSession !== undefined) world.debug(wayWords(path));
  const last = path.steps.at(-1);
  if (last === undefined) {
    const credentials = await baseCredentials(chain.base, { ...world.system, ...world });
    return { chain, credentials, accountId: credentials.accountId, session: undefined };
  }
  const wish = {
    minTtl: options.minTtl * 1000,
    notBefore: options.refresh ? world.system.startedAt : 0,
  };
  const doors = await sessionDoors(chain, options, world);
  const session = await obtainSession(path, wish, doors).catch((error) => {
    throw options.cache ? withCacheNamed(error, world.cache) : error;
  });
  const { credentials } = session;
  return { chain, credentials, accountId: credentials.accountId ?? accountOf(last), session };
}

/** Where sessions cannot be kept, each caller needs a code of its own, and most of them come too late for it. */
function withCacheNamed(error: unknown, cache: Cache): unknown {
  const isLate = isTooLate(error);
  const isForWantOfCode = isLate || (error instanceof MfaError && error.fact.kind === 'spent-code');
  const problem = isForWantOfCode ? cacheProblem(cache, [SESSIONS]) : undefined;
  if (problem === undefined) return error;
  return new ToldError(withCacheAdvice(errorWords(error, []), problem), isLate);
}

function isTooLate(error: unknown): boolean {
  if (error instanceof SessionError) return error.fact.kind === 'lock-timeout';
  const fact = error instanceof MfaError ? error.fact : undefined;
  return fact?.kind === 'timed-out' && fact.waitingFor === 'device';
}

function cacheWords({ cache }: World): string {
  const problem = cacheProblem(cache);
  const place = cache ?? 'none';
  return problem === undefined ? place : `${place}: ${diskReason(problem.path, problem.code)}`;
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
function wayWords({ profile, steps: [first] }: SessionPath): string {
  return first?.kind === 'mfa-session'
    ? `${profile}: behind an MFA session, which one code opens for every role of the device`
    : `${profile}: not behind its MFA session, because it lasts more than the hour that such a role may`;
}

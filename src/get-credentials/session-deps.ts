/** Connects the flow of `session/` with the disk, STS, the sources and the person. */
import type { RoleChain } from '../config/plan.ts';
import { lockHolder, tryLock } from '../storage/lock.ts';
import { noPrivateStore, type PrivateStore, privateStore } from '../storage/private-store.ts';
import { decodedProfile } from '../profile-text.ts';
import { FAILURE_KEPT } from '../session/last-failure.ts';
import { shortKey } from '../session/lock-wait.ts';
import type { SessionDoors } from '../session/get-session.ts';
import { type OnDoubt, sessionStore } from '../session/session-store.ts';
import { OUTCOMES, SESSIONS } from '../session/inventory.ts';
import { baseCredentials } from '../providers/index.ts';
import { readToken } from '../sources/read-token.ts';
import type { SignedRequest } from '../sts/send.ts';
import type { Sts } from '../sts/client.ts';
import { StsError } from '../sts/errors.ts';
import type { Environment } from '../system.ts';
import { callWarningWords } from '../messages/warnings.ts';
import { circumstancesOf } from './circumstances.ts';
import { codeDoors } from '../cli/code-doors.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import type { InterruptibleWorld, World } from '../cli/context.ts';

/** STS allows `[\w+=,.@-]`, 2 to 64 of them; whoever reads CloudTrail wants to know who it was. */
function defaultSessionName(user: string): string {
  return `swrole-${user.replace(/[^\w+=,.@-]/g, '-')}`.slice(0, 64);
}

/** No session lasts longer than this many milliseconds: GetSessionToken gives 36 h at most. */
const SESSION_KEPT = 36 * 60 * 60 * 1000;

/** A folder of swrole's directory, or with `--no-cache` one that holds nothing. */
function folder(
  name: string,
  keepFor: number,
  { cache }: CredentialOptions,
  world: World,
): PrivateStore {
  return cache ? privateStore(world.cache, name, keepFor) : noPrivateStore;
}

/** What is stored is looked at more than once in a run. */
function doubtOnce(debug: World['debug']): OnDoubt {
  const told = new Set<string>();
  return (key) => {
    if (!told.has(key))
      debug(`session ${shortKey(key)}: what is stored is damaged, or of another role or time`);
    told.add(key);
  };
}

/** STS, whose refusal of keys in the environment says for which profile swrole put them there: SWROLE_PROFILE names it. */
function namingKeys(sts: Sts, { base }: RoleChain, env: Environment): Sts {
  if (base.kind !== 'environment' || !env.SWROLE_PROFILE) return sts;
  const { accessKeyId, sessionToken } = base.credentials;
  if (sessionToken === undefined) return sts;
  const keysOf = decodedProfile(env.SWROLE_PROFILE);
  const named = async <T>({ source }: SignedRequest, call: Promise<T>): Promise<T> =>
    call.catch((error) => {
      const isTheirs = error instanceof StsError && source.accessKeyId === accessKeyId;
      throw isTheirs ? new StsError({ ...error.fact, keysOf }) : error;
    });
  return {
    ...sts,
    assumeRole: (request) => named(request, sts.assumeRole(request)),
    getSessionToken: (request) => named(request, sts.getSessionToken(request)),
  };
}

/** The doors of one run: what the flow reads, waits for and calls. Reads stdin for `-t -`. */
export async function sessionDoors(
  chain: RoleChain,
  options: CredentialOptions,
  world: InterruptibleWorld,
): Promise<SessionDoors> {
  const { system, sts, deadline, interrupted, debug, waiting } = world;
  return {
    ...(await codeDoors(chain, options, world)),
    now: system.now,
    sleep: system.sleep,
    store: sessionStore(
      folder(SESSIONS, SESSION_KEPT, options, world),
      (error) => {
        if (world.mustKeep) throw error;
        debug(`the session is not kept (${error.message})`);
      },
      doubtOnce(debug),
    ),
    tryLock: (key) => tryLock(world.cache, key, world.runtime),
    lockHolder: (key) => lockHolder(world.cache, key, world.runtime),
    circumstances: circumstancesOf(chain, options.prompt, system),
    outcomes: folder(OUTCOMES, FAILURE_KEPT, options, world),
    startedAt: system.startedAt,
    sts: namingKeys(sts, chain, system.env),
    baseCredentials: (base) => baseCredentials(base, { ...system, ...world }),
    webIdentityToken: (profile, file) =>
      readToken(profile, file, { now: system.now, deadline, interrupted }),
    defaultSessionName: defaultSessionName(system.user),
    deadline,
    interrupted,
    debug,
    waiting,
    warn: (warning) => world.warn(callWarningWords(warning)),
  };
}

/** Connects the flow of `session/` with the disk, STS, the sources and the person. */

import type { InterruptibleWorld, World } from '../cli/context.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import type { RoleChain } from '../config/plan.ts';
import { callWarningWords } from '../messages/warnings.ts';
import { type CodeSources, type MfaCall, useCode } from '../mfa/get-code.ts';
import { promptSetting } from '../mfa/question.ts';
import { readToken } from '../providers/errors.ts';
import { baseCredentials } from '../providers/index.ts';
import { type OnDoubt, sessionStore } from '../session/cached-session.ts';
import type { SessionDoors } from '../session/get-session.ts';
import { OUTCOMES, SESSIONS } from '../session/inventory.ts';
import { FAILURE_KEPT } from '../session/last-failure.ts';
import { shortKey } from '../session/shared-attempt.ts';
import type { SessionStep } from '../session/steps.ts';
import { refuseUnusable } from '../storage/cache-problem.ts';
import { lockHolder, tryLock } from '../storage/lock.ts';
import { noPrivateStore, type PrivateStore, privateStore } from '../storage/private-store.ts';
import type { Sts } from '../sts/client.ts';
import { StsError } from '../sts/errors.ts';
import type { SignedRequest } from '../sts/send.ts';
import type { Environment } from '../system.ts';
import { canAskHere, type NoTerminal, openTerminal, type Terminal } from '../terminal/tty.ts';
import { decodedProfile } from '../util/text.ts';
import { circumstancesOf } from './circumstances.ts';

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

// How one run gets a code: from `-t`, a command or a person, and whether it takes a person at all.

/** The doors of `session/` that have to do with codes. */
type CodeDoors = Pick<SessionDoors, 'triesAnew' | 'hasTerminal' | 'withCode' | 'needsNobody'>;

/** The doors of one run. Reads stdin for `-t -`. */
async function codeDoors(
  chain: RoleChain,
  options: CredentialOptions,
  world: InterruptibleWorld,
): Promise<CodeDoors> {
  const sources = await codeSources(options, world);
  return {
    triesAnew: sources.given !== undefined,
    hasTerminal: () => hasTerminal(options, world),
    withCode: withCode(chain, sources, world),
    needsNobody: (step) => needsNobody(step, sources),
  };
}

async function codeSources(
  { token, prompt }: CredentialOptions,
  { system }: World,
): Promise<CodeSources> {
  return { given: token === '-' ? await system.readStdin() : token, mayAsk: prompt };
}

function verdict(error: unknown): ReturnType<MfaCall<never>['verdict']> {
  if (!(error instanceof StsError)) return 'other';
  if (error.fact.failure === 'mfa-refused') return 'refused';
  return error.fact.sent ? 'other' : 'not-sent';
}

function withCode(
  chain: RoleChain,
  sources: CodeSources,
  world: InterruptibleWorld,
): SessionDoors['withCode'] {
  const doors = { ...world.system, ...world, openTerminal: () => openAlone(world) };
  return async (step, call) => {
    if (step.mfa === undefined) return call(undefined);
    if (world.mustKeep) refuseUnusable(world.cache);
    const role = step.kind === 'role' ? step.role : undefined;
    const { profile, base, mfaSession } = chain;
    const sessionProfile = mfaSession === undefined ? base.profile : undefined;
    const question = { profile, role, mfa: step.mfa, sessionProfile };
    return useCode(question, sources, doors, { send: call, verdict });
  };
}

/** The terminal, with nothing else of ours on it until it is closed. */
async function openAlone({ system, standAside }: World): Promise<Terminal | NoTerminal> {
  const terminal = await openTerminal(system.platform);
  if (typeof terminal === 'string') return terminal;
  const comeBack = standAside();
  const close = () => {
    terminal.close();
    comeBack();
  };
  return { ...terminal, close };
}

function needsNobody({ mfa }: SessionStep, { given }: CodeSources): boolean {
  return mfa === undefined || mfa.generateToken !== undefined || given !== undefined;
}

/** Whether a person can be asked on a terminal. */
async function hasTerminal({ prompt }: CredentialOptions, { system }: World): Promise<boolean> {
  return promptSetting(prompt, system.env).terminal && (await canAskHere(system.platform));
}

/** Connects the flow of `session/` with the disk, STS, the sources and the person. */
import type { RoleChain } from '../config/role-chain.ts';
import { lockHolder, tryLock } from '../disk/kernel-lock.ts';
import { noPrivateStore, type PrivateStore, privateStore } from '../disk/private-store.ts';
import { promptSetting } from '../mfa/prompt-setting.ts';
import { type NoTerminal, openTerminal, type Terminal } from '../mfa/terminal.ts';
import { type CodeSources, type MfaCall, useCode } from '../mfa/use-code.ts';
import { shortKey } from '../session/lock-wait.ts';
import type { SessionDoors } from '../session/obtain-session.ts';
import type { SessionStep } from '../session/session-step.ts';
import { type OnDoubt, sessionStore } from '../session/session-store.ts';
import { baseCredentials } from '../sources/base-credentials.ts';
import { readToken } from '../sources/read-token.ts';
import { StsError } from '../sts/sts-error.ts';
import { callWarningWords } from '../words/warning.ts';
import type { CredentialOptions } from './invocation.ts';
import type { InterruptibleWorld, World } from './world.ts';

/** STS allows `[\w+=,.@-]`, 2 to 64 of them; whoever reads CloudTrail wants to know who it was. */
function defaultSessionName(user: string): string {
  return `swrole-${user.replace(/[^\w+=,.@-]/g, '-')}`.slice(0, 64);
}

/** No session lasts longer than this many milliseconds: GetSessionToken gives 36 h at most. */
const SESSION_KEPT = 36 * 60 * 60 * 1000;
/** After this many milliseconds no failure stands for anybody. */
const OUTCOME_KEPT = 10 * 60 * 1000;

/** A folder of swrole's directory, or with `--no-cache` one that holds nothing. */
function folder(
  name: string,
  keepFor: number,
  { cache }: CredentialOptions,
  world: World,
): PrivateStore {
  return cache ? privateStore(world.cache, name, keepFor) : noPrivateStore;
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
  const { env, home, platform, now, sleep } = world.system;
  const { cache, deadline, interrupted, debug, waiting } = world;
  const doors = {
    env,
    home,
    platform,
    now,
    sleep,
    cache,
    deadline,
    interrupted,
    debug,
    waiting,
    openTerminal: () => openAlone(world),
  };
  return async (step, call) => {
    if (step.mfa === undefined) return call(undefined);
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

/** What is stored is looked at more than once in a run. */
function doubtOnce(debug: World['debug']): OnDoubt {
  const told = new Set<string>();
  return (key) => {
    if (!told.has(key))
      debug(`session ${shortKey(key)}: what is stored is damaged, or of another role or time`);
    told.add(key);
  };
}

/** Whether a person can be asked on a terminal. */
async function hasTerminal({ prompt }: CredentialOptions, { system }: World): Promise<boolean> {
  if (!promptSetting(prompt, system.env).terminal) return false;
  const terminal = await openTerminal(system.platform);
  if (typeof terminal === 'string') return false;
  terminal.close();
  return true;
}

/** The doors of one run: what the flow reads, waits for and calls. Reads stdin for `-t -`. */
export async function sessionDoors(
  chain: RoleChain,
  options: CredentialOptions,
  world: InterruptibleWorld,
): Promise<SessionDoors> {
  const { system, sts, deadline, interrupted, debug, waiting } = world;
  const sources = await codeSources(options, world);
  return {
    now: system.now,
    sleep: system.sleep,
    store: sessionStore(
      folder('sessions', SESSION_KEPT, options, world),
      (error) => debug(`the session is not kept (${error.message})`),
      doubtOnce(debug),
    ),
    tryLock: (key) => tryLock(world.cache, key),
    lockHolder: (key) => lockHolder(world.cache, key),
    outcomes: folder('outcomes', OUTCOME_KEPT, options, world),
    startedAt: system.startedAt,
    triesAnew: sources.given !== undefined,
    hasTerminal: () => hasTerminal(options, world),
    sts,
    baseCredentials: (base) => baseCredentials(base, { ...system, ...world }),
    // A JSON web token: ASCII by its form.
    webIdentityToken: async (profile, file) => readToken(profile, file, 'ascii'),
    withCode: withCode(chain, sources, world),
    needsNobody: (step) => needsNobody(step, sources),
    defaultSessionName: defaultSessionName(system.user),
    deadline,
    interrupted,
    debug,
    waiting,
    warn: (warning) => world.warn(callWarningWords(warning)),
  };
}

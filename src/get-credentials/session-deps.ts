/** Connects the flow of `session/` with the disk, STS, the credential sources and the MFA prompt. */

import type { Context, InterruptibleContext } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type { CredentialOptions } from '../cli/invocation.ts';
import { loadConfigFiles, readTextFile } from '../config/files.ts';
import { cacheKeys } from '../config/keys.ts';
import type { CacheSetting, RoleChain } from '../config/plan.ts';
import { OUTCOMES, SESSIONS } from '../fast-path/paths.ts';
import { describeKeychainError } from '../messages/files.ts';
import { formatLocation } from '../messages/message.ts';
import { describeCallWarning } from '../messages/warnings.ts';
import { type CodeSources, type MfaCall, withMfaCode } from '../mfa/get-code.ts';
import { promptSetting } from '../mfa/question.ts';
import type { SourceDeps } from '../providers/errors.ts';
import { sourceCredentials } from '../providers/index.ts';
import type { AwsCliCache } from '../session/aws-cli-cache.ts';
import { type OnRejected, sessionStore } from '../session/cached-session.ts';
import type { SessionDeps } from '../session/get-session.ts';
import { FAILURE_LIFETIME } from '../session/inventory.ts';
import { shortKey } from '../session/shared-attempt.ts';
import { roleWithDevice, type SessionPath, type SessionStep } from '../session/steps.ts';
import { lockHolder, tryLock } from '../storage/lock.ts';
import {
  assertUsable,
  nullStore,
  type OnIgnored,
  type PrivateStore,
  privateStore,
} from '../storage/private-store.ts';
import type { StsClient } from '../sts/client.ts';
import { StsError } from '../sts/errors.ts';
import type { SignedRequest } from '../sts/send.ts';
import type { Environment } from '../system.ts';
import { type NoTerminal, openTerminal, type Terminal } from '../terminal/tty.ts';
import { LONGEST_SESSION, SESSION_NAME } from '../util/aws-limits.ts';
import { decodedProfile } from '../util/text.ts';
import { circumstancesOf } from './circumstances.ts';

/** The dependencies of `session/` for one run. Reads stdin for `-t -`. */
export async function createSessionDeps(
  chain: RoleChain,
  options: CredentialOptions,
  context: InterruptibleContext,
): Promise<SessionDeps> {
  const { system, loadSts, deadline, interrupted, debug, showProgress } = context;
  const sourceDeps = createSourceDeps(chain, context);
  return {
    ...(await createCodeDeps(chain, options, context)),
    now: system.now,
    sleep: system.sleep,
    store: sessionStore(
      await openSessions(chain, options, context),
      (error) => {
        if (context.mustKeep) throw error;
        debug(`the session is not kept (${error.message})`);
      },
      logRejectedOnce(debug),
    ),
    awsCliCache: awsCliCache(options.cache && chain.cache === undefined, context),
    tryLock: (key) => tryLock(context.cache, key, context.runtime),
    lockHolder: (key) => lockHolder(context.cache, key, context.runtime),
    circumstances: circumstancesOf(
      chain,
      options.prompt,
      system,
      () => openFree(context),
      context.host,
    ),
    outcomes: openStore(OUTCOMES, FAILURE_LIFETIME, options, context),
    startedAt: system.startedAt,
    loadSts: async () => withProfileOfKeys(await loadSts(), chain, system.env),
    sourceCredentials: (source) => sourceCredentials(source, sourceDeps),
    webIdentityToken: async ({ profile, token }) =>
      (await import('../providers/federation.ts')).tokenText(profile, token, sourceDeps),
    samlAssertion: async (source) =>
      (await import('../providers/federation.ts')).samlAssertion(source, sourceDeps),
    defaultSessionName: defaultSessionName(system.user),
    deadline,
    interrupted,
    debug,
    showProgress,
    warn: (warning) => context.warn(describeCallWarning(warning)),
  };
}

/** What the credential source of a chain needs. */
export function createSourceDeps(
  { profile }: RoleChain,
  context: InterruptibleContext,
): SourceDeps {
  const openTerminal = () => openForPrompt(context);
  return { ...context.system, ...context, waiting: [profile], openTerminal };
}

/** Names the user, for readers of CloudTrail. */
function defaultSessionName(user: string): string {
  return `swrole-${user.replace(SESSION_NAME.others, '-')}`.slice(0, SESSION_NAME.max);
}

/**
 * Where the sessions of a chain are: private files, unless `swrole_cache` of one of its profiles wants them encrypted, or nowhere.
 *
 * @throws CommandError if the keychain cannot be used: before a code is asked for, and without another place for the sessions
 */
async function openSessions(
  { cache: setting }: RoleChain,
  options: CredentialOptions,
  context: InterruptibleContext,
): Promise<PrivateStore> {
  if (setting?.use === 'none' && context.mustKeep) throw nothingToKeep(setting);
  if (!options.cache || setting?.use === 'none') return nullStore;
  if (setting === undefined) return openStore(SESSIONS, LONGEST_SESSION, options, context);
  const { openEncryptedSessions } = await import('../session/encrypted-sessions.ts');
  const { KeychainError } = await import('../storage/keychain.ts');
  const { system } = context;
  try {
    return await openEncryptedSessions({ ...system, ...context });
  } catch (error) {
    if (!(error instanceof KeychainError)) throw error;
    const place = describeSetting(setting);
    throw new CommandError(describeKeychainError(error.details, system.platform, place));
  }
}

/** `/home/ada/.aws/config:7: swrole_cache = keychain of profile 'a'`. */
const describeSetting = ({ use, profile, at }: CacheSetting) =>
  `${formatLocation(at)}: ${cacheKeys.swroleCache} = ${use} of profile '${profile}'`;

function nothingToKeep(setting: CacheSetting): CommandError {
  return new CommandError({
    exitCode: 3,
    message: `${describeSetting(setting)}: sessions are never kept, so there is nothing to log in to`,
    hint: 'each use asks for credentials; keychain instead of none keeps them, encrypted',
  });
}

/** A folder of swrole's directory; with `--no-cache` a store that is always empty. */
function openStore(
  name: string,
  lifetime: number,
  { cache }: CredentialOptions,
  context: Context,
): PrivateStore {
  if (!cache) return nullStore;
  return privateStore(context.cache, name, lifetime, logIgnoredOnce(context.debug));
}

/** The AWS CLI's cache; most sessions need none of its code. A run asks twice for one session: before and after the call. */
function awsCliCache(cache: boolean, { system, debug }: Context): SessionDeps['awsCliCache'] {
  const opened = new Map<number, Promise<AwsCliCache | undefined>>();
  const open = async (path: SessionPath, depth: number) => {
    const { openAwsCliCache } = await import('../session/aws-cli-cache.ts');
    const loadFiles = () => loadConfigFiles(system);
    return openAwsCliCache(path, depth, { ...system, readText: readTextFile, loadFiles, debug });
  };
  return async (path, depth) => {
    const step = cache ? roleWithDevice(path, depth) : undefined;
    if (step === undefined || step.awsCliCache === 'off') return undefined;
    const known = opened.get(depth) ?? open(path, depth);
    opened.set(depth, known);
    return known;
  };
}

/** Logs each file once that is not safe to use, although a run reads it more than once. */
function logIgnoredOnce(debug: Context['debug']): OnIgnored {
  const logged = new Set<string>();
  return (path, reason) => {
    if (!logged.has(path)) debug(`${path} is not used: ${reason}`);
    logged.add(path);
  };
}

/** Logs each damaged session once, although a run reads it more than once. */
function logRejectedOnce(debug: Context['debug']): OnRejected {
  const logged = new Set<string>();
  return (key) => {
    if (!logged.has(key))
      debug(`session ${shortKey(key)}: what is stored is damaged, or of another role or time`);
    logged.add(key);
  };
}

/**
 * An STS client for keys in the environment that swrole put there: its errors name the profile of these keys, which is
 * in SWROLE_PROFILE.
 */
function withProfileOfKeys(sts: StsClient, { source }: RoleChain, env: Environment): StsClient {
  if (source.kind !== 'environment' || !env.SWROLE_PROFILE) return sts;
  const { accessKeyId, sessionToken } = source.credentials;
  if (sessionToken === undefined) return sts;
  const keysOf = decodedProfile(env.SWROLE_PROFILE);
  const withKeysOf = async <T>({ source }: SignedRequest, call: Promise<T>): Promise<T> =>
    call.catch((error) => {
      const concernsKeys = error instanceof StsError && source.accessKeyId === accessKeyId;
      throw concernsKeys ? new StsError({ ...error.details, keysOf }) : error;
    });
  return {
    ...sts,
    assumeRole: (request) => withKeysOf(request, sts.assumeRole(request)),
    getSessionToken: (request) => withKeysOf(request, sts.getSessionToken(request)),
  };
}

/** The dependencies that concern MFA codes. */
type CodeDeps = Pick<
  SessionDeps,
  'ignoresSharedFailure' | 'hasTerminal' | 'withCode' | 'isUnattended'
>;

/** Codes come from `-t`, a command or a prompt. Reads stdin for `-t -`. */
async function createCodeDeps(
  chain: RoleChain,
  options: CredentialOptions,
  context: InterruptibleContext,
): Promise<CodeDeps> {
  const sources = await codeSources(options, context);
  return {
    ignoresSharedFailure: sources.given !== undefined,
    hasTerminal: () => hasTerminal(options, context),
    withCode: withCode(chain, sources, context),
    isUnattended: (step) => isUnattended(step, sources),
  };
}

async function codeSources(
  { token, prompt }: CredentialOptions,
  { system }: Context,
): Promise<CodeSources> {
  return { given: token === '-' ? await system.readStdin() : token, mayPrompt: prompt };
}

function classifyError(error: unknown): ReturnType<MfaCall<never>['classifyError']> {
  if (!(error instanceof StsError)) return 'other';
  if (error.details.failure === 'mfa-refused') return 'refused';
  return error.details.sent ? 'other' : 'not-sent';
}

function withCode(
  chain: RoleChain,
  sources: CodeSources,
  context: InterruptibleContext,
): SessionDeps['withCode'] {
  const { askHost } = context.host ?? {};
  const openTerminal = () => openForPrompt(context);
  const deps = { ...context.system, ...context, askHost, openTerminal };
  return async (step, call) => {
    if (context.mustKeep) assertUsable(context.cache);
    const role = step.kind === 'role' ? step.role : undefined;
    const { profile, source, mfaSession } = chain;
    const sessionProfile = mfaSession === undefined ? source.profile : undefined;
    const question = { profile, role, mfa: step.mfa, sessionProfile };
    return withMfaCode(question, sources, deps, { send: call, classifyError });
  };
}

/**
 * Opens the terminal. A program that asks its user itself keeps the terminal for itself; while a command has it
 * (`swrole exec --server`), swrole is like a job in the background.
 */
async function openFree({ system, host, background }: Context): Promise<Terminal | NoTerminal> {
  if (host?.askHost !== undefined) return 'no-terminal';
  if (background?.isTerminalTaken) return 'background';
  return openTerminal(system.platform, host?.onHangUp);
}

/** Opens the terminal and pauses the progress line until it is closed. */
export async function openForPrompt(context: Context): Promise<Terminal | NoTerminal> {
  const { pauseProgress } = context;
  const terminal = await openFree(context);
  if (typeof terminal === 'string') return terminal;
  const resumeProgress = pauseProgress();
  const close = () => {
    terminal.close();
    resumeProgress();
  };
  return { ...terminal, close };
}

function isUnattended({ mfa }: SessionStep, { given }: CodeSources): boolean {
  return mfa === undefined || mfa.generateToken !== undefined || given !== undefined;
}

/** Whether a prompt can be shown on a terminal, or by the program around swrole. */
async function hasTerminal({ prompt }: CredentialOptions, context: Context): Promise<boolean> {
  if (context.host?.askHost !== undefined) return true;
  if (!promptSetting(prompt, context.system.env).terminal) return false;
  const terminal = await openFree(context);
  if (typeof terminal === 'string') return false;
  terminal.close();
  return true;
}

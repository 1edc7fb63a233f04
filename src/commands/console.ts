/** `swrole console PROFILE`: opens the web console in a role, by the sign-in for federated users (IAM user guide). */

import {
  type Context,
  type InterruptibleContext,
  interruptible,
  recordUse,
} from '../cli/context.ts';
import { CommandError, UsageError } from '../cli/errors.ts';
import type { ConsoleInvocation, CredentialOptions } from '../cli/invocation.ts';
import type { CallerOptions } from '../config/chain-queries.ts';
import { loadConfigFiles } from '../config/files.ts';
import { findProfile, withTypedRole } from '../config/find-profile.ts';
import { browserOpeners, consoleBrowser } from '../console/browser.ts';
import {
  ConsoleError,
  consolePage,
  loginUrl,
  type SignInSite,
  signInSite,
  signOutUrl,
} from '../console/destination.ts';
import { type Opener, openers, openUrl } from '../console/open-url.ts';
import {
  type ConsoleSession,
  consoleSeconds,
  isUser,
  sessionOf,
  signinToken,
} from '../console/signin-token.ts';
import type { Credentials } from '../credentials.ts';
import { createSourceDeps } from '../get-credentials/session-deps.ts';
import { asking, getAndCache, readCallerOptions } from '../get-credentials/with-answer.ts';
import { checkWay } from '../http/request-handler.ts';
import { describeConsoleError } from '../messages/console.ts';
import { describeCallWarning } from '../messages/warnings.ts';
import type { ExitStatus } from '../process/exec.ts';
import { sourceCredentials } from '../providers/index.ts';
import { noteText } from '../ui/format.ts';
import { MAX_FEDERATED_NAME, SESSION_NAME } from '../util/aws-limits.ts';
import { stopSignal } from '../util/errors.ts';

/** @throws CommandError, CaBundleError, and every error of getting credentials */
export async function runConsole(
  invocation: ConsoleInvocation,
  context: Context,
): Promise<ExitStatus> {
  try {
    const { url, openersOf } = await signInUrl(invocation, context);
    await (invocation.print
      ? context.system.stdout.write(`${url}\n`)
      : openConsole(url, openersOf(url), invocation, context));
    await recordUse(invocation.profile, invocation.options, context);
    return { exitCode: 0 };
  } catch (error) {
    throw error instanceof ConsoleError
      ? new CommandError(describeConsoleError(error), error.details.kind === 'unreachable')
      : error;
  }
}

/** The URL to open, and the programs that open it for this profile. */
interface SignIn {
  readonly url: string;
  readonly openersOf: (url: string) => readonly Opener[];
}

/** Gets the sign-in URL. Errors in flags and configuration are reported before a prompt for an MFA code. */
async function signInUrl(invocation: ConsoleInvocation, context: Context): Promise<SignIn> {
  const { profile, options, signOut } = invocation;
  const { env } = context.system;
  const caller = readCallerOptions(profile, options, context);
  const openersOf = browserOf(invocation, caller, context);
  const site = signInSite(caller.partition, env);
  const page = consolePage({ ...invocation, profileRegion: caller.chain.region }, site);
  await checkWay(site.federation, { env, caBundle: caller.transport.caBundle });
  const { session, seconds } = isUser(caller.chain)
    ? await userSession(caller, invocation, context)
    : await roleSession(caller, invocation, context);
  const url = loginUrl(await getSigninToken(session, seconds, caller, site, context), page, site);
  return { url: signOut ? signOutUrl(url, site) : url, openersOf };
}

/** The openers of the profile's own browser, else of the one that the system opens. */
function browserOf(
  { profile, options: { source } }: ConsoleInvocation,
  { chain: { color } }: CallerOptions,
  { system }: Context,
): SignIn['openersOf'] {
  const files = withTypedRole(loadConfigFiles(system), profile, source);
  const browser = consoleBrowser(findProfile(files, profile), system.env);
  return (url) =>
    browser === undefined
      ? openers(url, system.env, system.platform)
      : browserOpeners(browser, url, { profile, color }, system);
}

/** A session for the sign-in service, and how long the console may last; `undefined` if the service must not be told. */
interface ConsoleCredentials {
  readonly session: ConsoleSession;
  readonly seconds: number | undefined;
}

async function roleSession(
  caller: CallerOptions,
  { profile, yes, options }: ConsoleInvocation,
  context: Context,
): Promise<ConsoleCredentials> {
  const { chain, credentials } = await getAndCache(profile, options, asking(yes, context));
  const session = sessionOf(credentials);
  if (session !== undefined)
    return { session, seconds: consoleSeconds(chain, context.system.machine) };
  return interruptible(context.system, (interrupted) =>
    federated(credentials, caller, options, { ...context, interrupted }),
  );
}

/** The session of a user without a role: GetFederationToken takes the keys themselves, and no code. */
function userSession(
  caller: CallerOptions,
  { yes, options }: ConsoleInvocation,
  context: Context,
): Promise<ConsoleCredentials> {
  const { chain } = caller;
  return interruptible(context.system, async (interrupted) => {
    const deps = { ...context, interrupted };
    if (chain.confirm) await asking(yes, context).confirm?.(chain, interrupted);
    const credentials = await sourceCredentials(chain.source, createSourceDeps(chain, deps));
    const session = sessionOf(credentials);
    if (session !== undefined) return { session, seconds: undefined };
    if (chain.mfaSession !== undefined) {
      const what = 'this console session has no MFA: AWS gives a user none with keys alone';
      await context.system.stderr.write(
        noteText(`${chain.profile}: ${what}`, context.system, 'warning'),
      );
    }
    return federated(credentials, caller, options, deps);
  });
}

async function federated(
  source: Credentials,
  { chain: { profile }, endpoint, transport }: CallerOptions,
  { sessionName, duration: durationSeconds }: CredentialOptions,
  { system, interrupted, deadline, debug, showProgress, warn }: InterruptibleContext,
): Promise<ConsoleCredentials> {
  const name = federatedName(sessionName, system.user);
  debug(`${profile}: GetFederationToken, signed by …${source.accessKeyId.slice(-4)}`);
  // Loaded only here, because no other command needs it.
  const { federationToken } = await import('../sts/iam-user.ts');
  const timeLimit = Math.max(1, deadline - system.now());
  const request = { profile, endpoint, transport, source, timeLimit, interrupted };
  const done = showProgress(() => 'asking AWS…');
  const { credentials, clockOffset: offset } = await federationToken(
    { ...request, name, durationSeconds, tokenCode: undefined },
    system.env,
    { debug, showProgress },
  ).finally(done);
  if (offset !== undefined) warn(describeCallWarning({ kind: 'clock-corrected', offset }));
  const session = sessionOf(credentials);
  if (session === undefined) throw new RangeError('a federated session has a token');
  return { session, seconds: undefined };
}

/** @throws UsageError for a name that GetFederationToken does not take */
function federatedName(sessionName: string | undefined, user: string): string {
  if (sessionName === undefined)
    return `swrole-${user.replace(SESSION_NAME.others, '-')}`.slice(0, MAX_FEDERATED_NAME);
  if (sessionName.length <= MAX_FEDERATED_NAME) return sessionName;
  throw new UsageError(
    `--session-name: the session of a user has a name of at most ${MAX_FEDERATED_NAME} characters`,
  );
}

function getSigninToken(
  session: ConsoleSession,
  seconds: number | undefined,
  { transport: { caBundle } }: CallerOptions,
  site: SignInSite,
  { system, deadline, debug, showProgress }: Context,
): Promise<string> {
  return interruptible(system, (interrupted) => {
    const stop = stopSignal(Math.max(1, deadline - system.now()), interrupted);
    const deps = { env: system.env, caBundle, stop, debug, showProgress };
    return signinToken(session, seconds, site, deps);
  });
}

async function openConsole(
  url: string,
  candidates: readonly Opener[],
  { profile }: ConsoleInvocation,
  { system, debug, showProgress }: Context,
): Promise<void> {
  const print = (line: string) => system.stderr.write(noteText(`${profile}: ${line}`, system));
  const done = showProgress(() => 'opening the browser…');
  const isOpen = await openUrl(candidates, { ...system, debug }).finally(done);
  if (isOpen) return print('the console is open in the browser');
  await print('no browser could be opened here; this URL signs in for 15 minutes:');
  await system.stdout.write(`${url}\n`);
}

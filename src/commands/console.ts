/** `swrole console PROFILE`: opens the web console in a role, by the sign-in for federated users (IAM user guide). */

import { type Context, interruptible, recordUse } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type { ConsoleInvocation } from '../cli/invocation.ts';
import type { CallerOptions } from '../config/chain-queries.ts';
import { consolePage, loginUrl, type SignInSite, signInSite } from '../console/destination.ts';
import { openUrl } from '../console/open-url.ts';
import { assertNoKeys, ConsoleError, consoleSeconds, sessionOf } from '../console/session.ts';
import { signinToken } from '../console/signin-token.ts';
import type { ResolvedCredentials } from '../get-credentials/get-credentials.ts';
import { getAndCache, readCallerOptions } from '../get-credentials/with-answer.ts';
import { checkWay } from '../http/request-handler.ts';
import { describeConsoleError } from '../messages/console.ts';
import type { ExitStatus } from '../process/exec.ts';
import { stopSignal } from '../util/errors.ts';
import { ownLine } from '../util/text.ts';

/** @throws CommandError, CaBundleError, and every error of getting credentials */
export async function runConsole(
  invocation: ConsoleInvocation,
  context: Context,
): Promise<ExitStatus> {
  try {
    const url = await signInUrl(invocation, context);
    await (invocation.print
      ? context.system.stdout.write(`${url}\n`)
      : openConsole(url, invocation, context));
    await recordUse(invocation.profile, invocation.options, context);
    return { exitCode: 0 };
  } catch (error) {
    throw error instanceof ConsoleError
      ? new CommandError(describeConsoleError(error), error.details.kind === 'unreachable')
      : error;
  }
}

/** The sign-in URL. Errors in flags and configuration are reported before a prompt for an MFA code. */
async function signInUrl(invocation: ConsoleInvocation, context: Context): Promise<string> {
  const { profile, options } = invocation;
  const caller = readCallerOptions(profile, options, context);
  assertNoKeys(caller.chain);
  const site = signInSite(caller.partition, context.system.env);
  const page = consolePage({ ...invocation, profileRegion: caller.chain.region }, site);
  await checkWay(site.federation, { env: context.system.env, caBundle: caller.transport.caBundle });
  const resolved = await getAndCache(profile, options, context);
  return loginUrl(await getSigninToken(resolved, caller, site, context), page, site);
}

function getSigninToken(
  { chain, credentials, step }: ResolvedCredentials,
  { transport: { caBundle } }: CallerOptions,
  site: SignInSite,
  { system, deadline, debug, showProgress }: Context,
): Promise<string> {
  const session = sessionOf(chain.profile, credentials, step);
  const seconds = consoleSeconds(chain, system.machine);
  return interruptible(system, (interrupted) => {
    const stop = stopSignal(Math.max(1, deadline - system.now()), interrupted);
    const deps = { env: system.env, caBundle, stop, debug, showProgress };
    return signinToken(session, seconds, site, deps);
  });
}

async function openConsole(
  url: string,
  { profile }: ConsoleInvocation,
  context: Context,
): Promise<void> {
  const { system, debug, showProgress } = context;
  const print = (line: string) => system.stderr.write(`${ownLine(`${profile}: ${line}`)}\n`);
  const done = showProgress(() => 'opening the browser…');
  const isOpen = await openUrl(url, { ...system, debug }).finally(done);
  if (isOpen) return print('the console is open in the browser');
  await print('no browser could be opened here; this URL signs in for 15 minutes:');
  await system.stdout.write(`${url}\n`);
}

/** `swrole console PROFILE`: the web console in a role, by the sign-in for federated users (IAM user guide). */

import { interruptible, type World } from '../cli/context.ts';
import { ToldError } from '../cli/errors.ts';
import type { ConsoleInvocation } from '../cli/invocation.ts';
import type { CallerWay } from '../config/chain-queries.ts';
import { consolePage, loginUrl, type SignInSite, signInSite } from '../console/destination.ts';
import { openUrl } from '../console/open-url.ts';
import { ConsoleError, consoleSeconds, refuseKeys, sessionOf } from '../console/session.ts';
import { signinToken } from '../console/signin-token.ts';
import { readCallerWay } from '../get-credentials/describe-chain.ts';
import type { Obtained } from '../get-credentials/get-credentials.ts';
import { obtainAndRemember } from '../get-credentials/with-answer.ts';
import { checkWay } from '../http/request-handler.ts';
import { consoleWords } from '../messages/console.ts';
import type { ExitStatus } from '../process/exit.ts';
import { stopSignal } from '../util/abort.ts';
import { safeText } from '../util/text.ts';

/** @throws ToldError, CaBundleError, and everything that keeps a profile from giving credentials */
export async function performConsole(
  invocation: ConsoleInvocation,
  world: World,
): Promise<ExitStatus> {
  try {
    const url = await signedIn(invocation, world);
    await (invocation.print ? world.system.stdout.write(`${url}\n`) : show(url, invocation, world));
    return { exitCode: 0 };
  } catch (error) {
    throw error instanceof ConsoleError
      ? new ToldError(consoleWords(error), error.fact.kind === 'unreachable')
      : error;
  }
}

/** The URL. Whatever is wrong with the flags and the configuration is said before anybody types a code. */
async function signedIn(invocation: ConsoleInvocation, world: World): Promise<string> {
  const { profile, options } = invocation;
  const way = readCallerWay(profile, world);
  refuseKeys(way.chain);
  const site = signInSite(way.partition, world.system.env);
  const page = consolePage({ ...invocation, profileRegion: way.chain.region }, site);
  await checkWay(site.federation, { env: world.system.env, caBundle: way.transport.caBundle });
  const obtained = await obtainAndRemember(profile, options, world);
  return loginUrl(await tokenFor(obtained, way, site, world), page, site);
}

function tokenFor(
  { chain, credentials }: Obtained,
  { transport: { caBundle } }: CallerWay,
  site: SignInSite,
  { system, deadline, debug, waiting }: World,
): Promise<string> {
  const session = sessionOf(chain.profile, credentials);
  const seconds = consoleSeconds(chain, system.machine);
  return interruptible(system, (interrupted) => {
    const stop = stopSignal(Math.max(1, deadline - system.now()), interrupted);
    const doors = { env: system.env, caBundle, stop, debug, waiting };
    return signinToken(session, seconds, site, doors);
  });
}

async function show(url: string, { profile }: ConsoleInvocation, world: World): Promise<void> {
  const { system, debug, waiting } = world;
  const say = (line: string) => system.stderr.write(`swrole: ${safeText(profile)}: ${line}\n`);
  const done = waiting(() => 'opening the browser…');
  const isOpen = await openUrl(url, { ...system, debug }).finally(done);
  if (isOpen) return say('the console is open in the browser');
  await say('no browser could be opened here; this URL signs in for 15 minutes:');
  await system.stdout.write(`${url}\n`);
}

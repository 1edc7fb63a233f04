/** `swrole login PROFILE`: obtains ahead of need, and says until when they last. */
import type { Credentials } from '../credentials.ts';
import { DiskError } from '../storage/private-store.ts';
import type { ExitStatus } from '../run/exit-status.ts';
import { safeText } from '../util/text.ts';
import { unkeptWords } from '../words/disk.ts';
import type { CredentialOptions, LoginInvocation } from '../cli/invocation.ts';
import { obtainAndRemember } from '../get-credentials/with-answer.ts';
import { credentialsUntil } from '../ui/format.ts';
import { ToldError } from '../cli/told-error.ts';
import type { World } from '../cli/context.ts';

/** @throws everything that keeps a profile from giving credentials, and ToldError if they cannot be kept */
export async function performLogin(
  { profile, options }: LoginInvocation,
  world: World,
): Promise<ExitStatus> {
  const { expiration } = await keptCredentials(profile, options, world);
  const { system } = world;
  const said =
    expiration === undefined
      ? 'long-term credentials, nothing to obtain'
      : credentialsUntil(expiration, system.now());
  await system.stderr.write(`swrole: ${safeText(profile)}: ${said}\n`);
  return { exitCode: 0 };
}

async function keptCredentials(
  profile: string,
  options: CredentialOptions,
  world: World,
): Promise<Credentials> {
  try {
    const obtained = await obtainAndRemember(profile, options, {
      ...world,
      mustKeep: options.cache,
    });
    return obtained.credentials;
  } catch (error) {
    throw error instanceof DiskError ? new ToldError(unkeptWords(profile, error)) : error;
  }
}

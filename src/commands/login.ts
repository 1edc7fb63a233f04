/** `swrole login PROFILE`: obtains ahead of need, and says until when they last. */

import type { Context } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type { CredentialOptions, LoginInvocation } from '../cli/invocation.ts';
import type { Credentials } from '../credentials.ts';
import { getAndCache } from '../get-credentials/with-answer.ts';
import { describeUncacheable } from '../messages/files.ts';
import type { ExitStatus } from '../process/exit.ts';
import { DiskError } from '../storage/private-store.ts';
import { credentialsUntil } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** @throws everything that keeps a profile from giving credentials, and ToldError if they cannot be kept */
export async function runLogin(
  { profile, options }: LoginInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { expiration } = await keptCredentials(profile, options, context);
  const { system } = context;
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
  context: Context,
): Promise<Credentials> {
  try {
    const obtained = await getAndCache(profile, options, {
      ...context,
      mustKeep: options.cache,
    });
    return obtained.credentials;
  } catch (error) {
    throw error instanceof DiskError
      ? new CommandError(describeUncacheable(profile, error))
      : error;
  }
}

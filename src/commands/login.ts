/** `swrole login PROFILE`: gets credentials now, caches them and prints when they expire. */

import { type Context, recordUse } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type { CredentialOptions, LoginInvocation } from '../cli/invocation.ts';
import type { Credentials } from '../credentials.ts';
import { getAndCache } from '../get-credentials/with-answer.ts';
import { describeUncacheable } from '../messages/files.ts';
import type { ExitStatus } from '../process/exec.ts';
import { DiskError } from '../storage/private-store.ts';
import { credentialsUntil, noteText } from '../ui/format.ts';

/** @throws every error of getting credentials, and CommandError if they cannot be cached */
export async function runLogin(
  { profile, options }: LoginInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { expiration } = await getCachedCredentials(profile, options, context);
  const { system } = context;
  const message =
    expiration === undefined
      ? 'long-term credentials, nothing to obtain'
      : credentialsUntil(expiration, system.now());
  await system.stderr.write(noteText(`${profile}: ${message}`, system));
  await recordUse(profile, options, context);
  return { exitCode: 0 };
}

async function getCachedCredentials(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<Credentials> {
  try {
    const resolved = await getAndCache(profile, options, {
      ...context,
      mustKeep: options.cache,
    });
    return resolved.credentials;
  } catch (error) {
    throw error instanceof DiskError
      ? new CommandError(describeUncacheable(profile, error))
      : error;
  }
}

/**
 * Locates and checks the files in which AWS stores sign-ins. The SDK's providers read them without a size limit, and wait for a
 * pipe even when the program must end, so swrole first rejects everything but regular files of at most 1 MiB.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
 */

import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LoginSource, SsoSource } from '../config/plan.ts';
import { SMALL_LIMIT } from '../config/read-file.ts';
import { DOT_AWS, inHome } from '../fast-path/paths.ts';
import type { Environment } from '../system.ts';

/** The token file of an IAM Identity Center sign-in: the SHA-1 of the session name, or of the start URL in the older form. @throws NoHomeError */
export function ssoFile(
  { session, startUrl }: Pick<SsoSource, 'session' | 'startUrl'>,
  home: string,
): string {
  return inHome(home, DOT_AWS, 'sso', 'cache', hashedName('sha1', session ?? startUrl));
}

/** The folder of console sign-ins; an empty variable counts as unset. @throws NoHomeError */
export function loginFolder(
  { AWS_LOGIN_CACHE_DIRECTORY: configured }: Environment,
  home: string,
): string {
  return configured || inHome(home, DOT_AWS, 'login', 'cache');
}

/** The file of a console sign-in: the SHA-256 of the login session. */
export function loginFile({ loginSession }: Pick<LoginSource, 'loginSession'>, folder: string) {
  return join(folder, hashedName('sha256', loginSession));
}

function hashedName(algorithm: 'sha1' | 'sha256', text: string): string {
  return `${createHash(algorithm).update(text).digest('hex')}.json`;
}

/** Why the SDK must not read a sign-in file; `undefined` if it may, or if the file does not exist. */
export function signInProblem(path: string): string | undefined {
  const stats = statsOf(path);
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return `${path} is not a regular file`;
  return stats.size > SMALL_LIMIT ? `${path} is larger than 1 MiB` : undefined;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * The files in which AWS keeps sign-ins, by session. The SDK's providers read them without a limit, and wait for a pipe even
 * when the program is to end, so what is not a file of some KiB is refused before.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
 */

import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LoginSource, SsoSource } from '../config/plan.ts';
import { SMALL_LIMIT } from '../config/read-file.ts';
import { inHome } from '../fast-path/paths.ts';
import type { Environment } from '../system.ts';

/** The file of a token: the SHA-1 of the session, or in the older form of the start URL. @throws NoHomeError */
export function ssoFile(
  { session, startUrl }: Pick<SsoSource, 'session' | 'startUrl'>,
  home: string,
): string {
  return inHome(home, '.aws', 'sso', 'cache', hashed('sha1', session ?? startUrl));
}

/** The folder of console sign-ins; an empty variable counts as unset. @throws NoHomeError */
export function loginFolder(
  { AWS_LOGIN_CACHE_DIRECTORY: named }: Environment,
  home: string,
): string {
  return named || inHome(home, '.aws', 'login', 'cache');
}

/** The file of a console sign-in: the SHA-256 of the session. */
export function loginFile({ loginSession }: Pick<LoginSource, 'loginSession'>, folder: string) {
  return join(folder, hashed('sha256', loginSession));
}

function hashed(algorithm: 'sha1' | 'sha256', text: string): string {
  return `${createHash(algorithm).update(text).digest('hex')}.json`;
}

/** Why the SDK must not read a sign-in; `undefined` if it may, also where there is no file. */
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

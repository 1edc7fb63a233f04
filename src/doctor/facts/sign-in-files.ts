/**
 * The SDKs' files of sign-ins. Security: they hold tokens and keys, of which nothing leaves this file but times.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { LoginBase, SsoBase } from '../../config/base/bases.ts';
import { readLimitedText, SMALL_LIMIT } from '../../config/read-file.ts';
import type { Instant } from '../../credentials.ts';
import { inHome } from '../../hot/places.ts';
import { parseInstant } from '../../rfc3339.ts';
import type { Environment } from '../../system.ts';

/** Where a sign-in is kept, and what its file says about its end. */
export interface SignInFile {
  readonly path: string;
  readonly expiresAt: Instant | undefined;
  readonly renewableUntil: Instant | undefined;
}

/** The SHA-1 of the session, or in the older form of the start URL. */
export function ssoFile({ session, startUrl }: SsoBase, home: string): SignInFile {
  const name = hexHash('sha1', session ?? startUrl);
  const path = inHome(home, '.aws', 'sso', 'cache', `${name}.json`);
  const { expiresAt, refreshToken, registrationExpiresAt } = readObject(path);
  return {
    path,
    expiresAt: instant(expiresAt),
    renewableUntil: refreshToken === undefined ? undefined : instant(registrationExpiresAt),
  };
}

/** The SHA-256 of the session. */
export function loginFile(
  { loginSession }: LoginBase,
  { AWS_LOGIN_CACHE_DIRECTORY: directory }: Environment,
  home: string,
): SignInFile {
  const name = hexHash('sha256', loginSession);
  const path = join(directory ?? inHome(home, '.aws', 'login', 'cache'), `${name}.json`);
  const { accessToken } = readObject(path);
  const expiresAt = isObject(accessToken) ? instant(accessToken.expiresAt) : undefined;
  return { path, expiresAt, renewableUntil: undefined };
}

function hexHash(algorithm: 'sha1' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}

/** What is no file of an SDK is not waited for. */
const LIMITS = { bytes: SMALL_LIMIT, patience: 0 };

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

/** Empty where there is no such file, or none of JSON. */
function readObject(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readLimitedText(path, LIMITS));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Older AWS CLIs write `UTC` for `Z`. */
function instant(text: unknown): Instant | undefined {
  return typeof text === 'string' ? parseInstant(text.replace(/UTC$/, 'Z')) : undefined;
}

/** What the SDKs' files of sign-ins say. Security: they hold tokens and keys, of which nothing leaves this file but times. */
import type { LoginBase, SsoBase } from '../../config/base/bases.ts';
import { readLimitedText, SMALL_LIMIT } from '../../config/read-file.ts';
import type { Instant } from '../../credentials.ts';
import { parseInstant } from '../../rfc3339.ts';
import { loginFile, loginFolder, ssoFile } from '../../providers/sign-in-files.ts';
import type { Environment } from '../../system.ts';

/** Where a sign-in is kept, and what its file says about its end. */
export interface SignInFile {
  readonly path: string;
  readonly expiresAt: Instant | undefined;
  readonly renewableUntil: Instant | undefined;
}

/** The token of a session, or of a start URL. */
export function ssoSignIn(base: SsoBase, home: string): SignInFile {
  const path = ssoFile(base, home);
  const { expiresAt, refreshToken, registrationExpiresAt } = readObject(path);
  return {
    path,
    expiresAt: instant(expiresAt),
    renewableUntil: refreshToken === undefined ? undefined : instant(registrationExpiresAt),
  };
}

/** The console sign-in of a session. */
export function loginSignIn(base: LoginBase, env: Environment, home: string): SignInFile {
  const path = loginFile(base, loginFolder(env, home));
  const { accessToken } = readObject(path);
  const expiresAt = isObject(accessToken) ? instant(accessToken.expiresAt) : undefined;
  return { path, expiresAt, renewableUntil: undefined };
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

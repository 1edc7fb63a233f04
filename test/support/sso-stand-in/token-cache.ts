import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isoSeconds } from '../iso-seconds.ts';
import type { SsoToken } from './sso-token.ts';

/** The names under which a token is kept. */
export interface SsoCacheKey {
  /** The name of the `[sso-session …]`; without it, the start URL names the file, as in profiles that have no session. */
  readonly session?: string;
  readonly startUrl: string;
  readonly region: string;
}

/** The file of a token in a home: `.aws/sso/cache/<SHA-1 of the name>.json`. */
export function ssoTokenFile(home: string, { session, startUrl }: SsoCacheKey): string {
  const name = createHash('sha1')
    .update(session ?? startUrl)
    .digest('hex');
  return join(home, '.aws', 'sso', 'cache', `${name}.json`);
}

/** A token in the words of the cache: what the AWS CLI writes after `aws sso login`. */
export function cachedSsoToken(token: SsoToken, { session, startUrl, region }: SsoCacheKey) {
  const { accessToken, expiresAt, clientId, clientSecret, registrationExpiresAt } = token;
  return {
    startUrl,
    region,
    accessToken,
    expiresAt: isoSeconds(expiresAt),
    clientId,
    clientSecret,
    registrationExpiresAt: isoSeconds(registrationExpiresAt),
    // Without a session, the CLI asks for no scope, and is given no refresh token.
    ...(session !== undefined && { refreshToken: token.refreshToken }),
  };
}

/** Writes a token into the cache of a home, for its owner only, and gives back the file. */
export async function writeSsoToken(
  home: string,
  token: SsoToken,
  key: SsoCacheKey,
): Promise<string> {
  const file = ssoTokenFile(home, key);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(cachedSsoToken(token, key)), { mode: 0o600 });
  return file;
}

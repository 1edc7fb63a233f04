import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isoSeconds } from '../iso-seconds.ts';
import type { LoginToken } from './login-token.ts';

/** The file of a sign-in in a home: `.aws/login/cache/<SHA-256 of login_session>.json`. */
export function loginTokenFile(home: string, loginSession: string): string {
  const name = createHash('sha256').update(loginSession).digest('hex');
  return join(home, '.aws', 'login', 'cache', `${name}.json`);
}

/** A sign-in in the words of the cache: what the AWS CLI writes after `aws login`. */
export function cachedLoginToken({ key, expiresAt, ...token }: LoginToken) {
  const { clientId, refreshToken, idToken, dpopKey } = token;
  return {
    accessToken: {
      accessKeyId: key.accessKeyId,
      secretAccessKey: key.secretAccessKey,
      sessionToken: key.session.token,
      accountId: key.caller.accountId,
      expiresAt: isoSeconds(expiresAt),
    },
    tokenType: 'aws_sigv4',
    clientId,
    refreshToken,
    idToken,
    dpopKey,
  };
}

/** Writes a sign-in into the cache of a home, for its owner only, and gives back the file. */
export async function writeLoginToken(home: string, token: LoginToken): Promise<string> {
  const file = loginTokenFile(home, token.loginSession);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(cachedLoginToken(token)), { mode: 0o600 });
  return file;
}

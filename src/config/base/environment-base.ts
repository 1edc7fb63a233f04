/**
 * `credential_source = Environment`: keys in variables, else the web identity whose token and role variables name, as
 * Kubernetes sets them for a pod (`AWS_WEB_IDENTITY_TOKEN_FILE`, the environment form of the SDKs' own chain).
 */
import { Credentials } from '../../credentials.ts';
import { parseInstant } from '../../rfc3339.ts';
import { environmentValue } from '../environment-value.ts';
import { roleKeys } from '../keys.ts';
import type { Planning } from '../planning.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf } from '../profile/raw-profile.ts';
import type { ValueRule } from '../profile/value-rules.ts';
import type { Base } from './bases.ts';
import { missingEnvironment } from './missing-environment.ts';
import { accountIdRule } from './sso-rules.ts';
import { environmentWebIdentity } from './web-identity-base.ts';

/** Variables of a key pair, and what may stand beside it. */
export const KEY_VARIABLES = { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' } as const;
const TOKEN = 'AWS_SESSION_TOKEN';
const EXPIRATION = 'AWS_CREDENTIAL_EXPIRATION';
const ACCOUNT = 'AWS_ACCOUNT_ID';

/** What an answer that was made from them depends on. */
export const ENVIRONMENT_VARIABLES = [
  KEY_VARIABLES.id,
  KEY_VARIABLES.secret,
  TOKEN,
  EXPIRATION,
  ACCOUNT,
] as const;

/** The credentials in the environment. Throws `missing-environment` and `invalid-environment`. */
export function environmentBase(profile: Profile, planning: Planning): Base {
  const { env } = planning;
  if (!env[KEY_VARIABLES.id] && !env[KEY_VARIABLES.secret]) {
    const webIdentity = environmentWebIdentity(profile, planning);
    if (webIdentity !== undefined) return webIdentity;
  }
  const at = locationOf(profile.raw, roleKeys.credentialSource);
  return { kind: 'environment', profile: profile.name, credentials: keys(profile, env), at };
}

const expirationRule: ValueRule<number> = {
  problem: 'must be a time such as 2026-01-31T12:00:00Z',
  parse: parseInstant,
};

function keys(profile: Profile, env: Planning['env']): Credentials {
  const { id, secret } = KEY_VARIABLES;
  const accessKeyId = env[id];
  const secretAccessKey = env[secret];
  if (!accessKeyId || !secretAccessKey)
    throw missingEnvironment(
      profile,
      [id, secret].filter((name) => !env[name]),
    );
  return new Credentials({
    accessKeyId,
    secretAccessKey,
    sessionToken: env[TOKEN] || undefined,
    expiration: environmentValue(env, EXPIRATION, expirationRule),
    accountId: environmentValue(env, ACCOUNT, accountIdRule),
  });
}

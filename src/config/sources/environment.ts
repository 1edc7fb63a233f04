/**
 * `credential_source = Environment`: keys in variables, else the web identity whose token and role variables name, as
 * Kubernetes sets them for a pod (`AWS_WEB_IDENTITY_TOKEN_FILE`, the environment form of the SDKs' own chain).
 */
import { Credentials } from '../../credentials.ts';
import { decodedProfile } from '../../profile-text.ts';
import { parseInstant } from '../../rfc3339.ts';
import { ConfigError } from '../errors.ts';
import type { Variables } from '../environment-value.ts';
import { roleKeys } from '../keys.ts';
import type { Planning } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf } from '../profile/raw-profile.ts';
import { isTemporaryId } from '../profile/static-keys.ts';
import type { ValueRule } from '../profile/rules.ts';
import type { RoleLink } from '../role-links.ts';
import type { Base } from '../base/bases.ts';
import { missingEnvironment } from '../base/missing-environment.ts';
import { accountIdRule } from '../base/sso-rules.ts';
import { environmentWebIdentity } from './web-identity.ts';

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
  const { variables } = planning;
  if (!variables.text(KEY_VARIABLES.id) && !variables.text(KEY_VARIABLES.secret)) {
    const webIdentity = environmentWebIdentity(profile, planning);
    if (webIdentity !== undefined) return webIdentity;
  }
  const at = locationOf(profile.raw, roleKeys.credentialSource);
  return { kind: 'environment', profile: profile.name, credentials: keys(profile, variables), at };
}

/**
 * Refuses keys in the environment that swrole itself put there for one of these roles: `eval $(swrole a)` for the second
 * time. A role seldom trusts its own session, and that session has no MFA device. Throws `own-keys`.
 *
 * @param profile the one that was asked for
 * @param link its role, with those behind it
 */
export function refuseOwnKeys(
  profile: string,
  link: RoleLink | undefined,
  base: Base,
  { variables }: Pick<Planning, 'variables'>,
): void {
  const name = base.kind === 'environment' && variables.text('SWROLE_PROFILE');
  if (base.kind !== 'environment' || !name || link === undefined) return;
  const keysOf = decodedProfile(name);
  // Without a token they are keys of a user, who has set them since.
  if (base.credentials.sessionToken === undefined || !isAmong(keysOf, profile, link)) return;
  throw new ConfigError({ kind: 'own-keys', profile: base.profile, keysOf, at: base.at });
}

function isAmong(keysOf: string, profile: string, link: RoleLink): boolean {
  if (keysOf === profile) return true;
  for (let each: RoleLink | undefined = link; each; each = each.behind)
    if (each.step.profile === keysOf) return true;
  return false;
}

function withoutToken({ name, raw }: Profile, variables: Variables): ConfigError {
  return new ConfigError({
    kind: 'environment-without-token',
    profile: name,
    hasOldToken: Boolean(variables.text('AWS_SECURITY_TOKEN')),
    at: locationOf(raw, roleKeys.credentialSource),
  });
}

const expirationRule: ValueRule<number> = {
  problem: 'must be a time such as 2026-01-31T12:00:00Z',
  parse: parseInstant,
};

function keys(profile: Profile, variables: Variables): Credentials {
  const { id, secret } = KEY_VARIABLES;
  const accessKeyId = variables.text(id);
  const secretAccessKey = variables.text(secret);
  if (!accessKeyId || !secretAccessKey)
    throw missingEnvironment(
      profile,
      [id, secret].filter((name) => !variables.text(name)),
    );
  const sessionToken = variables.text(TOKEN) || undefined;
  if (isTemporaryId(accessKeyId) && sessionToken === undefined)
    throw withoutToken(profile, variables);
  return new Credentials({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration: variables.value(EXPIRATION, expirationRule),
    accountId: variables.value(ACCOUNT, accountIdRule),
  });
}

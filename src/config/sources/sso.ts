/**
 * The credential source of IAM Identity Center. The profile names account and role; the start URL and the region stand in an
 * `[sso-session]` or, in the older form, in the profile too. A profile may repeat the values of its session, but not
 * contradict them (botocore, Rust).
 */

import { guessedName } from '../../util/text.ts';
import { serviceEndpoint } from '../endpoints.ts';
import { ConfigError } from '../errors.ts';
import { ssoKeys } from '../keys.ts';
import type { CredentialSource } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf, type RawProfile, ruledValue, textOf } from '../profile/raw-profile.ts';
import {
  accountIdRule,
  permissionSetRule,
  regionRule,
  ssoSessionRule,
  startUrlRule,
} from '../profile/rules.ts';
import { clientOptionsOf } from '../settings.ts';

/** The keys that say where to sign in. */
const SIGN_IN = [ssoKeys.startUrl, ssoKeys.region] as const;

/** The SSO role of a profile; undefined if it names neither account nor role (Rust's rule). */
export function ssoSource(profile: Profile, context: PlanContext): CredentialSource | undefined {
  const { raw } = profile;
  if (!has(raw, ssoKeys.accountId) && !has(raw, ssoKeys.roleName)) return undefined;
  const session = ruledValue(raw, ssoKeys.session, ssoSessionRule);
  const signIn = session === undefined ? raw : ssoSession(raw, session, context);
  if (!SIGN_IN.some((key) => has(signIn, key)))
    throw partialKeys(raw, presentKey(raw), ssoKeys.session);
  const region = required(raw, ssoKeys.region, regionRule, signIn);
  return {
    kind: 'sso',
    profile: profile.name,
    session,
    startUrl: required(raw, ssoKeys.startUrl, startUrlRule, signIn),
    accountId: required(raw, ssoKeys.accountId, accountIdRule),
    roleName: required(raw, ssoKeys.roleName, permissionSetRule),
    portal: serviceEndpoint('sso', region, profile, context),
    oidc: serviceEndpoint('sso_oidc', region, profile, context),
    transport: clientOptionsOf(profile, context),
    at: locationOf(raw, ssoKeys.accountId),
  };
}

/** The error of a profile that has some SSO keys but neither account nor role; undefined if it has no SSO key. */
export function incompleteSso({ raw }: Profile): ConfigError | undefined {
  const present = [ssoKeys.session, ...SIGN_IN].find((key) => has(raw, key));
  return present && partialKeys(raw, present, ssoKeys.accountId);
}

function presentKey(raw: RawProfile): string {
  return has(raw, ssoKeys.accountId) ? ssoKeys.accountId : ssoKeys.roleName;
}

function has({ settings }: RawProfile, key: string): boolean {
  return textOf(settings, key) !== undefined;
}

function ssoSession(raw: RawProfile, name: string, { files }: PlanContext): RawProfile {
  const session = files.ssoSessions.get(name);
  const at = locationOf(raw, ssoKeys.session);
  if (session === undefined) {
    const nearest = guessedName(name, files.ssoSessions);
    throw new ConfigError({
      kind: 'unknown-sso-session',
      profile: raw.name,
      session: name,
      nearest,
      at,
    });
  }
  for (const key of SIGN_IN) assertNoConflict(raw, session, key);
  return session;
}

function assertNoConflict(raw: RawProfile, session: RawProfile, key: string): void {
  const own = textOf(raw.settings, key);
  if (own === undefined || own === textOf(session.settings, key)) return;
  const at = locationOf(raw, key);
  const sessionAt = locationOf(session, key);
  const { name: profile } = raw;
  throw new ConfigError({
    kind: 'sso-conflict',
    profile,
    key,
    session: session.name,
    at,
    sessionAt,
  });
}

/** The value of a required key in `section`, which is the profile itself or its session. */
function required<Value>(
  raw: RawProfile,
  key: string,
  rule: Parameters<typeof ruledValue<Value>>[2],
  section: RawProfile = raw,
): Value {
  const value = ruledValue({ ...section, name: raw.name }, key, rule);
  if (value !== undefined) return value;
  if (section !== raw) throw partialKeys(raw, ssoKeys.session, key, section);
  throw partialKeys(raw, presentKey(raw), key);
}

function partialKeys(
  raw: RawProfile,
  present: string,
  missing: string,
  session?: RawProfile,
): ConfigError {
  const at = session?.at ?? locationOf(raw, present);
  const details = { kind: 'partial-keys', profile: raw.name, present, missing, at } as const;
  return new ConfigError(session ? { ...details, section: session.name } : details);
}

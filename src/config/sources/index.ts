/** The end of a chain: a profile that gives credentials and needs none. */
import { ConfigError } from '../errors.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from '../keys.ts';
import type { Planning } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf } from '../profile/raw-profile.ts';
import { staticCredentials } from '../profile/static-keys.ts';
import type { Base } from '../base/bases.ts';
import { loginBase } from '../base/login-base.ts';
import { namedBase } from '../base/named-base.ts';
import { processBase } from '../base/process-base.ts';
import { incompleteSso, ssoBase } from './sso.ts';
import { incompleteWebIdentity } from './web-identity.ts';

/** One of the things that a profile can have of its own; undefined if it has not. */
type FindBase = (profile: Profile, planning: Planning) => Base | undefined;

/** By the key that a profile has for it. */
type Sources = readonly (readonly [key: string, find: FindBase])[];

const KEYS: Sources = [[staticKeys.accessKeyId, staticBase]];

/** In the order of the specification (smithy-rs `repr.rs`, `base_provider`), which botocore shares but for its files. */
const OTHERS: Sources = [
  [roleKeys.credentialSource, namedBase],
  [ssoKeys.accountId, ssoBase],
  [loginKeys.loginSession, loginBase],
  [processKeys.credentialProcess, processBase],
];

/** Keys come last in the profile that was asked for, and first in one that is there to sign. */
const SOURCES = { asked: [...OTHERS, ...KEYS], signing: [...KEYS, ...OTHERS] } as const;

/** A base, and the key by which its profile has it. */
export interface FoundBase {
  readonly base: Base;
  readonly key: string;
}

/**
 * What the profile has of its own, its role aside. Throws `partial-keys`, `no-credentials` and what is wrong with the source that counts.
 */
export function baseOf(profile: Profile, isAskedFor: boolean, planning: Planning): FoundBase {
  for (const [key, find] of isAskedFor ? SOURCES.asked : SOURCES.signing) {
    const base = find(profile, planning);
    if (base !== undefined) return { base, key };
  }
  throw incompleteSso(profile) ?? incompleteWebIdentity(profile) ?? noCredentials(profile);
}

/** The profile's own keys as a base; undefined if it has none. Throws `partial-keys`. */
export function staticBase({ name, raw }: Profile): Base | undefined {
  const credentials = staticCredentials(raw);
  if (credentials === undefined) return undefined;
  const at = locationOf(raw, staticKeys.accessKeyId);
  return { kind: 'static', profile: name, credentials, at };
}

function noCredentials({ name, raw }: Profile): ConfigError {
  return new ConfigError({ kind: 'no-credentials', profile: name, at: raw.at });
}

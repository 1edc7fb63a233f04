/**
 * A profile that says in two ways where its credentials come from means one of them, and the SDKs disagree about which
 * (contract A.5): what does not count here is said.
 */
import type { ChainWarning, Warn } from './warnings.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from './keys.ts';
import type { Profile } from './profile/profile.ts';
import { locationOf, textOf } from './profile/raw-profile.ts';

/** One key of each way. */
const SOURCES = [
  roleKeys.roleArn,
  roleKeys.webIdentityTokenFile,
  roleKeys.sourceProfile,
  roleKeys.credentialSource,
  ssoKeys.accountId,
  loginKeys.loginSession,
  processKeys.credentialProcess,
  staticKeys.accessKeyId,
] as const;

/** Tells of every way that a profile names beside the ones that count; the last of `used` is the one that gives credentials. */
export function warnOfUnused(
  { name, raw }: Profile,
  used: readonly string[],
  warn: Warn<ChainWarning>,
): void {
  for (const key of SOURCES) {
    if (textOf(raw.settings, key) === undefined || used.includes(key)) continue;
    const at = locationOf(raw, key);
    warn({ kind: 'unused-key', profile: name, key, used: used.at(-1) ?? roleKeys.roleArn, at });
  }
}

/**
 * Which step of a chain carries a code. A person writes `mfa_serial` once, beside the keys or beside the role, and means
 * the call that those keys sign; credentials of an assumed role have no device, so a later step carries a code only if its
 * own profile says so. The command that prints codes is found along the sources, nearest first, wherever the device is.
 */
import type { Profile, RoleProfile } from './profile/profile.ts';
import type { Mfa } from './role-chain.ts';

/** The code for the role of `profile`; `sources` are the profiles behind it, nearest first, the one that signs last. */
export function mfaOf(profile: RoleProfile, sources: readonly Profile[]): Mfa | undefined {
  const serial = profile.mfaSerial ?? inheritedSerial(sources);
  if (serial === undefined) return undefined;
  const { generateToken } = [profile, ...sources].find((each) => each.generateToken) ?? profile;
  return { serial, generateToken };
}

function inheritedSerial([signer, ...rest]: readonly Profile[]): string | undefined {
  return rest.length === 0 ? signer?.mfaSerial : undefined;
}

/**
 * Which step of a chain carries a code. A person writes `mfa_serial` once, beside the keys or beside the role, and means
 * the call that those keys sign; credentials of an assumed role have no device, so a later step carries a code only if its
 * own profile says so. The command that prints codes is found along the sources, nearest first, wherever the device is.
 */
import type { Profile, RoleProfile } from './profile/profile.ts';
import type { CommandLine, Mfa } from './plan.ts';

/** What stands behind a role, as far as its code depends on it. */
export interface Behind {
  /** The profile whose keys sign the call; `undefined` where the session of another role does. */
  readonly signer: Profile | undefined;
  /** The command of the nearest profile that has one. */
  readonly generateToken: CommandLine | undefined;
}

/** The code for the role of `profile`. */
export function mfaOf(profile: RoleProfile, { signer, generateToken }: Behind): Mfa | undefined {
  const serial = profile.mfaSerial ?? signer?.mfaSerial;
  if (serial === undefined) return undefined;
  return { serial, generateToken: profile.generateToken ?? generateToken };
}

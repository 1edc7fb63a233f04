/** A profile whose `credential_process` asks swrole for that same profile: it would wait for itself. */
import { processKeys } from '../../config/keys.ts';
import { commandLineOf } from '../../config/profile/raw-profile.ts';
import type { Check } from '../facts/facts.ts';
import { swroleProfile } from '../facts/swrole-call.ts';
import { fix } from '../finding.ts';

/** Profiles that ask swrole for themselves. */
export const callsItself: Check = ({ profiles }) =>
  profiles.flatMap((profile) => {
    const { name } = profile;
    const process = commandLineOf(profile, processKeys.credentialProcess);
    if (process === undefined || swroleProfile(process.command) !== name) return [];
    return {
      level: 'error',
      what: `credential_process of profile '${name}' asks swrole for profile '${name}'`,
      where: process.at,
      why: 'swrole would run the command that runs swrole, and refuses to; no SDK gets credentials from this profile',
      advice: fix('name the profile that has the role or the keys after -j'),
    };
  });

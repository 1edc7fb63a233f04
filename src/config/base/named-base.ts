/** `credential_source`: credentials that the surroundings give. */
import type { Planning } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import type { Base } from './bases.ts';
import { containerBase } from './container-base.ts';
import { environmentBase } from '../sources/environment.ts';
import { instanceBase } from './instance-base.ts';

/** What the profile names; undefined if it names nothing. Throws what keeps it from being there. */
export function namedBase(profile: Profile, planning: Planning): Base | undefined {
  switch (profile.credentialSource) {
    case 'Environment':
      return environmentBase(profile, planning);
    case 'Ec2InstanceMetadata':
      return instanceBase(profile, planning);
    case 'EcsContainer':
      return containerBase(profile, planning);
    case undefined:
      return undefined;
  }
}

/** `aws_cli_cache = write` that leaves the AWS CLI nothing, or nothing that it finds. */

import { cacheKeys, roleKeys } from '../../config/keys.ts';
import { locationOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import type { AwsCliFact, Check } from '../facts/facts.ts';
import { type Finding, fix, write } from '../finding.ts';

const { awsCliCache } = cacheKeys;

/** Profiles that ask for the AWS CLI's cache in vain. */
export const awsCliCacheUse: Check = ({ profiles, awsCli }) =>
  profiles.flatMap((profile) => {
    if (textOf(profile.settings, awsCliCache) !== 'write') return [];
    if (textOf(profile.settings, roleKeys.roleArn) === undefined)
      return unused(profile, 'it has no role_arn');
    const fact = awsCli.find((each) => each.profile === profile.name);
    return fact === undefined ? [] : roleFinding(profile, fact);
  });

function roleFinding(profile: RawProfile, { serial, obstacle }: AwsCliFact): readonly Finding[] {
  if (serial === undefined) return unused(profile, 'its role has no mfa_serial');
  if (obstacle !== undefined)
    return [
      {
        level: 'warning',
        what: `the AWS CLI's cache is not used for profile '${profile.name}': ${obstacle}`,
        where: locationOf(profile, awsCliCache),
        why: 'an entry there may be of another user or host, so swrole neither takes nor leaves one, and the AWS CLI asks for a code of its own',
        advice: fix(`remove ${awsCliCache}, or what the AWS CLI's key does not tell apart`),
      },
    ];
  if (textOf(profile.settings, roleKeys.mfaSerial) !== undefined) return [];
  return [
    {
      level: 'warning',
      what: `the AWS CLI does not find the session that swrole leaves it for profile '${profile.name}', because mfa_serial stands in another profile`,
      where: locationOf(profile, awsCliCache),
      why: 'the AWS CLI reads mfa_serial in the profile of the role only: it looks for a session without a device, and calls AWS without a code',
      advice: write(`${roleKeys.mfaSerial} = ${serial}`),
    },
  ];
}

function unused(profile: RawProfile, reason: string): readonly Finding[] {
  return [
    {
      level: 'note',
      what: `${awsCliCache} of profile '${profile.name}' has no effect, because ${reason}`,
      where: locationOf(profile, awsCliCache),
      why: 'only a role whose own call carries a code is shared with the AWS CLI: for others it asks for none',
      advice: fix(`remove ${awsCliCache}`),
    },
  ];
}

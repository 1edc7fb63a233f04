/** What every call that gives a session of a role has in common, with credentials or with a token. */
import type { Planning } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import type { RoleArn, RoleRequest } from './plan.ts';
import { sessionPolicy } from './session-policy.ts';
import { stsEndpoint } from './sts-endpoint.ts';
import { transportOf } from './transport.ts';

/** The request for a role with the parameters of a profile. Throws `invalid-value` and `invalid-environment`. */
export function roleRequest(profile: Profile, role: RoleArn, planning: Planning): RoleRequest {
  return {
    profile: profile.name,
    role,
    endpoint: stsEndpoint(profile, role.partition, planning),
    transport: transportOf(profile, planning),
    sessionName: profile.roleSessionName,
    durationSeconds: profile.durationSeconds,
    policy: sessionPolicy(profile, planning),
    policyArns: profile.policyArns,
  };
}

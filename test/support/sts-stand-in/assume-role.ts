import {
  type Action,
  credentialsElement,
  expirationAfter,
  type Params,
  type Service,
} from './action.ts';
import {
  type Constraints,
  MFA_CONSTRAINTS,
  scalarViolations,
  throwViolations,
} from './constraints.ts';
import { ROLE_CONSTRAINTS, sessionListViolations } from './role-constraints.ts';
import { roleSession } from './role-session.ts';
import { checkChainedSeconds, checkRoleSeconds, HOUR } from './session-length.ts';
import { checkPolicy, packedPolicySize } from './session-policy.ts';
import { checkSessionTags, transitiveTagKeys } from './session-tags.ts';
import { trustingRole } from './trust.ts';
import type { Caller } from './world.ts';

const CONSTRAINTS: Constraints = {
  ...ROLE_CONSTRAINTS,
  ExternalId: { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' },
  SourceIdentity: { min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
  ...MFA_CONSTRAINTS,
};

function checkRequest(params: Params, caller: Caller): void {
  throwViolations([...scalarViolations(params, CONSTRAINTS), ...sessionListViolations(params)]);
  checkPolicy(params);
  checkSessionTags(params, caller);
}

/** For how long a caller gets the role. The MFA code is used before the trust policy and the durations are checked. */
function grantedSeconds(params: Params, caller: Caller, service: Service): number {
  const hasMfa = service.mfaDevices.verify(caller, params, service.now()) || caller.hasMfaContext;
  const role = trustingRole(service.roles, caller, params, hasMfa);
  const seconds = Number(params.DurationSeconds ?? HOUR);
  if (caller.isTemporary) checkChainedSeconds(seconds);
  checkRoleSeconds(role, seconds);
  return role.sessionSeconds ?? seconds;
}

/** AssumeRole. */
export const assumeRole: Action = (params, caller, service) => {
  checkRequest(params, caller);
  const { RoleArn = '', RoleSessionName = '', SourceIdentity } = params;
  const PackedPolicySize = packedPolicySize(params);
  const tagKeys = transitiveTagKeys(params, caller);
  const session = {
    ...roleSession(RoleArn, RoleSessionName),
    transitiveTagKeys: tagKeys,
    assumedWithKeys: !caller.isTemporary,
  };
  const seconds = grantedSeconds(params, caller, service);
  const key = service.keyring.issue(session, expirationAfter(service.now(), seconds));
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: credentialsElement(key),
    PackedPolicySize,
    SourceIdentity,
  };
};

import { type Action, credentialsElement, expirationAfter, type Params } from './action.ts';
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
import type { Caller, StandInRole } from './world.ts';

const CONSTRAINTS: Constraints = {
  ...ROLE_CONSTRAINTS,
  ExternalId: { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' },
  SourceIdentity: { min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
  ...MFA_CONSTRAINTS,
};

function checkDuration(role: StandInRole, caller: Caller, seconds: number): void {
  if (caller.isTemporary) checkChainedSeconds(seconds);
  checkRoleSeconds(role, seconds);
}

function checkRequest(params: Params, caller: Caller): void {
  throwViolations([...scalarViolations(params, CONSTRAINTS), ...sessionListViolations(params)]);
  checkPolicy(params);
  checkSessionTags(params, caller);
}

/** AssumeRole. The MFA code is checked, and spent, before the trust policy and the durations are looked at. */
export const assumeRole: Action = (params, caller, service) => {
  checkRequest(params, caller);
  const { RoleArn = '', RoleSessionName = '', SourceIdentity } = params;
  const PackedPolicySize = packedPolicySize(params);
  const session = {
    ...roleSession(RoleArn, RoleSessionName),
    transitiveTagKeys: transitiveTagKeys(params, caller),
  };
  const now = service.now();
  const hasMfa = service.mfaDevices.verify(caller, params, now) || caller.hasMfaContext;
  const role = trustingRole(service.roles, caller, params, hasMfa);
  const seconds = Number(params.DurationSeconds ?? HOUR);
  checkDuration(role, caller, seconds);
  const key = service.keyring.issue(session, expirationAfter(now, seconds));
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: credentialsElement(key),
    PackedPolicySize,
    SourceIdentity,
  };
};

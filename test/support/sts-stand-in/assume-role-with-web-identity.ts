import { credentialsElement, expirationAfter, type Params, type UnsignedAction } from './action.ts';
import { type Constraints, scalarViolations, throwViolations } from './constraints.ts';
import { policyArnViolations, ROLE_CONSTRAINTS } from './role-constraints.ts';
import { roleSession } from './role-session.ts';
import { checkRoleSeconds, HOUR } from './session-length.ts';
import { checkPolicy, packedPolicySize } from './session-policy.ts';
import { webIdentityRole } from './web-identity.ts';

const CONSTRAINTS: Constraints = {
  ...ROLE_CONSTRAINTS,
  WebIdentityToken: { required: true, min: 4, max: 20_000 },
  ProviderId: { min: 4, max: 2048 },
};

function checkRequest(params: Params): void {
  throwViolations([...scalarViolations(params, CONSTRAINTS), ...policyArnViolations(params)]);
  checkPolicy(params);
}

/**
 * AssumeRoleWithWebIdentity. The call is not signed, so its session is not a chained one: the role's `MaxSessionDuration` is
 * the only limit.
 */
export const assumeRoleWithWebIdentity: UnsignedAction = (params, service) => {
  checkRequest(params);
  const { RoleArn = '', RoleSessionName = '' } = params;
  const session = roleSession(RoleArn, RoleSessionName);
  const PackedPolicySize = packedPolicySize(params);
  const role = webIdentityRole(params, service);
  const seconds = Number(params.DurationSeconds ?? HOUR);
  checkRoleSeconds(role, seconds);
  const key = service.keyring.issue(session, expirationAfter(service.now(), seconds));
  return {
    SubjectFromWebIdentityToken: 'system:serviceaccount:default:example',
    Audience: 'sts.amazonaws.com',
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: credentialsElement(key),
    Provider: `arn:aws:iam::${session.accountId}:oidc-provider/oidc.example.com`,
    PackedPolicySize,
  };
};

import { type Action, credentialsElement, expirationAfter } from './action.ts';
import { type Constraints, checkConstraints } from './constraints.ts';
import { accessDenied, validationError } from './refusal.ts';
import { checkPolicy, packedPolicySize } from './session-policy.ts';

const CONSTRAINTS: Constraints = {
  DurationSeconds: { min: 900, max: 129_600 },
  Name: { min: 2, max: 32, pattern: '[\\w+=,.@-]*' },
};
const DEFAULT_SECONDS = 43_200;

/**
 * GetFederationToken: for long-term keys only. Stricter than STS: a session without a policy may do nothing, so a call without one is
 * a mistake.
 */
export const getFederationToken: Action = (params, caller, service) => {
  checkConstraints(params, CONSTRAINTS);
  checkPolicy(params);
  if (params.Name === undefined || params.Policy === undefined)
    throw validationError('the stand-in wants a Name and a Policy');
  if (caller.isTemporary)
    throw accessDenied('Cannot call GetFederationToken with session credentials');
  const now = service.now();
  const seconds = Number(params.DurationSeconds ?? DEFAULT_SECONDS);
  const [, partition] = caller.arn.split(':');
  const arn = `arn:${partition}:sts::${caller.accountId}:federated-user/${params.Name}`;
  const userId = `${caller.accountId}:${params.Name}`;
  const session = { ...caller, arn, userId, isTemporary: true, hasMfaContext: false };
  const key = service.keyring.issue(session, expirationAfter(now, seconds));
  return {
    Credentials: credentialsElement(key),
    FederatedUser: { Arn: arn, FederatedUserId: userId },
    PackedPolicySize: String(packedPolicySize(params) ?? 0),
  };
};

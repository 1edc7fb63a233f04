import { type Action, credentialsElement, expirationAfter, type Params } from './action.ts';
import { parseRoleArn, uniqueId } from './arn.ts';
import { type Constraints, checkConstraints, MFA_CONSTRAINTS } from './constraints.ts';
import { validationError } from './refusal.ts';
import { trustingRole } from './trust.ts';
import type { Caller, StandInRole } from './world.ts';

const CONSTRAINTS: Constraints = {
  RoleArn: { required: true, min: 20, max: 2048 },
  RoleSessionName: { required: true, min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
  DurationSeconds: { min: 900, max: 43200 },
  ExternalId: { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' },
  SourceIdentity: { min: 2, max: 64, pattern: '[\\w+=,.@-]*' },
  ...MFA_CONSTRAINTS,
};
/** Three things in seconds: the default, the most a session can ask for, and the `MaxSessionDuration` of a new role. */
const HOUR = 3600;
/** The size, in bytes, of the packed policies that STS calls 100 percent. */
const PACKED_POLICY_BYTES = 2048;

function checkDuration(role: StandInRole, caller: Caller, seconds: number): void {
  if (caller.isTemporary && seconds > HOUR) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > (role.maxSessionSeconds ?? HOUR)) {
    throw validationError(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}

function roleSession(role: string, sessionName: string): Caller {
  const parts = parseRoleArn(role);
  if (!parts) throw validationError(`${role} is invalid`);
  const { partition, accountId, name } = parts;
  return {
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName}`,
    principalArn: role,
    accountId,
    userId: `${uniqueId('AROA', role)}:${sessionName}`,
    mfa: undefined,
    isTemporary: true,
    hasMfaContext: false,
  };
}

function packedPolicySize(params: Params): number | undefined {
  const policies = Object.entries(params)
    .filter(([name]) => name === 'Policy' || name.startsWith('PolicyArns.'))
    .map(([, value]) => value)
    .join('');
  const percent = Math.ceil((Buffer.byteLength(policies) / PACKED_POLICY_BYTES) * 100);
  return percent > 0 ? percent : undefined;
}

/** AssumeRole. The MFA code is checked, and spent, before the trust policy and the durations are looked at. */
export const assumeRole: Action = (params, caller, service) => {
  checkConstraints(params, CONSTRAINTS);
  const { RoleArn = '', RoleSessionName = '', SourceIdentity } = params;
  const session = roleSession(RoleArn, RoleSessionName);
  const now = service.now();
  const hasMfa = service.mfaDevices.verify(caller, params, now) || caller.hasMfaContext;
  const role = trustingRole(service.roles, caller, params, hasMfa);
  const seconds = Number(params.DurationSeconds ?? HOUR);
  checkDuration(role, caller, seconds);
  const key = service.keyring.issue(session, expirationAfter(now, seconds));
  return {
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: credentialsElement(key),
    PackedPolicySize: packedPolicySize(params),
    SourceIdentity,
  };
};

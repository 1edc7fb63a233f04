import { createHash } from 'node:crypto';
import { credentialsElement, expirationAfter, type Params, type UnsignedAction } from './action.ts';
import { type Constraints, scalarViolations, throwViolations } from './constraints.ts';
import { policyArnViolations, ROLE_CONSTRAINTS } from './role-constraints.ts';
import { roleSession } from './role-session.ts';
import { samlRole } from './saml.ts';
import { checkRoleSeconds, HOUR } from './session-length.ts';
import { checkPolicy, packedPolicySize } from './session-policy.ts';

const { RoleSessionName: _, ...SHARED } = ROLE_CONSTRAINTS;

const CONSTRAINTS: Constraints = {
  ...SHARED,
  PrincipalArn: { required: true, min: 20, max: 2048 },
  SAMLAssertion: { required: true, min: 4, max: 100_000 },
};

function checkRequest(params: Params): void {
  throwViolations([...scalarViolations(params, CONSTRAINTS), ...policyArnViolations(params)]);
  checkPolicy(params);
}

/** A hash of the issuer, the account and the provider's name (STS API reference, `NameQualifier`). */
function nameQualifier(issuer: string, accountId: string, providerArn: string): string {
  const name = providerArn.replace(/.*:saml-provider/, '');
  return createHash('sha1').update(`${issuer}${accountId}${name}`).digest('base64');
}

/** AssumeRoleWithSAML. The call is not signed, so the role's `MaxSessionDuration` is the only limit. */
export const assumeRoleWithSaml: UnsignedAction = (params, service) => {
  checkRequest(params);
  const { RoleArn = '', PrincipalArn = '' } = params;
  const PackedPolicySize = packedPolicySize(params);
  const { role, sessionName, subject, issuer, audience } = samlRole(params, service);
  const session = roleSession(RoleArn, sessionName);
  const seconds = Number(params.DurationSeconds ?? HOUR);
  checkRoleSeconds(role, seconds);
  const key = service.keyring.issue(session, expirationAfter(service.now(), seconds));
  return {
    Issuer: issuer,
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: credentialsElement(key),
    Audience: audience,
    SubjectType: 'persistent',
    Subject: subject,
    NameQualifier: nameQualifier(issuer, session.accountId, PrincipalArn),
    PackedPolicySize,
  };
};

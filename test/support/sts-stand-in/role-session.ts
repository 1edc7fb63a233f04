import { parseRoleArn, uniqueId } from './arn.ts';
import { validationError } from './refusal.ts';
import type { Caller } from './world.ts';

/**
 * Who signs with the keys of a session of a role.
 *
 * @throws Refusal ValidationError if this is no ARN of a role
 */
export function roleSession(role: string, sessionName: string): Caller {
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

import type { RoleArn } from '../config/plan.ts';

/**
 * Whether an assumed-role ARN is of this role: same partition, account and role name. Tools that did
 * not look have served another role's credentials (mmmorris1975/aws-runas#25, #76).
 *
 * @param assumedRoleArn `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`, without the role's path
 */
export function isSessionOf(assumedRoleArn: string, role: RoleArn): boolean {
  const { partition, accountId, roleName } = role;
  return assumedRoleArn.startsWith(`arn:${partition}:sts::${accountId}:assumed-role/${roleName}/`);
}

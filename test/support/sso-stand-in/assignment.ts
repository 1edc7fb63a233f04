import { noise } from '../noise.ts';

/** A permission set that a user may use in an account. */
export interface SsoAssignment {
  /** Twelve digits. */
  readonly accountId: string;
  /** The name of the permission set: `sso_role_name`. */
  readonly roleName: string;
}

/** The ARN of the role that IAM Identity Center makes for a permission set in an account. */
export function assignedRoleArn({ accountId, roleName }: SsoAssignment): string {
  const suffix = Buffer.from(noise(`${accountId} ${roleName}`, 8)).toString('hex');
  const path = 'aws-reserved/sso.amazonaws.com/eu-west-1';
  return `arn:aws:iam::${accountId}:role/${path}/AWSReservedSSO_${roleName}_${suffix}`;
}

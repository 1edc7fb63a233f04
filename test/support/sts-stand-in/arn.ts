import { createHash } from 'node:crypto';
import type { StandInUser } from './world.ts';

/** A role's ARN taken apart; `path` is part of the IAM ARN only, the STS ARN of its sessions leaves it out. */
export interface RoleArnParts {
  readonly partition: string;
  readonly accountId: string;
  readonly name: string;
}

/** Takes `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME` apart; anything else is `undefined`. */
export function parseRoleArn(arn: string): RoleArnParts | undefined {
  const match = /^arn:([\w-]+):iam::(\d{12}):role\/(?:\S+\/)?([\w+=,.@-]{1,64})$/.exec(arn);
  const [, partition, accountId, name] = match ?? [];
  return partition && accountId && name ? { partition, accountId, name } : undefined;
}

/** The IAM ARN of a user. */
export function userArn({ partition = 'aws', accountId, userName }: StandInUser): string {
  const resource = userName === 'root' ? userName : `user/${userName}`;
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

/** The ARN that stands for everyone in the account of another ARN. */
export function accountRootArn(arn: string): string {
  const [, partition, , , accountId] = arn.split(':');
  return `arn:${partition}:iam::${accountId}:root`;
}

/**
 * IAM's unique id of a user or role: always the same for the same ARN, and recognisable as an example.
 *
 * @param prefix `AIDA` for users, `AROA` for roles
 */
export function uniqueId(prefix: string, arn: string): string {
  const digest = createHash('sha256').update(arn).digest('hex').toUpperCase();
  return `${prefix}EXAMPLE${digest.slice(0, 10)}`;
}

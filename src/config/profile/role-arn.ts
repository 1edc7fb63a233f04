/** `role_arn`: the name of an IAM role, the one part of the configuration that decides which account is handed out. */
import type { RoleArn } from '../plan.ts';
import type { ValueRule } from './rules.ts';

// Account, path and name as IAM's CreateRole takes them; the path is `/` or printable ASCII between slashes.
const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/;
const LONGEST = 2048;

/** A role of any partition. */
export const roleArnRule: ValueRule<RoleArn> = {
  problem: 'must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME',
  parse(arn) {
    if (arn.length > LONGEST) return undefined;
    const [, partition, accountId, roleName] = ROLE_ARN.exec(arn) ?? [];
    if (!partition || !accountId || !roleName) return undefined;
    return { arn, partition, accountId, roleName };
  },
};

import type { Params } from './action.ts';
import { accountRootArn } from './arn.ts';
import { accessDenied } from './refusal.ts';
import type { Caller, StandInRole } from './world.ts';

function trusts(role: StandInRole, caller: Caller, params: Params, hasMfa: boolean): boolean {
  const { principalArn } = caller;
  const named = role.trusts.includes(principalArn);
  return (
    (named || role.trusts.includes(accountRootArn(principalArn))) &&
    (role.externalId === undefined || role.externalId === params.ExternalId) &&
    (!role.requiresMfa || hasMfa)
  );
}

/**
 * The role that a caller asks for by `RoleArn`.
 *
 * @param hasMfa `aws:MultiFactorAuthPresent` of this call
 * @throws Refusal AccessDenied if its trust policy does not allow the call, or, in the same words, if there is no such role
 */
export function trustingRole(
  roles: readonly StandInRole[],
  caller: Caller,
  params: Params,
  hasMfa: boolean,
): StandInRole {
  const role = roles.find(({ arn }) => arn === params.RoleArn);
  if (role && trusts(role, caller, params, hasMfa)) return role;
  throw accessDenied(
    `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${params.RoleArn}`,
  );
}

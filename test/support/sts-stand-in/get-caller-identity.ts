import type { Action } from './action.ts';

/** GetCallerIdentity: needs no permission, so every valid key may call it. */
export const getCallerIdentity: Action = (_params, caller) => ({
  Arn: caller.arn,
  UserId: caller.userId,
  Account: caller.accountId,
});

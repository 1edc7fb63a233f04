import type { Action } from './action.ts';
import { Refusal } from './refusal.ts';

/**
 * ListMFADevices of IAM, for the user that signs: without a user name there is no other. Of a role session IAM wants a name
 * (IAM API reference, "ListMFADevices").
 */
export const listMfaDevices: Action = (params, caller) => {
  const [, userName] = /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn) ?? [];
  if (userName === undefined || params.UserName !== undefined)
    throw new Refusal(
      400,
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
    );
  if (caller.otherDevices === 'denied')
    throw new Refusal(
      403,
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: iam:ListMFADevices on resource: user ${userName} because no identity-based policy allows the iam:ListMFADevices action`,
    );
  const serials = [...(caller.mfa ? [caller.mfa.serial] : []), ...(caller.otherDevices ?? [])];
  const members = serials.map((serial) => ({
    UserName: userName,
    SerialNumber: serial,
    EnableDate: '2026-01-01T00:00:00Z',
  }));
  return { IsTruncated: 'false', MFADevices: { member: members } };
};

import { isoSeconds } from '../iso-seconds.ts';
import type { Action, Params, Service } from './action.ts';
import { type Constraints, checkConstraints } from './constraints.ts';
import type { LongTermKey } from './keyring.ts';
import { accessDenied, Refusal, validationError } from './refusal.ts';
import type { Caller } from './world.ts';

// The actions of IAM on the access keys of the user that signs. A caller may name another user with UserName, which the stand-in does not
// know (IAM API reference, "CreateAccessKey", "ListAccessKeys", "UpdateAccessKey", "DeleteAccessKey").

const MOST_KEYS = 2;

const KEY_ID: Constraints = {
  AccessKeyId: { required: true, min: 16, max: 128, pattern: '[\\w]+' },
};

function userNameOf(caller: Caller, action: string, params: Params): string {
  const [, userName] = /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn) ?? [];
  if (userName === undefined || caller.isTemporary || params.UserName !== undefined)
    throw validationError('Must specify userName when calling with non-User credentials');
  if (caller.deniedKeyActions?.includes(action))
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: iam:${action} on resource: user ${userName} because no identity-based policy allows the iam:${action} action`,
    );
  return userName;
}

function ownKey(caller: Caller, { AccessKeyId }: Params, { keyring }: Service): LongTermKey {
  const key = keyring.keysOf(caller.arn).find(({ accessKeyId }) => accessKeyId === AccessKeyId);
  if (key) return key;
  throw new Refusal(404, 'NoSuchEntity', `The Access Key with id ${AccessKeyId} cannot be found.`);
}

const statusOf = ({ longTerm }: LongTermKey) => (longTerm.isActive ? 'Active' : 'Inactive');

/** ListAccessKeys: never the secrets. */
export const listAccessKeys: Action = (params, caller, { keyring }) => {
  const userName = userNameOf(caller, 'ListAccessKeys', params);
  const member = keyring.keysOf(caller.arn).map((key) => ({
    UserName: userName,
    AccessKeyId: key.accessKeyId,
    Status: statusOf(key),
    CreateDate: isoSeconds(key.longTerm.createdAt),
  }));
  return { UserName: userName, AccessKeyMetadata: { member }, IsTruncated: 'false' };
};

/** CreateAccessKey: an inactive key counts for the quota too. */
export const createAccessKey: Action = (params, caller, service) => {
  const userName = userNameOf(caller, 'CreateAccessKey', params);
  if (service.keyring.keysOf(caller.arn).length >= MOST_KEYS)
    throw new Refusal(
      409,
      'LimitExceeded',
      `Cannot exceed quota for AccessKeysPerUser: ${MOST_KEYS}`,
    );
  const now = service.now();
  const key = service.keyring.create(caller, now, now + service.newKeyDelayMs);
  return {
    AccessKey: {
      UserName: userName,
      AccessKeyId: key.accessKeyId,
      Status: statusOf(key),
      SecretAccessKey: key.secretAccessKey,
      CreateDate: isoSeconds(key.longTerm.createdAt),
    },
  };
};

/** UpdateAccessKey: `Active` or `Inactive`, and no result. */
export const updateAccessKey: Action = (params, caller, service) => {
  userNameOf(caller, 'UpdateAccessKey', params);
  checkConstraints(params, KEY_ID);
  const { Status } = params;
  if (Status !== 'Active' && Status !== 'Inactive')
    throw validationError(
      `1 validation error detected: Value '${Status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`,
    );
  ownKey(caller, params, service).longTerm.isActive = Status === 'Active';
  return {};
};

/** DeleteAccessKey: also of an active key, and of the one that signs; no result. */
export const deleteAccessKey: Action = (params, caller, service) => {
  userNameOf(caller, 'DeleteAccessKey', params);
  checkConstraints(params, KEY_ID);
  service.keyring.delete(ownKey(caller, params, service).accessKeyId);
  return {};
};

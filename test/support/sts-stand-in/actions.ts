import {
  createAccessKey,
  deleteAccessKey,
  listAccessKeys,
  updateAccessKey,
} from './access-keys.ts';
import type { Action, Params, Service, UnsignedAction } from './action.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoleWithSaml } from './assume-role-with-saml.ts';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts';
import { authenticate } from './authenticate.ts';
import type { WireRequest } from './canonical-request.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { getFederationToken } from './get-federation-token.ts';
import { getSessionToken } from './get-session-token.ts';
import { listMfaDevices } from './list-mfa-devices.ts';
import { Refusal } from './refusal.ts';
import type { XmlFields } from './xml.ts';

const ACTIONS = new Map<string | undefined, Action>([
  ['AssumeRole', assumeRole],
  ['GetFederationToken', getFederationToken],
  ['GetSessionToken', getSessionToken],
  ['GetCallerIdentity', getCallerIdentity],
  ['ListMFADevices', listMfaDevices],
  ['CreateAccessKey', createAccessKey],
  ['DeleteAccessKey', deleteAccessKey],
  ['ListAccessKeys', listAccessKeys],
  ['UpdateAccessKey', updateAccessKey],
]);
/** Actions of IAM, which listens at the same address here. */
const IAM_ACTIONS = new Set<string | undefined>([
  'ListMFADevices',
  'CreateAccessKey',
  'DeleteAccessKey',
  'ListAccessKeys',
  'UpdateAccessKey',
]);
const UNSIGNED_ACTIONS = new Map<string | undefined, UnsignedAction>([
  ['AssumeRoleWithSAML', assumeRoleWithSaml],
  ['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity],
]);
const VERSION = { sts: '2011-06-15', iam: '2010-05-08' };

/** The service of an action, as its signature must name it. */
function serviceOf({ Action }: Params): keyof typeof VERSION {
  return IAM_ACTIONS.has(Action) ? 'iam' : 'sts';
}

function checkOperation<A>(
  request: WireRequest,
  params: Params,
  action: A | undefined,
): asserts action is A {
  if (action && params.Version === VERSION[serviceOf(params)] && request.method === 'POST') return;
  const message = `Could not find operation ${params.Action} for version ${params.Version}`;
  throw new Refusal(400, 'InvalidAction', message);
}

/** Stricter than STS, which does not look at a signature here: the call must not show keys that it does not need. */
function checkUnsigned({ headers }: WireRequest, { Action }: Params): void {
  if (headers.authorization === undefined) return;
  throw new Refusal(400, 'ValidationError', `the stand-in takes no signature for ${Action}`);
}

/**
 * Does what a request asks for, and gives the contents of the result element.
 *
 * @throws Refusal with the answer of STS where the request is not as it must be, or not allowed
 */
export function perform(request: WireRequest, params: Params, service: Service): XmlFields {
  const unsigned = UNSIGNED_ACTIONS.get(params.Action);
  if (unsigned) {
    checkOperation(request, params, unsigned);
    if (unsigned === assumeRoleWithSaml) checkUnsigned(request, params);
    return unsigned(params, service);
  }
  const caller = authenticate(request, service.keyring, service.now(), serviceOf(params));
  const action = ACTIONS.get(params.Action);
  checkOperation(request, params, action);
  return action(params, caller, service);
}

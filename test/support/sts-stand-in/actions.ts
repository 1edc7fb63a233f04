import type { Action, Params, Service } from './action.ts';
import { assumeRole } from './assume-role.ts';
import { authenticate } from './authenticate.ts';
import type { WireRequest } from './canonical-request.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { getSessionToken } from './get-session-token.ts';
import { Refusal } from './refusal.ts';
import type { XmlFields } from './xml.ts';

const ACTIONS = new Map<string | undefined, Action>([
  ['AssumeRole', assumeRole],
  ['GetSessionToken', getSessionToken],
  ['GetCallerIdentity', getCallerIdentity],
]);
const VERSION = '2011-06-15';

/**
 * Does what a request asks for, and gives the contents of the result element.
 *
 * @throws Refusal with the answer of STS where the request is not as it must be, or not allowed
 */
export function perform(request: WireRequest, params: Params, service: Service): XmlFields {
  const caller = authenticate(request, service.keyring, service.now());
  const action = ACTIONS.get(params.Action);
  if (!action || params.Version !== VERSION || request.method !== 'POST') {
    const message = `Could not find operation ${params.Action} for version ${params.Version}`;
    throw new Refusal(400, 'InvalidAction', message);
  }
  return action(params, caller, service);
}

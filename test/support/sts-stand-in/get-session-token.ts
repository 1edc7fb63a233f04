import { type Action, credentialsElement, expirationAfter } from './action.ts';
import { type Constraints, checkConstraints, MFA_CONSTRAINTS } from './constraints.ts';
import { accessDenied } from './refusal.ts';

const CONSTRAINTS: Constraints = {
  DurationSeconds: { min: 900, max: 129_600 },
  ...MFA_CONSTRAINTS,
};
const DEFAULT_SECONDS = 43_200;

/** GetSessionToken: for long-term keys only. With a code, what it gives carries the MFA context onward. */
export const getSessionToken: Action = (params, caller, service) => {
  checkConstraints(params, CONSTRAINTS);
  if (caller.isTemporary) {
    throw accessDenied('Cannot call GetSessionToken with session credentials');
  }
  const now = service.now();
  const hasMfaContext = service.mfaDevices.verify(caller, params, now);
  const seconds = Number(params.DurationSeconds ?? DEFAULT_SECONDS);
  const session = { ...caller, isTemporary: true, hasMfaContext };
  const key = service.keyring.issue(session, expirationAfter(now, seconds));
  return { Credentials: credentialsElement(key) };
};

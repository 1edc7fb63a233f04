import type { Params, Service } from './action.ts';
import { accessDenied, Refusal } from './refusal.ts';
import type { StandInRole } from './world.ts';

function checkExpired(token: string, { expiredWebIdentityTokens, now }: Service): void {
  if (!expiredWebIdentityTokens.includes(token)) return;
  const seconds = Math.floor(now() / 1000);
  // STS has no space before the second number.
  const message = `Token expired: current date/time ${seconds} must be before the expiration date/time${seconds - 60}`;
  throw new Refusal(400, 'ExpiredTokenException', message);
}

function checkKnown(token: string, roles: readonly StandInRole[]): void {
  if (roles.some(({ trustsWebIdentity }) => trustsWebIdentity === token)) return;
  const message =
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)';
  throw new Refusal(400, 'InvalidIdentityToken', message);
}

/**
 * The role that a caller asks for by `RoleArn` with a web identity token.
 *
 * @throws Refusal ExpiredTokenException for an expired token, InvalidIdentityToken for an unknown one,
 *   AccessDenied for a role that trusts no such token, or, in the same words, if there is no such role
 */
export function webIdentityRole(params: Params, service: Service): StandInRole {
  const { RoleArn, WebIdentityToken = '' } = params;
  checkExpired(WebIdentityToken, service);
  const role = service.roles.find(({ arn }) => arn === RoleArn);
  if (role?.trustsWebIdentity !== undefined) {
    checkKnown(WebIdentityToken, service.roles);
    if (role.trustsWebIdentity === WebIdentityToken) return role;
  }
  throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
}

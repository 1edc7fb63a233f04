/** A role of IAM Identity Center, for the token that `aws sso login` has left; the SDK renews the token where it can. */

import { fromSSO } from '@aws-sdk/credential-provider-sso';
import { SSOClient } from '@aws-sdk/nested-clients/sso';
import { ssoKeys } from '../config/keys.ts';
import type { SsoSource } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { logRequests } from '../http/log-requests.ts';
import { clientSettings, requestHandler } from '../http/request-handler.ts';
import { type ProviderDeps, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason, virtualConfig, withEnvironment } from './sdk.ts';
import { signInProblem, ssoFile } from './sign-in-files.ts';

/**
 * The credentials of the role.
 *
 * @throws SourceError `signed-out`, `no-credentials`; ConfigError and CaBundleError for how to call; NoHomeError
 */
export async function ssoCredentials(base: SsoSource, deps: ProviderDeps): Promise<Credentials> {
  const problem = signInProblem(ssoFile(base, deps.home));
  if (problem !== undefined) throw noCredentials(problem, base);
  const { portal, oidc, transport, session } = base;
  const handler = requestHandler({ env: deps.env, caBundle: transport.caBundle });
  const ssoClient = new SSOClient(clientSettings(portal, transport, handler));
  logRequests(ssoClient, { name: 'SSO', region: portal.region }, deps);
  const provider = fromSSO({
    ...ssoConfig(base),
    ssoStartUrl: base.startUrl,
    ssoAccountId: base.accountId,
    ssoRoleName: base.roleName,
    ssoRegion: portal.region,
    ...(session === undefined ? {} : { ssoSession: session }),
    ssoClient,
    // With a client for the portal, these are only for renewing the token.
    clientConfig: clientSettings(oidc, transport, handler),
  });
  try {
    return await sdkCredentials(
      // The SDK uses the working folder where the home is empty or relative.
      () => withEnvironment({ HOME: deps.home }, provider),
      deps,
      (error) => ssoError(error, base),
    );
  } finally {
    handler.destroy();
  }
}

function ssoConfig({ session, startUrl, portal, accountId, roleName }: SsoSource) {
  const signIn = { [ssoKeys.startUrl]: startUrl, [ssoKeys.region]: portal.region };
  const role = { [ssoKeys.accountId]: accountId, [ssoKeys.roleName]: roleName };
  if (session === undefined) return virtualConfig({ ...role, ...signIn });
  const profile = { ...role, [ssoKeys.session]: session };
  return virtualConfig(profile, { [`sso-session ${session}`]: signIn });
}

// The SDK's sentences about the token all say what to run; a token that was taken back is Unauthorized.
const SIGNED_OUT = /aws sso login|UnauthorizedException/;
const MISSING_ROLE = /ForbiddenException/;

function ssoError(error: unknown, base: SsoSource): SourceError {
  const { profile, session, at } = base;
  const message = `${(error as Error).name}: ${(error as Error).message}`;
  if (SIGNED_OUT.test(message)) {
    const [key, name] = session === undefined ? ['profile', profile] : ['sso-session', session];
    const command = `aws sso login --${key} ${name}`;
    return new SourceError({ kind: 'signed-out', profile, command, key: ssoKeys.accountId, at });
  }
  const reason = MISSING_ROLE.test(message)
    ? `no access to role ${base.roleName} in account ${base.accountId}`
    : sdkReason(error);
  return noCredentials(reason, base);
}

function noCredentials(reason: string, { profile, at }: SsoSource): SourceError {
  const source = 'IAM Identity Center';
  return new SourceError({
    kind: 'no-credentials',
    profile,
    source,
    reason,
    key: ssoKeys.accountId,
    at,
  });
}

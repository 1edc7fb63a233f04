/** Gets the credentials of an IAM Identity Center role with the token of `aws sso login`; the SDK renews the token if it can. */

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
 * Gets the credentials of the role.
 *
 * @throws SourceError `signed-out`, `no-credentials`; ConfigError and CaBundleError for invalid client options; NoHomeError
 */
export async function ssoCredentials(source: SsoSource, deps: ProviderDeps): Promise<Credentials> {
  const problem = signInProblem(ssoFile(source, deps.home));
  if (problem !== undefined) throw noCredentials(problem, source);
  const { portal, oidc, transport, session } = source;
  const handler = requestHandler({ env: deps.env, caBundle: transport.caBundle });
  const ssoClient = new SSOClient(clientSettings(portal, transport, handler));
  logRequests(ssoClient, { name: 'SSO', region: portal.region }, deps);
  const provider = fromSSO({
    ...ssoConfig(source),
    ssoStartUrl: source.startUrl,
    ssoAccountId: source.accountId,
    ssoRoleName: source.roleName,
    ssoRegion: portal.region,
    ...(session === undefined ? {} : { ssoSession: session }),
    ssoClient,
    // The portal has its own client, so these settings are only for the renewal of the token.
    clientConfig: clientSettings(oidc, transport, handler),
  });
  try {
    return await sdkCredentials(
      // The SDK uses the working folder if the home is empty or relative.
      () => withEnvironment({ HOME: deps.home }, provider),
      deps,
      (error) => ssoError(error, source),
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

// All SDK messages about the token name the command to run; the error for a revoked token is Unauthorized.
const SIGNED_OUT = /aws sso login|UnauthorizedException/;
const MISSING_ROLE = /ForbiddenException/;

function ssoError(error: unknown, source: SsoSource): SourceError {
  const { profile, session, at } = source;
  const message = `${(error as Error).name}: ${(error as Error).message}`;
  if (SIGNED_OUT.test(message)) {
    const [key, name] = session === undefined ? ['profile', profile] : ['sso-session', session];
    const command = `aws sso login --${key} ${name}`;
    return new SourceError({ kind: 'signed-out', profile, command, key: ssoKeys.accountId, at });
  }
  const reason = MISSING_ROLE.test(message)
    ? `no access to role ${source.roleName} in account ${source.accountId}`
    : sdkReason(error);
  return noCredentials(reason, source);
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

/**
 * Gets credentials with a sign-in of the AWS CLI: of an IAM Identity Center role with the token of `aws sso login`, and with the
 * console sign-in of `aws login`. The SDK renews a sign-in if it can. Its code is loaded only to get credentials, because doctor
 * needs the names of the files.
 */

import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { loginKeys, ssoKeys } from '../config/keys.ts';
import type { LoginSource, SsoSource } from '../config/plan.ts';
import { SMALL_LIMIT } from '../config/read-file.ts';
import type { Credentials } from '../credentials.ts';
import { DOT_AWS, inHome } from '../fast-path/paths.ts';
import { clientSettings, requestHandler } from '../http/request-handler.ts';
import { logRequests } from '../http/requests.ts';
import type { Environment } from '../system.ts';
import { type ProviderDeps, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason, virtualConfig, withEnvironment } from './sdk.ts';

/** Gets the credentials of one sign-in as often as it is asked; its clients and connections are the same each time. */
export interface SignIn {
  get(): Promise<Credentials>;
  /** Closes the connections. */
  destroy(): void;
}

async function once(signIn: SignIn): Promise<Credentials> {
  try {
    return await signIn.get();
  } finally {
    signIn.destroy();
  }
}

// IAM Identity Center.

/**
 * Gets the credentials of the role.
 *
 * @throws SourceError `signed-out`, `no-credentials`; ConfigError and CaBundleError for invalid client options; NoHomeError
 */
export async function ssoCredentials(source: SsoSource, deps: ProviderDeps): Promise<Credentials> {
  return once(await ssoSignIn(source, deps));
}

/** The sign-in of the role. @throws as `ssoCredentials` */
export async function ssoSignIn(source: SsoSource, deps: ProviderDeps): Promise<SignIn> {
  const problem = signInProblem(ssoFile(source, deps.home));
  if (problem !== undefined) throw noSsoCredentials(problem, source);
  const { portal, oidc, transport, session } = source;
  const [{ fromSSO }, { SSOClient }] = await Promise.all([
    import('@aws-sdk/credential-provider-sso'),
    import('@aws-sdk/nested-clients/sso'),
  ]);
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
  const get = () =>
    sdkCredentials(
      // The SDK uses the working folder if the home is empty or relative.
      () => withEnvironment({ HOME: deps.home }, provider),
      deps,
      (error) => ssoError(error, source),
    );
  return { get, destroy: () => handler.destroy() };
}

function ssoConfig({ session, startUrl, portal, accountId, roleName }: SsoSource) {
  const signIn = { [ssoKeys.startUrl]: startUrl, [ssoKeys.region]: portal.region };
  const role = { [ssoKeys.accountId]: accountId, [ssoKeys.roleName]: roleName };
  if (session === undefined) return virtualConfig({ ...role, ...signIn });
  const profile = { ...role, [ssoKeys.session]: session };
  return virtualConfig(profile, { [`sso-session ${session}`]: signIn });
}

// All SDK messages about the token name the command to run; the error for a revoked token is Unauthorized.
const SSO_SIGNED_OUT = /aws sso login|UnauthorizedException/;
const MISSING_ROLE = /ForbiddenException/;

function ssoError(error: unknown, source: SsoSource): SourceError {
  const { profile, session, at } = source;
  const message = `${(error as Error).name}: ${(error as Error).message}`;
  if (SSO_SIGNED_OUT.test(message)) {
    const [key, name] = session === undefined ? ['profile', profile] : ['sso-session', session];
    const command = `aws sso login --${key} ${name}`;
    return new SourceError({ kind: 'signed-out', profile, command, key: ssoKeys.accountId, at });
  }
  const reason = MISSING_ROLE.test(message)
    ? `no access to role ${source.roleName} in account ${source.accountId}`
    : sdkReason(error);
  return noSsoCredentials(reason, source);
}

function noSsoCredentials(reason: string, { profile, at }: SsoSource): SourceError {
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

// `aws login`: the SDK renews the sign-in with its refresh token.

/**
 * Gets the credentials of the login session.
 *
 * @throws SourceError `signed-out`, `no-credentials`; ConfigError and CaBundleError for invalid client options; NoHomeError
 */
export async function loginCredentials(
  source: LoginSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  return once(await loginSignIn(source, deps));
}

/** The sign-in of the login session. @throws as `loginCredentials` */
export async function loginSignIn(source: LoginSource, deps: ProviderDeps): Promise<SignIn> {
  const folder = loginFolder(deps.env, deps.home);
  const problem = signInProblem(loginFile(source, folder));
  if (problem !== undefined) throw noLoginCredentials(problem, source);
  const { endpoint, transport, loginSession } = source;
  const { fromLoginCredentials } = await import('@aws-sdk/credential-provider-login');
  const handler = requestHandler({ env: deps.env, caBundle: transport.caBundle });
  const provider = fromLoginCredentials({
    ...virtualConfig({ [loginKeys.loginSession]: loginSession }),
    clientConfig: clientSettings(endpoint, transport, handler),
  });
  const get = () =>
    sdkCredentials(
      // The SDK uses the working folder if this variable, or the home, is empty.
      () => withEnvironment({ AWS_LOGIN_CACHE_DIRECTORY: folder }, provider),
      deps,
      (error) => loginError(error, source),
    );
  return { get, destroy: () => handler.destroy() };
}

// The SDK's messages for a missing file, a broken file, and a sign-in that the service no longer renews. One is known by
// its back quotes; the same message without them is about a service that failed.
const LOGIN_SIGNED_OUT = /load (?:a )?token|missing fields|Please reauthenticate|`aws login`/;

function loginError(error: unknown, source: LoginSource): SourceError {
  const { profile, at } = source;
  const { message } = error as Error;
  const key = loginKeys.loginSession;
  const command = `aws login --profile ${profile}`;
  if (LOGIN_SIGNED_OUT.test(message))
    return new SourceError({ kind: 'signed-out', profile, command, key, at });
  return noLoginCredentials(sdkReason(error), source);
}

function noLoginCredentials(reason: string, { profile, at }: LoginSource): SourceError {
  const source = 'the sign-in service';
  const key = loginKeys.loginSession;
  return new SourceError({ kind: 'no-credentials', profile, source, reason, key, at });
}

// The files in which AWS stores sign-ins: where they are, and what is checked. The SDK's providers read them without a size limit, and wait for a
// pipe even when the program must end, so swrole first rejects everything but regular files of at most 1 MiB.
//
// @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html

/** The token file of an IAM Identity Center sign-in: the SHA-1 of the session name, or of the start URL in the older form. @throws NoHomeError */
export function ssoFile(
  { session, startUrl }: Pick<SsoSource, 'session' | 'startUrl'>,
  home: string,
): string {
  return inHome(home, DOT_AWS, 'sso', 'cache', hashedName('sha1', session ?? startUrl));
}

/** The folder of console sign-ins; an empty variable counts as unset. @throws NoHomeError */
export function loginFolder(
  { AWS_LOGIN_CACHE_DIRECTORY: configured }: Environment,
  home: string,
): string {
  return configured || inHome(home, DOT_AWS, 'login', 'cache');
}

/** The file of a console sign-in: the SHA-256 of the login session. */
export function loginFile({ loginSession }: Pick<LoginSource, 'loginSession'>, folder: string) {
  return join(folder, hashedName('sha256', loginSession));
}

function hashedName(algorithm: 'sha1' | 'sha256', text: string): string {
  return `${createHash(algorithm).update(text).digest('hex')}.json`;
}

/** Why the SDK must not read a sign-in file; `undefined` if it may, or if the file does not exist. */
function signInProblem(path: string): string | undefined {
  const stats = statsOf(path);
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return `${path} is not a regular file`;
  return stats.size > SMALL_LIMIT ? `${path} is larger than 1 MiB` : undefined;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Gets credentials from the console sign-in of `aws login`; the SDK renews the sign-in with its refresh token. */

import { fromLoginCredentials } from '@aws-sdk/credential-provider-login';
import { loginKeys } from '../config/keys.ts';
import type { LoginSource } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { clientSettings, requestHandler } from '../http/request-handler.ts';
import { type ProviderDeps, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason, virtualConfig, withEnvironment } from './sdk.ts';
import { loginFile, loginFolder, signInProblem } from './sign-in-files.ts';

/**
 * Gets the credentials of the login session.
 *
 * @throws SourceError `signed-out`, `no-credentials`; ConfigError and CaBundleError for invalid client options; NoHomeError
 */
export async function loginCredentials(
  source: LoginSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  const folder = loginFolder(deps.env, deps.home);
  const problem = signInProblem(loginFile(source, folder));
  if (problem !== undefined) throw noCredentials(problem, source);
  const { endpoint, transport, loginSession } = source;
  const handler = requestHandler({ env: deps.env, caBundle: transport.caBundle });
  const provider = fromLoginCredentials({
    ...virtualConfig({ [loginKeys.loginSession]: loginSession }),
    clientConfig: clientSettings(endpoint, transport, handler),
  });
  try {
    return await sdkCredentials(
      // The SDK uses the working folder if this variable, or the home, is empty.
      () => withEnvironment({ AWS_LOGIN_CACHE_DIRECTORY: folder }, provider),
      deps,
      (error) => loginError(error, source),
    );
  } finally {
    handler.destroy();
  }
}

// The SDK's messages for a missing file, a broken file, and a sign-in that the service no longer renews. One is known by
// its back quotes; the same message without them is about a service that failed.
const SIGNED_OUT = /load (?:a )?token|missing fields|Please reauthenticate|`aws login`/;

function loginError(error: unknown, source: LoginSource): SourceError {
  const { profile, at } = source;
  const { message } = error as Error;
  const key = loginKeys.loginSession;
  const command = `aws login --profile ${profile}`;
  if (SIGNED_OUT.test(message))
    return new SourceError({ kind: 'signed-out', profile, command, key, at });
  return noCredentials(sdkReason(error), source);
}

function noCredentials(reason: string, { profile, at }: LoginSource): SourceError {
  const source = 'the sign-in service';
  const key = loginKeys.loginSession;
  return new SourceError({ kind: 'no-credentials', profile, source, reason, key, at });
}

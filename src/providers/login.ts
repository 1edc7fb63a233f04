/** The console session of `aws login`; the SDK renews it by its refresh token. */

import { fromLoginCredentials } from '@aws-sdk/credential-provider-login';
import { loginKeys } from '../config/keys.ts';
import type { LoginSource } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { clientSettings, requestHandler } from '../http/request-handler.ts';
import { type ProviderDeps, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason, virtualConfig, withEnvironment } from './sdk.ts';
import { loginFile, loginFolder, signInProblem } from './sign-in-files.ts';

/**
 * The credentials of the session.
 *
 * @throws SourceError `signed-out`, `no-credentials`; ConfigError and CaBundleError for how to call; NoHomeError
 */
export async function loginCredentials(
  base: LoginSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  const folder = loginFolder(deps.env, deps.home);
  const problem = signInProblem(loginFile(base, folder));
  if (problem !== undefined) throw noCredentials(problem, base);
  const { endpoint, transport, loginSession } = base;
  const handler = requestHandler({ env: deps.env, caBundle: transport.caBundle });
  const provider = fromLoginCredentials({
    ...virtualConfig({ [loginKeys.loginSession]: loginSession }),
    clientConfig: clientSettings(endpoint, transport, handler),
  });
  try {
    return await sdkCredentials(
      // The SDK uses the working folder where this variable, or the home, is empty.
      () => withEnvironment({ AWS_LOGIN_CACHE_DIRECTORY: folder }, provider),
      deps,
      (error) => loginError(error, base),
    );
  } finally {
    handler.destroy();
  }
}

// No file, a broken one, and one that the service does not renew any more: the SDK's sentences for these, by the back
// quotes in one of them; the same without these is about a service that failed.
const SIGNED_OUT = /load (?:a )?token|missing fields|Please reauthenticate|`aws login`/;

function loginError(error: unknown, base: LoginSource): SourceError {
  const { profile, at } = base;
  const { message } = error as Error;
  const key = loginKeys.loginSession;
  const command = `aws login --profile ${profile}`;
  if (SIGNED_OUT.test(message))
    return new SourceError({ kind: 'signed-out', profile, command, key, at });
  return noCredentials(sdkReason(error), base);
}

function noCredentials(reason: string, { profile, at }: LoginSource): SourceError {
  const source = 'the sign-in service';
  const key = loginKeys.loginSession;
  return new SourceError({ kind: 'no-credentials', profile, source, reason, key, at });
}

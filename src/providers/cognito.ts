/** Gets credentials from a Cognito identity pool, for a guest or with the token of a login provider. */

import { fromCognitoIdentityPool } from '@aws-sdk/credential-provider-cognito-identity';
import { CognitoIdentityClient } from '@aws-sdk/nested-clients/cognito-identity';
import { cognitoKeys } from '../config/keys.ts';
import type { CognitoSource } from '../config/plan.ts';
import type { NamedCommand, TokenOrigin } from '../config/plan-calls.ts';
import type { Credentials } from '../credentials.ts';
import { clientSettings, requestHandler } from '../http/request-handler.ts';
import { logRequests, sdkMessage } from '../http/requests.ts';
import { type SourceDeps, SourceError } from './errors.ts';
import { tokenText } from './federation.ts';
import { sdkCredentials, sdkReason } from './sdk.ts';

/** The provider keeps the identities of guests in its memory. Here a process asks once, and the session is what is kept. */
const NO_CACHE = { getItem: () => null, setItem() {}, removeItem() {} };

/**
 * Gets the credentials of the pool's role.
 *
 * @throws SourceError `no-credentials`, and `no-token`, `process-failed` and `process-output` for the token; ConfigError and
 *   CaBundleError for invalid client options
 */
export async function cognitoCredentials(
  source: CognitoSource,
  deps: SourceDeps,
): Promise<Credentials> {
  const { profile, identityPoolId, login, role, endpoint, transport } = source;
  const handler = requestHandler({ env: deps.env, caBundle: transport.caBundle });
  try {
    const logins = login && { [login.provider]: await tokenText(profile, login.token, deps) };
    const client = new CognitoIdentityClient(clientSettings(endpoint, transport, handler));
    logRequests(client, { name: 'Cognito', region: endpoint.region }, deps);
    const provider = fromCognitoIdentityPool({
      client,
      identityPoolId,
      cache: NO_CACHE,
      ...(logins && { logins }),
      ...(role && { customRoleArn: role.arn }),
    });
    const complete = async () => {
      const given = await provider();
      if (given.sessionToken && given.expiration) return given;
      throw new Error('its answer has no session token, or no expiration');
    };
    return await sdkCredentials(complete, deps, (error) => cognitoError(error, source));
  } finally {
    handler.destroy();
  }
}

// The service has few error codes: NotAuthorizedException is any of half a dozen mistakes, which only its message tells apart.

function cognitoError(error: unknown, source: CognitoSource): SourceError {
  const { identityPoolId, loginProvider, loginTokenFile, roleArn } = cognitoKeys;
  const { profile, login, role, endpoint, at } = source;
  const { name } = error as Error;
  const message = sdkMessage(error as Error);
  // The message is that of the HTTP library, about its own settings.
  const reason = name === 'TimeoutError' ? 'no answer in time' : sdkReason(error);
  const failure = (key: string, where: typeof at, why: string, hint?: string) =>
    new SourceError({
      kind: 'no-credentials',
      profile,
      source: 'Amazon Cognito',
      reason: why,
      ...(hint && { hint }),
      key,
      at: where,
    });
  const isRefused = name === 'NotAuthorizedException' || name === 'InvalidParameterException';
  if (name === 'ResourceNotFoundException' && /^IdentityPool\b/.test(message))
    return failure(
      identityPoolId,
      at,
      `there is no such identity pool in ${endpoint.region}`,
      'the Cognito console shows the ids of the identity pools of a region',
    );
  if (isRefused && login === undefined && /^Unauthenticated access/.test(message))
    return failure(
      identityPoolId,
      at,
      'the pool takes no guests',
      `add ${loginProvider} and ${loginTokenFile} to profile '${profile}', or allow guest access in the pool`,
    );
  if (isRefused && role !== undefined && /^Access to Role\b/i.test(message))
    return failure(
      roleArn,
      role.at,
      `the login may not use ${role.arn}`,
      `name a role of the token's claim cognito:roles, or remove ${roleArn} from profile '${profile}'`,
    );
  if (isRefused && login !== undefined) {
    const { token, provider } = login;
    const [key, where] = 'path' in token ? namedKey(token, source) : [token.key, token.at];
    if (/\bexpired\b/i.test(message))
      return failure(
        key,
        where,
        'the login token has expired',
        `whatever gives profile '${profile}' its token must renew it`,
      );
    if (/\bprovider|^Logins\b/i.test(message))
      return failure(loginProvider, login.at, `${reason} (${provider})`);
    return failure(key, where, reason);
  }
  return failure(identityPoolId, at, reason);
}

/** The key that names the file of a token. */
function namedKey(
  { named }: Exclude<TokenOrigin, NamedCommand>,
  { at }: CognitoSource,
): readonly [string, CognitoSource['at']] {
  return 'key' in named ? [named.key, named.at] : [named.variable, at];
}

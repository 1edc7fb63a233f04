/** GetFederationToken, which only the console of an IAM user needs: a file of its own, so that no other command loads it. */

import { GetFederationTokenCommand } from '@aws-sdk/client-sts';
import type { Environment, Reporter } from '../system.ts';
import { type CallerIdentityRequest, type IssuedSession, parseSession } from './client.ts';
import { send } from './send.ts';

/** One GetFederationToken call. Its source are the long-term keys of a user: AWS takes no others. */
export interface FederationTokenRequest extends CallerIdentityRequest {
  /** Names the session in CloudTrail: 2 to 32 characters. */
  readonly name: string;
  /** Seconds; without them, AWS's twelve hours. */
  readonly durationSeconds: number | undefined;
}

/**
 * The permissions of the session: what both this policy and the user's policies allow, so all of the user's. Without a policy, it
 * would have none (STS API reference, GetFederationToken).
 */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/**
 * A session with the permissions of the user whose keys sign the call.
 *
 * @throws StsError, CaBundleError, ConfigError for an invalid proxy variable
 */
export function federationToken(
  request: FederationTokenRequest,
  env: Environment,
  reporter: Reporter,
): Promise<IssuedSession> {
  const { name: Name, durationSeconds: DurationSeconds } = request;
  const command = new GetFederationTokenCommand({ Name, DurationSeconds, Policy: POLICY });
  return send(
    request,
    { ...request, action: 'GetFederationToken', roleArn: undefined },
    { ...reporter, env },
    (sts, options) => sts.send(command, options),
    ({ Credentials: given }) => parseSession(given),
  );
}

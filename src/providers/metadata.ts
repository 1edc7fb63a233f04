/** Gets the credentials of the EC2 instance role from the instance metadata service: IMDSv2, or IMDSv1 where it is allowed. */

import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { roleKeys } from '../config/keys.ts';
import type { InstanceSource } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { ANSWER_TOO_LONG } from '../http/bounded-answers.ts';
import { type ProviderDeps, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason, withEnvironment } from './sdk.ts';

const nullLogger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Gets the credentials of the instance.
 *
 * @throws SourceError `no-credentials`
 */
export async function instanceCredentials(
  source: InstanceSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  const { profile, endpoint, v1Disabled, timeLimit, maxAttempts, at } = source;
  const provider = fromInstanceMetadata({
    timeout: timeLimit,
    maxRetries: maxAttempts - 1,
    // The default logger warns on stderr that expired credentials stay in use, as EC2 asks for.
    logger: nullLogger,
  });
  // The provider looks these settings up itself, first in the environment, so the plan's values go there.
  const settings = {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
    AWS_EC2_METADATA_V1_DISABLED: String(v1Disabled),
  };
  const failure = (error: unknown) => {
    const reason = `${endpoint}: ${instanceReason(error)}`;
    const key = roleKeys.credentialSource;
    return new SourceError({
      kind: 'no-credentials',
      profile,
      source: 'the instance metadata service',
      reason,
      key,
      at,
    });
  };
  return withEnvironment(settings, () => sdkCredentials(provider, deps, failure));
}

function instanceReason(error: unknown): string {
  const { statusCode, code, name } = error as Error & { statusCode?: number; code?: string };
  if (code === ANSWER_TOO_LONG.code) return ANSWER_TOO_LONG.message;
  if (name === 'InstanceMetadataV1FallbackError')
    return 'it knows version 1 only, which ec2_metadata_v1_disabled forbids';
  if (statusCode === 404) return 'the instance has no role (HTTP 404)';
  if (statusCode !== undefined) return `HTTP ${statusCode}`;
  return code ?? sdkReason(error);
}

/** The role of the EC2 instance, from its metadata service: IMDSv2, and what is older where that is allowed. */

import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { roleKeys } from '../config/keys.ts';
import type { InstanceSource } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { ANSWER_TOO_LONG } from '../http/bounded-answers.ts';
import { type ProviderDeps, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason, withEnvironment } from './sdk.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The credentials of the instance.
 *
 * @throws SourceError `no-credentials`
 */
export async function instanceCredentials(
  base: InstanceSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  const { profile, endpoint, v1Disabled, timeLimit, maxAttempts, at } = base;
  const provider = fromInstanceMetadata({
    timeout: timeLimit,
    maxRetries: maxAttempts - 1,
    // It would tell on stderr that it goes on with credentials that are over, as EC2 wants it.
    logger: silent,
  });
  // The provider asks for these itself, the environment first: so it gets there what the plan says.
  const settings = {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
    AWS_EC2_METADATA_V1_DISABLED: String(v1Disabled),
  };
  const failure = (error: unknown) => {
    const source = 'the instance metadata service';
    const reason = `${endpoint}: ${instanceReason(error)}`;
    const key = roleKeys.credentialSource;
    return new SourceError({ kind: 'no-credentials', profile, source, reason, key, at });
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

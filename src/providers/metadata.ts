/** Gets the credentials of the machine's role: of an EC2 instance from its metadata service, of a container from its agent. */

import { setTimeout as delay } from 'node:timers/promises';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { roleKeys } from '../config/keys.ts';
import type { ContainerSource, InstanceSource } from '../config/plan.ts';
import { Variables } from '../config/plan-context.ts';
import { environmentPath } from '../config/settings.ts';
import type { Credentials } from '../credentials.ts';
import { ANSWER_TOO_LONG } from '../http/requests.ts';
import { outputExcerpt } from '../process/run-child.ts';
import { type ProviderDeps, readToken, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason, withEnvironment } from './sdk.ts';

const nullLogger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Gets the credentials of the EC2 instance's role from the instance metadata service: IMDSv2, or IMDSv1 where it is allowed.
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

// Gets the credentials of a container role from the container agent (contract E.1).

/** Milliseconds for all attempts; the agent keeps the credentials ready. */
const TIME_LIMIT = 5_000;
const ATTEMPTS = 3;
/** Milliseconds between two attempts. */
const PAUSE = 200;

/** Longer than any run: the limit of the provider only writes a warning to stderr and does not stop the request. */
const NEVER = 10 * 60 * 1000;

/**
 * Gets the credentials of the container.
 *
 * @throws SourceError `no-credentials`, `no-token`
 */
export async function containerCredentials(
  source: ContainerSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  const provider = fromHttp({
    // An empty setting means "none"; the provider looks up an absent setting in the environment.
    awsContainerCredentialsRelativeUri: '',
    awsContainerCredentialsFullUri: source.url,
    awsContainerAuthorizationTokenFile: '',
    awsContainerAuthorizationToken: await authorizationToken(source.profile, deps),
    timeout: NEVER,
    maxRetries: 0,
  });
  const limited = { ...deps, deadline: Math.min(deps.deadline, deps.now() + TIME_LIMIT) };
  return sdkCredentials(
    () => withRetries(provider),
    limited,
    (error) => noCredentials(error, source),
  );
}

/** Reads the token each time, because EKS rotates it. A line break at the end of the file is not part of the token (as in Ruby). */
async function authorizationToken(profile: string, deps: ProviderDeps): Promise<string> {
  const { env, home } = deps;
  const file = environmentPath(new Variables(env), 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', home);
  return file ? readToken(profile, file, deps) : (env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '');
}

/**
 * Whether another attempt may help: an agent that has just started, or is busy, may answer the next time. An answer that is
 * not understood stays the same.
 */
function mayPass(error: unknown): boolean {
  const { message, code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code !== ANSWER_TOO_LONG.code;
  return /status: (?!2|4)\d/.test(message);
}

async function withRetries<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (attempt === ATTEMPTS || !mayPass(error)) throw error;
      await delay(PAUSE);
    }
  }
}

function noCredentials(error: unknown, { profile, url, at }: ContainerSource): SourceError {
  const { Code, Message } = error as { Code?: unknown; Message?: unknown };
  const message = outputExcerpt(
    [Code, Message].filter((part) => typeof part === 'string').join(': '),
  );
  const reason = `${new URL(url).host}: ${sdkReason(error)}${message ? ` (${message})` : ''}`;
  const source = 'the container agent';
  const key = roleKeys.credentialSource;
  return new SourceError({ kind: 'no-credentials', profile, source, reason, key, at });
}

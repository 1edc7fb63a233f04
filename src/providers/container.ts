/** Gets the credentials of a container role from the container agent (contract E.1). */

import { setTimeout as delay } from 'node:timers/promises';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { roleKeys } from '../config/keys.ts';
import type { ContainerSource } from '../config/plan.ts';
import { Variables } from '../config/plan-context.ts';
import { environmentPath } from '../config/settings.ts';
import type { Credentials } from '../credentials.ts';
import { outputExcerpt } from '../process/command-line.ts';
import { type ProviderDeps, readToken, SourceError } from './errors.ts';
import { sdkCredentials, sdkReason } from './sdk.ts';

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

/** Errors that a retry cannot fix. An agent that has just started, or is busy, may answer the next time. */
const FINAL = /status: 4\d\d|longer than|not of the required format|JSON|invalid/;

async function withRetries<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      if (attempt === ATTEMPTS || FINAL.test((error as Error).message)) throw error;
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

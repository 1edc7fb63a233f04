/** The role of the container, from the agent beside it (contract E.1). */

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

/** Longer than any run: the provider's own limit ends nothing, and only tells on stderr that it is over. */
const NEVER = 10 * 60 * 1000;

/**
 * The credentials of the container.
 *
 * @throws SourceError `no-credentials`, `no-token`
 */
export async function containerCredentials(
  base: ContainerSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  const provider = fromHttp({
    // Empty is "none"; what is absent the provider would look up in the environment.
    awsContainerCredentialsRelativeUri: '',
    awsContainerCredentialsFullUri: base.url,
    awsContainerAuthorizationTokenFile: '',
    awsContainerAuthorizationToken: await authorizationToken(base.profile, deps),
    timeout: NEVER,
    maxRetries: 0,
  });
  const soon = { ...deps, deadline: Math.min(deps.deadline, deps.now() + TIME_LIMIT) };
  return sdkCredentials(
    () => patiently(provider),
    soon,
    (error) => noCredentials(error, base),
  );
}

/** Read every time, because EKS rotates it. Editors end a file with a line break, which is no part of the token (Ruby's rule). */
async function authorizationToken(profile: string, deps: ProviderDeps): Promise<string> {
  const { env, home } = deps;
  const file = environmentPath(new Variables(env), 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', home);
  return file ? readToken(profile, file, deps) : (env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '');
}

/** Refusals stay refusals; an agent that has just been started, or is busy, may answer the next time. */
const FINAL = /status: 4\d\d|longer than|not of the required format|JSON|invalid/;

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === ATTEMPTS || FINAL.test((error as Error).message)) throw error;
      await delay(PAUSE);
    }
  }
}

function noCredentials(error: unknown, { profile, url, at }: ContainerSource): SourceError {
  const { Code, Message } = error as { Code?: unknown; Message?: unknown };
  const said = outputExcerpt([Code, Message].filter((part) => typeof part === 'string').join(': '));
  const reason = `${new URL(url).host}: ${sdkReason(error)}${said ? ` (${said})` : ''}`;
  const source = 'the container agent';
  const key = roleKeys.credentialSource;
  return new SourceError({ kind: 'no-credentials', profile, source, reason, key, at });
}

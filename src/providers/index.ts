/** Gets the credentials at the start of a role chain from the profile's credential source. */

import type { CredentialSource, KeysSource } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { decodedProfile } from '../util/text.ts';
import { type ProviderDeps, type SourceDeps, SourceError } from './errors.ts';
import { processCredentials } from './process.ts';

/** A source that must be asked; the other sources already hold their credentials. */
type RemoteSource = Exclude<CredentialSource, KeysSource>;

/** The progress message for each source; `process.ts` shows its own, with the program's name. */
const PROGRESS: Partial<Record<CredentialSource['kind'], string>> = {
  sso: 'asking IAM Identity Center…',
  login: 'asking the sign-in service…',
  cognito: 'asking Amazon Cognito…',
  instance: 'asking the instance metadata service…',
  container: 'asking the container agent…',
};

/**
 * Gets the credentials at the start of a chain.
 *
 * @throws SourceError
 */
export async function sourceCredentials(
  source: CredentialSource,
  deps: SourceDeps,
): Promise<Credentials> {
  if ('credentials' in source) return assertNotExpired(source, deps);
  const { profile, kind } = source;
  const since = deps.now();
  deps.debug(`${profile}: asking ${kind} for credentials`);
  const done = deps.showProgress(() => PROGRESS[kind]);
  const credentials = await requestCredentials(source, deps).finally(done);
  const id = credentials.accessKeyId.slice(-4);
  deps.debug(`${profile}: ${kind} gave …${id} after ${deps.now() - since} ms`);
  return credentials;
}

/** Loads only the provider that is used: all providers together are as large as the rest of the program. */
async function requestCredentials(source: RemoteSource, deps: SourceDeps): Promise<Credentials> {
  switch (source.kind) {
    case 'process':
      return processCredentials(source.profile, source.credentialProcess, deps);
    case 'sso':
      return (await import('./sign-in.ts')).ssoCredentials(source, deps);
    case 'login':
      return (await import('./sign-in.ts')).loginCredentials(source, deps);
    case 'cognito':
      return (await import('./cognito.ts')).cognitoCredentials(source, deps);
    case 'instance':
      return (await import('./metadata.ts')).instanceCredentials(source, deps);
    case 'container':
      return (await import('./metadata.ts')).containerCredentials(source, deps);
    case 'web-identity':
    case 'saml':
      throw new RangeError(`${source.kind} signs nothing: it is a call to STS, a step of its own`);
  }
}

/** Returns the keys of a source that already holds them. */
function assertNotExpired(
  { profile, credentials, at }: KeysSource,
  { now, env }: ProviderDeps,
): Credentials {
  const { expiration } = credentials;
  if (expiration === undefined || expiration > now()) return credentials;
  const keysOf = decodedProfile(env.SWROLE_PROFILE ?? '');
  throw new SourceError({
    kind: 'expired',
    profile,
    expiration,
    ...(keysOf && { keysOf }),
    at,
  });
}

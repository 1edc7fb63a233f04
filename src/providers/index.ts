import type { CredentialSource, KeysSource } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { decodedProfile } from '../util/text.ts';
import { type ProviderDeps, SourceError } from './errors.ts';
import { processCredentials } from './process.ts';

/** What has to be asked; the others have their credentials already. */
type AskedBase = Exclude<CredentialSource, KeysSource>;

/** What a person is told who waits; a program is told by its name. */
const WAITING: Partial<Record<CredentialSource['kind'], string>> = {
  sso: 'asking IAM Identity Center…',
  login: 'asking the sign-in service…',
  instance: 'asking the instance metadata service…',
  container: 'asking the container agent…',
};

/**
 * The credentials at the start of a chain.
 *
 * @throws SourceError
 */
export async function baseCredentials(
  base: CredentialSource,
  deps: ProviderDeps,
): Promise<Credentials> {
  if ('credentials' in base) return notExpired(base, deps);
  const { profile, kind } = base;
  const since = deps.now();
  deps.debug(`${profile}: asking ${kind} for credentials`);
  const done = deps.showProgress(() => WAITING[kind]);
  const given = await askedCredentials(base, deps).finally(done);
  const id = given.accessKeyId.slice(-4);
  deps.debug(`${profile}: ${kind} gave …${id} after ${deps.now() - since} ms`);
  return given;
}

/** Each source is loaded only when it is the one that is used: together they are as heavy as the rest of the program. */
async function askedCredentials(base: AskedBase, deps: ProviderDeps): Promise<Credentials> {
  switch (base.kind) {
    case 'process':
      return processCredentials(base.profile, base.credentialProcess, deps);
    case 'sso':
      return (await import('./sso.ts')).ssoCredentials(base, deps);
    case 'login':
      return (await import('./login.ts')).loginCredentials(base, deps);
    case 'instance':
      return (await import('./instance.ts')).instanceCredentials(base, deps);
    case 'container':
      return (await import('./container.ts')).containerCredentials(base, deps);
    case 'web-identity':
      throw new RangeError('a web identity signs nothing: it is a call to STS, a step of its own');
  }
}

function notExpired(
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

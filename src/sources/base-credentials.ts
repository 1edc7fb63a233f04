import type { Base, KeysBase } from '../config/base/bases.ts';
import type { Credentials } from '../credentials.ts';
import { processCredentials } from './process-credentials.ts';
import type { SourceDoors } from './source-doors.ts';
import { SourceError } from './source-error.ts';

/**
 * The credentials at the start of a chain. Each source is loaded only when it is the one that is used: together they are
 * as heavy as the rest of the program.
 *
 * @throws SourceError
 */
export async function baseCredentials(base: Base, doors: SourceDoors): Promise<Credentials> {
  switch (base.kind) {
    case 'static':
    case 'environment':
      return notExpired(base, doors);
    case 'process':
      return processCredentials(base.profile, base.credentialProcess, doors);
    case 'sso':
      return (await import('./sso-credentials.ts')).ssoCredentials(base, doors);
    case 'login':
      return (await import('./login-credentials.ts')).loginCredentials(base, doors);
    case 'instance':
      return (await import('./instance-credentials.ts')).instanceCredentials(base, doors);
    case 'container':
      return (await import('./container-credentials.ts')).containerCredentials(base, doors);
    case 'web-identity':
      throw new RangeError('a web identity signs nothing: it is a call to STS, a step of its own');
  }
}

function notExpired({ profile, credentials, at }: KeysBase, { now }: SourceDoors): Credentials {
  const { expiration } = credentials;
  if (expiration === undefined || expiration > now()) return credentials;
  throw new SourceError({ kind: 'expired', profile, expiration, at });
}

import type { Base } from '../config/role-chain.ts';
import type { Credentials } from '../credentials.ts';
import { processCredentials } from './process-credentials.ts';
import type { SourceDoors } from './source-doors.ts';

/**
 * The credentials at the start of a chain.
 *
 * @throws SourceError
 */
export async function baseCredentials(base: Base, doors: SourceDoors): Promise<Credentials> {
  switch (base.kind) {
    case 'static':
      return base.credentials;
    case 'process':
      return processCredentials(base.profile, base.credentialProcess, doors);
  }
}

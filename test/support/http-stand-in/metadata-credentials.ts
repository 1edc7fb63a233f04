import { isoSeconds } from '../iso-seconds.ts';
import type { TemporaryKey } from '../sts-stand-in/keyring.ts';

/** A key in the words of the metadata services of containers and instances (contract E). */
export function metadataCredentials({ accessKeyId, secretAccessKey, session }: TemporaryKey) {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: session.token,
    Expiration: isoSeconds(session.expiration),
  };
}

/**
 * Sessions of profiles with `swrole_cache = keychain`: files like those of other profiles, but their credentials are encrypted
 * (AES-256-GCM) with a key that is in the keychain of the operating system. What is not secret, such as the role and the expiration, is
 * readable, so that `status` and `logout` need no keychain; it is authenticated together with the name of the file and the format, so
 * that a file that was edited, or put in the place of another one, is refused.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ENCRYPTED, KEYCHAIN_LOCK } from '../fast-path/paths.ts';
import { KeychainError, openKeychain } from '../storage/keychain.ts';
import { type Cache, type PrivateStore, privateStore } from '../storage/private-store.ts';
import { namedLock, takeTurns, type WaitDeps } from '../storage/take-turns.ts';
import type { Keychain, System } from '../system.ts';
import { LONGEST_SESSION } from '../util/aws-limits.ts';
import { sealedFields, sealedText } from './cached-session.ts';

/** What the store is opened with. */
export interface EncryptionDeps extends WaitDeps {
  readonly system: Pick<System, 'env' | 'sleep' | 'keychain'>;
  readonly cache: Cache;
  readonly runtime: Cache;
}

/**
 * Opens the store of encrypted sessions, with the key from the keychain. The first process that needs a key creates it.
 *
 * @throws KeychainError; there is no other place for the key, and no session is ever stored in plain text instead
 */
export async function openEncryptedSessions(deps: EncryptionDeps): Promise<PrivateStore> {
  const keychain = openKeychain(deps.system);
  const key = (await readKey(keychain)) ?? (await createKey(keychain, deps));
  return encryptedStore(privateStore(deps.cache, ENCRYPTED, LONGEST_SESSION), key);
}

/** The name of the key in the keychain. */
const KEY_NAME = 'session-key';

const KEY_BYTES = 32;

async function readKey(keychain: Keychain): Promise<Buffer | undefined> {
  const text = await keychain.get(KEY_NAME);
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new KeychainError({ kind: 'damaged', name: KEY_NAME });
}

/** Under a lock: of two keys that are created at once, one would be lost, with the sessions that it encrypts. */
async function createKey(keychain: Keychain, deps: EncryptionDeps): Promise<Buffer> {
  const create = async () => {
    const other = await readKey(keychain);
    if (other !== undefined) return other;
    deps.debug('the keychain gets a new key for sessions');
    await keychain.set(KEY_NAME, randomBytes(KEY_BYTES).toString('base64'));
    const stored = await readKey(keychain);
    if (stored !== undefined) return stored;
    throw new KeychainError({ kind: 'failed', reason: 'it did not keep what was stored' });
  };
  const lock = namedLock(deps, KEYCHAIN_LOCK, 'keychain');
  const key = await takeTurns(lock, deps, async (held) => held && (await create()));
  return key ?? create();
}

/** Changes when the form of the files changes. */
const FORMAT = 'aes-256-gcm-1';

/** Bytes; never used again with the same key (NIST SP 800-38D, section 8.2.2: a random nonce). */
const NONCE_BYTES = 12;

/** The fields that are encrypted. */
const SECRET: ReadonlySet<string> = new Set(['secretAccessKey', 'sessionToken', 'digest']);

/** A store that encrypts what it writes, and reads only what this key has encrypted under the same name. */
export function encryptedStore(files: PrivateStore, key: Buffer): PrivateStore {
  return {
    read: (name) => {
      const text = files.read(name);
      // A text that is refused differs from none: the caller logs it.
      return text === undefined ? undefined : (decrypted(name, text, key) ?? '');
    },
    write: (name, text) => files.write(name, encrypted(name, text, key)),
    remove: (name) => files.remove(name),
  };
}

function encrypted(name: string, text: string, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const open = Object.entries(JSON.parse(text)).filter(([field]) => !SECRET.has(field));
  const fields = Object.fromEntries(open);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(identity(name, fields));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const [tag, ...rest] = [cipher.getAuthTag(), nonce, data].map((each) => each.toString('base64'));
  return sealedText({ ...fields, encryption: [FORMAT, tag, ...rest] });
}

/** `undefined` for a text that is damaged, edited, of another name, or encrypted with another key. */
function decrypted(name: string, text: string, key: Buffer): string | undefined {
  const { encryption, ...fields } = sealedFields(text);
  const [format, ...parts] = Array.isArray(encryption) ? encryption.map(String) : [];
  const [tag, nonce, data] = parts.map((part) => Buffer.from(part, 'base64'));
  if (format !== FORMAT || !tag || !nonce || !data) return undefined;
  try {
    const options = { authTagLength: 16 };
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, options);
    decipher.setAAD(identity(name, fields)).setAuthTag(tag);
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** What is authenticated beside the credentials. */
function identity(name: string, fields: object): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, name, fields]));
}

import { KeychainError } from '../../src/storage/keychain.ts';
import type { Keychain } from '../../src/system.ts';

/** A keychain in the memory of the tests; `entries` are its texts by name. */
export interface MemoryKeychain extends Keychain {
  readonly entries: Map<string, string>;
}

/** An empty keychain that works. */
export function memoryKeychain(): MemoryKeychain {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (name) => entries.get(name),
    set: async (name, text) => void entries.set(name, text),
    remove: async (name) => void entries.delete(name),
  };
}

const all = (work: () => Promise<never>): Keychain => ({ get: work, set: work, remove: work });

/** A keychain that asks its user, who is not there. */
export const hangingKeychain = all(() => new Promise(() => {}));

/** A keychain that is locked, in the words of `@napi-rs/keyring`. */
export const lockedKeychain = all(async () => {
  throw new Error("Couldn't access platform storage: Secret Service: unlock prompt was dismissed");
});

/** A machine without the package. */
export const missingKeychain = all(async () => {
  throw new KeychainError({ kind: 'missing' });
});

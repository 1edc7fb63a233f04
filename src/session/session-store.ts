import type { Instant } from '../credentials.ts';
import { DiskError, noPrivateStore, type PrivateStore } from '../storage/private-store.ts';
import { type CachedSession, formatSession, parseSession } from './cached-session.ts';
import type { SessionKey } from './session-key.ts';
import type { SessionStep } from './steps.ts';

/** The sessions on disk, one file a key. Trouble with the disk never stops a session from being handed out. */
export interface SessionStore {
  read(key: SessionKey, step: SessionStep, now: Instant): CachedSession | undefined;
  /** @returns whether it is kept now */
  write(session: CachedSession): boolean;
}

/** Told about a cache that could not be written, so that it can be said. */
export type OnDiskTrouble = (error: DiskError) => void;

/** Told about what is stored under a key and not believed: damaged, of another role or kind, or of a time that cannot be. */
export type OnDoubt = (key: SessionKey) => void;

/** The sessions kept in a folder. */
export function sessionStore(
  store: PrivateStore,
  onTrouble: OnDiskTrouble,
  onDoubt: OnDoubt = () => {},
): SessionStore {
  const name = (key: SessionKey) => `${key}.json`;
  return {
    read: (key, step, now) => {
      const text = store.read(name(key));
      if (text === undefined) return undefined;
      const session = parseSession(text, key, step, now);
      if (session === undefined) onDoubt(key);
      return session;
    },
    write: (session) => {
      if (store === noPrivateStore || session.expiration === Number.POSITIVE_INFINITY) return false;
      try {
        store.write(name(session.key), formatSession(session));
        return true;
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        onTrouble(error);
        return false;
      }
    },
  };
}

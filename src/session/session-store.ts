import type { Instant } from '../credentials.ts';
import { DiskError, type PrivateStore } from '../disk/private-store.ts';
import { type CachedSession, formatSession, parseSession } from './cached-session.ts';
import type { SessionKey } from './session-key.ts';
import type { SessionStep } from './session-step.ts';

/** The sessions on disk, one file a key. Trouble with the disk never stops a session from being handed out. */
export interface SessionStore {
  read(key: SessionKey, step: SessionStep, now: Instant): CachedSession | undefined;
  write(session: CachedSession): void;
}

/** Told about a cache that could not be written, so that it can be said. */
export type OnDiskTrouble = (error: DiskError) => void;

/** The sessions kept in a folder. */
export function sessionStore(store: PrivateStore, onTrouble: OnDiskTrouble): SessionStore {
  const name = (key: SessionKey) => `${key}.json`;
  return {
    read: (key, step, now) => {
      const text = store.read(name(key));
      return text === undefined ? undefined : parseSession(text, key, step, now);
    },
    write: (session) => {
      if (session.expiration === Number.POSITIVE_INFINITY) return;
      try {
        store.write(name(session.key), formatSession(session));
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        onTrouble(error);
      }
    },
  };
}

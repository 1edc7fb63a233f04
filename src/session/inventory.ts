/**
 * The sessions on disk as they lie there: for those who show or remove them, and hand none out. What a file says of
 * itself is enough for that; its secrets are not looked at.
 */
import { type Instant, isInstant } from '../credentials.ts';
import type { PrivateFolder, PrivateStore } from '../storage/private-store.ts';
import { sealedFields } from './cached-session.ts';
import type { SessionKey } from './session-key.ts';

/** The folder of the sessions in swrole's directory. */
export const SESSIONS = 'sessions';
/** The folder of the failures. */
export const OUTCOMES = 'outcomes';

/** What is known of a stored session. */
export interface StoredSession {
  readonly key: SessionKey;
  readonly assumedRoleArn: string | undefined;
  /** Of a program: the same for all that it gave, whatever its environment was. */
  readonly origin: string | undefined;
  readonly issuedAt: Instant;
  readonly expiration: Instant;
  /** Two sessions with the same one hold the same credentials. */
  readonly accessKeyId: string;
}

const KEY = /^[0-9a-f]{64}$/;

/** The file name of what belongs to a key. */
export function keyFile(key: string): string {
  return `${key}.json`;
}

/** Whether a name is that of a session: its lock has it as it is. */
export function isSessionKey(name: string): name is SessionKey {
  return KEY.test(name);
}

/** All sessions in the folder, in no order that means anything; what is damaged is passed over. */
export function storedSessions(sessions: PrivateFolder): readonly StoredSession[] {
  const keys = sessions.list().map((name) => name.replace(/\.json$/, ''));
  return keys.filter(isSessionKey).flatMap((key) => storedSession(sessions, key) ?? []);
}

function storedSession(sessions: PrivateStore, key: SessionKey): StoredSession | undefined {
  const fields = sealedFields(sessions.read(keyFile(key)) ?? '');
  const { assumedRoleArn, issuedAt, expiration, accessKeyId } = fields;
  const origin = typeof fields.origin === 'string' ? fields.origin : undefined;
  if (fields.key !== key || typeof accessKeyId !== 'string') return undefined;
  if (!isInstant(issuedAt) || !isInstant(expiration)) return undefined;
  const arn = typeof assumedRoleArn === 'string' ? assumedRoleArn : undefined;
  return { key, assumedRoleArn: arn, origin, issuedAt, expiration, accessKeyId };
}

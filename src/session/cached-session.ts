/** A session as it is kept on disk, and the checks without which it is neither written nor believed. */

import { isSessionOf } from '../config/plan.ts';
import { Credentials, type Instant, isInstant } from '../credentials.ts';
import { digest } from '../fast-path/fingerprint.ts';
import { DiskError, nullStore, type PrivateStore } from '../storage/private-store.ts';
import { originOf, type SessionKey } from './session-key.ts';
import type { SessionStep } from './steps.ts';

/** Temporary credentials of a role, of a user who has shown a code, or of a source, and when they were issued. */
export interface CachedSession {
  readonly key: SessionKey;
  /** `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`; `undefined` for what STS was not asked a role for. */
  readonly assumedRoleArn: string | undefined;
  /** `originOf` its step. */
  readonly origin?: string | undefined;
  readonly issuedAt: Instant;
  /** `Infinity` for credentials of a source that have no end; they are not kept. */
  readonly expiration: Instant;
  readonly credentials: Credentials;
}

const HOUR = 60 * 60 * 1000;

/** AWS never gives more than this many milliseconds: AssumeRole 12 h, GetSessionToken 36 h. */
export const LONGEST = {
  role: 12 * HOUR,
  'web-identity': 12 * HOUR,
  'mfa-session': 36 * HOUR,
  source: 36 * HOUR,
};

/** How far two readings of the clock may contradict each other before one of them is not believed. */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

/** What STS gives. */
const STS_FIELDS = {
  accessKeyId: /^[A-Z0-9]{16,128}$/,
  secretAccessKey: /^[A-Za-z0-9/+=]{16,128}$/,
  sessionToken: /^[A-Za-z0-9/+=]{16,16384}$/,
};

/** Another program may speak for a service that is only like AWS, and write up to 64 KiB. */
const SOURCE_FIELDS = {
  accessKeyId: /^[!-~]{1,128}$/,
  secretAccessKey: /^[!-~]{1,1024}$/,
  sessionToken: /^[!-~]{1,65536}$/,
};

/** The text that is stored. This is the one place where a session's secrets go to disk. */
export function formatSession(session: CachedSession): string {
  const { credentials, ...facts } = session;
  const { accessKeyId, secretAccessKey, sessionToken, accountId } = credentials;
  return sealedText({ ...facts, accessKeyId, secretAccessKey, sessionToken, accountId });
}

type Fields = Readonly<Record<string, unknown>>;

/** A stored text with a digest over all its fields: what was mixed up or edited is not believed. */
export function sealedText(fields: Fields): string {
  return `${JSON.stringify({ ...fields, digest: digest(JSON.stringify(fields)) })}\n`;
}

/** The fields of a text whose digest is right; none of any other. */
export function sealedFields(text: string): Fields {
  try {
    const { digest: seal, ...fields } = JSON.parse(text) as Fields;
    return seal === digest(JSON.stringify(fields)) ? fields : {};
  } catch {
    return {};
  }
}

function hasTimes({ issuedAt, expiration }: Fields, { kind }: SessionStep, now: Instant): boolean {
  if (!isInstant(issuedAt) || !isInstant(expiration)) return false;
  const longest = LONGEST[kind] + CLOCK_TOLERANCE;
  return issuedAt <= now + CLOCK_TOLERANCE && expiration - issuedAt <= longest;
}

/** Whether the ARN is what the step gives: of its role, or none. */
function isArnOf(arn: unknown, step: SessionStep): arn is string | undefined {
  if (step.kind === 'mfa-session' || step.kind === 'source') return arn === undefined;
  return typeof arn === 'string' && isSessionOf(arn, step.role);
}

/** Whether the account is the one that the step names, or none; what names no account may be of any. */
function isAccountOf(accountId: unknown, step: SessionStep): boolean {
  const named = 'role' in step ? step.role : step.kind === 'source' ? step.base : {};
  if (accountId === undefined) return true;
  return 'accountId' in named ? accountId === named.accountId : typeof accountId === 'string';
}

/** The credentials of a stored text; a source may give some without a token. */
function credentialsOf(stored: Fields, { kind }: SessionStep): Credentials | undefined {
  const patterns = kind === 'source' ? SOURCE_FIELDS : STS_FIELDS;
  const text = (name: keyof typeof patterns) => {
    const value = stored[name];
    return typeof value === 'string' && patterns[name].test(value) ? value : undefined;
  };
  const [accessKeyId, secretAccessKey] = [text('accessKeyId'), text('secretAccessKey')];
  const sessionToken = text('sessionToken');
  const isWhole = sessionToken !== undefined || (kind === 'source' && !('sessionToken' in stored));
  if (!accessKeyId || !secretAccessKey || !isWhole) return undefined;
  const { expiration, accountId } = stored as { expiration: Instant; accountId?: string };
  return new Credentials({ accessKeyId, secretAccessKey, sessionToken, expiration, accountId });
}

/**
 * The session that a stored text describes, or `undefined` if it is damaged, of another key, role or kind,
 * or of a time that cannot be.
 */
export function parseSession(
  text: string,
  key: SessionKey,
  step: SessionStep,
  now: Instant,
): CachedSession | undefined {
  const stored = sealedFields(text);
  const { assumedRoleArn } = stored;
  if (stored.key !== key || !hasTimes(stored, step, now)) return undefined;
  if (!isArnOf(assumedRoleArn, step) || !isAccountOf(stored.accountId, step)) return undefined;
  const credentials = credentialsOf(stored, step);
  if (credentials === undefined) return undefined;
  const { issuedAt, expiration } = stored as { issuedAt: Instant; expiration: Instant };
  return { key, assumedRoleArn, origin: originOf(step), issuedAt, expiration, credentials };
}

/** The sessions on disk, one file a key. Trouble with the disk never stops a session from being handed out. */
export interface SessionStore {
  read(key: SessionKey, step: SessionStep, now: Instant): CachedSession | undefined;
  /** @returns whether it is kept now */
  write(session: CachedSession): boolean;
}

/** Told about a cache that could not be written, so that it can be said. */
type OnDiskTrouble = (error: DiskError) => void;

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
      if (store === nullStore || session.expiration === Number.POSITIVE_INFINITY) return false;
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

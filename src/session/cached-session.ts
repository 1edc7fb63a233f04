/** A session as it is kept on disk, and the checks without which it is neither written nor believed. */
import type { RoleArn } from '../config/role-chain.ts';
import { Credentials, type Instant } from '../credentials.ts';
import { isSessionOf } from '../sts/assumed-role-arn.ts';
import type { SessionKey } from './session-key.ts';

/** Temporary credentials of one role, and when they were issued. */
export interface CachedSession {
  readonly key: SessionKey;
  /** `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`: whose they are. */
  readonly assumedRoleArn: string;
  readonly issuedAt: Instant;
  readonly expiration: Instant;
  readonly credentials: Credentials;
}

/** STS never gives a role more than this many milliseconds (MaxSessionDuration is at most 12 h). */
const LONGEST = 12 * 60 * 60 * 1000;

/** How far two readings of the clock may contradict each other before one of them is not believed. */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

const FIELD = {
  accessKeyId: /^[A-Z0-9]{16,128}$/,
  secretAccessKey: /^[A-Za-z0-9/+=]{16,128}$/,
  sessionToken: /^[A-Za-z0-9/+=]{16,16384}$/,
};

/** The text that is stored. This is the one place where a session's secrets go to disk. */
export function formatSession(session: CachedSession): string {
  const { credentials, ...facts } = session;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return `${JSON.stringify({ ...facts, accessKeyId, secretAccessKey, sessionToken })}\n`;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}

function hasTimes({ issuedAt, expiration }: Fields, now: Instant): boolean {
  if (typeof issuedAt !== 'number' || typeof expiration !== 'number') return false;
  return issuedAt <= now + CLOCK_TOLERANCE && expiration - issuedAt <= LONGEST + CLOCK_TOLERANCE;
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/**
 * The session that a stored text describes, or `undefined` if it is damaged, of another key or role,
 * or of a time that cannot be.
 */
export function parseSession(
  text: string,
  key: SessionKey,
  role: RoleArn,
  now: Instant,
): CachedSession | undefined {
  const stored = fields(text);
  const { assumedRoleArn, accessKeyId, secretAccessKey, sessionToken } = stored;
  if (stored.key !== key || !hasTimes(stored, now)) return undefined;
  if (typeof assumedRoleArn !== 'string' || !isSessionOf(assumedRoleArn, role)) return undefined;
  if (!isText(accessKeyId, FIELD.accessKeyId)) return undefined;
  if (!isText(secretAccessKey, FIELD.secretAccessKey)) return undefined;
  if (!isText(sessionToken, FIELD.sessionToken)) return undefined;
  const expiration = stored.expiration as Instant;
  const credentials = new Credentials({ accessKeyId, secretAccessKey, sessionToken, expiration });
  return { key, assumedRoleArn, issuedAt: stored.issuedAt as Instant, expiration, credentials };
}

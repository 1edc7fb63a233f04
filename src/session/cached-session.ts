/** A session as it is kept on disk, and the checks without which it is neither written nor believed. */
import { Credentials, type Instant } from '../credentials.ts';
import { isSessionOf } from '../sts/assumed-role-arn.ts';
import type { SessionKey } from './session-key.ts';
import type { SessionStep } from './session-step.ts';

/** Temporary credentials of a role, or of a user who has shown a code, and when they were issued. */
export interface CachedSession {
  readonly key: SessionKey;
  /** `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`; `undefined` for a user's own session. */
  readonly assumedRoleArn: string | undefined;
  readonly issuedAt: Instant;
  readonly expiration: Instant;
  readonly credentials: Credentials;
}

/** STS never gives more than this many milliseconds: AssumeRole 12 h, GetSessionToken 36 h. */
const LONGEST = { role: 12 * 60 * 60 * 1000, 'mfa-session': 36 * 60 * 60 * 1000 };

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

function hasTimes({ issuedAt, expiration }: Fields, { kind }: SessionStep, now: Instant): boolean {
  if (typeof issuedAt !== 'number' || typeof expiration !== 'number') return false;
  const longest = LONGEST[kind] + CLOCK_TOLERANCE;
  return issuedAt <= now + CLOCK_TOLERANCE && expiration - issuedAt <= longest;
}

/** Whether the ARN is what the step gives: of its role, or none. */
function isArnOf(arn: unknown, step: SessionStep): arn is string | undefined {
  if (step.kind === 'mfa-session') return arn === undefined;
  return typeof arn === 'string' && isSessionOf(arn, step.role);
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
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
  const stored = fields(text);
  const { assumedRoleArn, accessKeyId, secretAccessKey, sessionToken } = stored;
  if (stored.key !== key || !hasTimes(stored, step, now)) return undefined;
  if (!isArnOf(assumedRoleArn, step)) return undefined;
  if (!isText(accessKeyId, FIELD.accessKeyId)) return undefined;
  if (!isText(secretAccessKey, FIELD.secretAccessKey)) return undefined;
  if (!isText(sessionToken, FIELD.sessionToken)) return undefined;
  const expiration = stored.expiration as Instant;
  const credentials = new Credentials({ accessKeyId, secretAccessKey, sessionToken, expiration });
  return { key, assumedRoleArn, issuedAt: stored.issuedAt as Instant, expiration, credentials };
}

/** Stores sessions on disk and reads them back, with the checks that a stored session must pass. */

import { isSessionOf } from '../config/plan-calls.ts';
import { Credentials, type Instant, isInstant } from '../credentials.ts';
import { digest } from '../fast-path/fingerprint.ts';
import { DiskError, nullStore, type PrivateStore } from '../storage/private-store.ts';
import { LONGEST_SESSION, ROLE_SECONDS } from '../util/aws-limits.ts';
import { keyFile, originOf, type SessionKey } from './session-key.ts';
import type { SessionStep } from './steps.ts';

/** Temporary credentials of a role, of a user with MFA or of a credential source, with their times. */
export interface CachedSession {
  readonly key: SessionKey;
  /**
   * `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`; `undefined` for a session without a role of STS.
   */
  readonly assumedRoleArn: string | undefined;
  /** `originOf(step)`. */
  readonly origin?: string | undefined;
  readonly issuedAt: Instant;
  /** `Infinity` for credentials of a source that do not expire; they are not stored. */
  readonly expiration: Instant;
  readonly credentials: Credentials;
  /** The entry of the AWS CLI's cache with the same credentials. */
  readonly awsCli?: AwsCliEntry | undefined;
}

/** An entry of the AWS CLI's cache. */
export interface AwsCliEntry {
  /** The AWS CLI's key: 40 hexadecimal digits. */
  readonly key: string;
  /** Whether swrole wrote it; else the AWS CLI did, and swrole took it from there. */
  readonly isOurs: boolean;
}

/** The sessions on disk, one file per key. A disk error never keeps a session from being returned. */
export interface SessionStore {
  read(key: SessionKey, step: SessionStep, now: Instant): CachedSession | undefined;
  /** @returns whether the session is stored */
  write(session: CachedSession): boolean;
  /** Whether it never has a session for another process. */
  readonly keepsNothing: boolean;
}

/** Called if the cache cannot be written. */
type OnDiskError = (error: DiskError) => void;

/** Called if the text under a key is rejected: damaged, of another role or kind, or with impossible times. */
export type OnRejected = (key: SessionKey) => void;

/** The session store in a folder. */
export function sessionStore(
  store: PrivateStore,
  onDiskError: OnDiskError,
  onRejected: OnRejected = () => {},
): SessionStore {
  return {
    keepsNothing: store === nullStore,
    read: (key, step, now) => {
      const text = store.read(keyFile(key));
      if (text === undefined) return undefined;
      const session = parseSession(text, key, step, now);
      if (session === undefined) onRejected(key);
      return session;
    },
    write: (session) => {
      if (store === nullStore || session.expiration === Number.POSITIVE_INFINITY) return false;
      try {
        store.write(keyFile(session.key), formatSession(session));
        return true;
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        onDiskError(error);
        return false;
      }
    },
  };
}

/** The longest life of a session at AWS, in milliseconds. */
export const MAX_LIFETIME = {
  role: ROLE_SECONDS.max * 1000,
  'web-identity': ROLE_SECONDS.max * 1000,
  saml: ROLE_SECONDS.max * 1000,
  'mfa-session': LONGEST_SESSION,
  source: LONGEST_SESSION,
};

/** Two readings of the clock may differ by this many milliseconds before a stored session is rejected. */
export const CLOCK_TOLERANCE = 5 * 60 * 1000;

/** The credential fields that STS gives. */
export const STS_FIELDS = {
  accessKeyId: /^[A-Z0-9]{16,128}$/,
  secretAccessKey: /^[A-Za-z0-9/+=]{16,128}$/,
  sessionToken: /^[A-Za-z0-9/+=]{16,16384}$/,
};

/** The fields that another program gives. It may use a service that is only similar to AWS, and write up to 64 KiB. */
const SOURCE_FIELDS = {
  accessKeyId: /^[!-~]{1,128}$/,
  secretAccessKey: /^[!-~]{1,1024}$/,
  sessionToken: /^[!-~]{1,65536}$/,
};

/** The text to store. Only here do a session's secrets go to disk. */
export function formatSession(session: CachedSession): string {
  const { credentials, ...details } = session;
  const { accessKeyId, secretAccessKey, sessionToken, accountId } = credentials;
  return sealedText({ ...details, accessKeyId, secretAccessKey, sessionToken, accountId });
}

type Fields = Readonly<Record<string, unknown>>;

/** A text with a digest over all its fields, so that a damaged or edited text is rejected. */
export function sealedText(fields: Fields): string {
  return `${JSON.stringify({ ...fields, digest: digest(JSON.stringify(fields)) })}\n`;
}

/** The fields of a text if its digest is right; else none. */
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
  const longest = MAX_LIFETIME[kind] + CLOCK_TOLERANCE;
  return issuedAt <= now + CLOCK_TOLERANCE && expiration - issuedAt <= longest;
}

/** Whether the ARN matches the step: an ARN of its role, or none for a step without a role. */
function isArnOf(arn: unknown, step: SessionStep): arn is string | undefined {
  if (step.kind === 'mfa-session' || step.kind === 'source') return arn === undefined;
  return typeof arn === 'string' && isSessionOf(arn, step.role);
}

/**
 * Whether the account matches the step. A missing account matches every step; any account matches a step that names
 * none.
 */
function isAccountOf(accountId: unknown, step: SessionStep): boolean {
  const named = 'role' in step ? step.role : step.kind === 'source' ? step.source : {};
  if (accountId === undefined) return true;
  return 'accountId' in named ? accountId === named.accountId : typeof accountId === 'string';
}

/** The credentials in a stored text. Credentials of a source may have no session token. */
function credentialsOf(stored: Fields, { kind }: SessionStep): Credentials | undefined {
  const patterns = kind === 'source' ? SOURCE_FIELDS : STS_FIELDS;
  const text = (name: keyof typeof patterns) => {
    const value = stored[name];
    return typeof value === 'string' && patterns[name].test(value) ? value : undefined;
  };
  const [accessKeyId, secretAccessKey] = [text('accessKeyId'), text('secretAccessKey')];
  const sessionToken = text('sessionToken');
  const isComplete =
    sessionToken !== undefined || (kind === 'source' && !('sessionToken' in stored));
  if (!accessKeyId || !secretAccessKey || !isComplete) return undefined;
  const { expiration, accountId } = stored as { expiration: Instant; accountId?: string };
  return new Credentials({ accessKeyId, secretAccessKey, sessionToken, expiration, accountId });
}

/**
 * The session in a stored text; `undefined` if it is damaged, of another key, role or kind, or has impossible times.
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

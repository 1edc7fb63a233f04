/**
 * The files of the AWS CLI's cache: the answers of AssumeRole as botocore keeps them. They are the AWS CLI's, so none is
 * trusted before its owner, its mode, its form, its role and its times are checked.
 */

import { lstatSync, rmSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { isSessionOf } from '../config/plan-calls.ts';
import { removeLeftovers } from '../config-edit/replace-file.ts';
import { Credentials, type Instant } from '../credentials.ts';
import { inHome, NO_HOME } from '../fast-path/paths.ts';
import {
  foreignHome,
  isOpenToOthers,
  isOwnedByUser,
  makeFolder,
  readPrivateFile,
} from '../fast-path/private-file.ts';
import { DiskError, orDiskError, writePrivateFile } from '../storage/private-store.ts';
import type { AssumedRole } from '../sts/client.ts';
import type { System } from '../system.ts';
import { type CachedSession, CLOCK_TOLERANCE, STS_FIELDS } from './cached-session.ts';
import type { StoredSession } from './inventory.ts';
import { keyFile } from './session-key.ts';
import type { DeviceRole } from './steps.ts';

/** A session that the AWS CLI has got. */
export type FoundSession = Omit<CachedSession, 'key' | 'origin'>;

/** A session that swrole has got. */
export type IssuedRole = Omit<AssumedRole, 'clockOffset'>;

/** The AWS CLI looks nowhere else, whatever the environment says (awscli, `customizations/assumerole.py`). */
export function awsCliFile(home: string, key: string): string {
  return join(inHome(home, '.aws', 'cli', 'cache'), keyFile(key));
}

/**
 * Why an entry's folder is not safe; completes "the cache is not used: …". Others may list it, because the AWS CLI creates it
 * with the user's umask, but no other user may put files in it or exchange them.
 */
export function unsafeFolder(file: string): string | undefined {
  const folder = dirname(file);
  for (const path of [dirname(folder), folder]) {
    const stats = statsOf(path);
    if (stats === undefined) continue;
    if (!stats.isDirectory() || !isOwnedByUser(stats)) return `${path} is not a folder of yours`;
    if (isOpenToOthers(stats, 0o022)) return `other users can write to ${path}`;
  }
  return undefined;
}

/** Whether there is something at a path. */
export function exists(path: string): boolean {
  return statsOf(path) !== undefined;
}

/** What is at a path; `undefined` also for what cannot be reached, which can be neither read nor written. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** `Z`, the time zone of STS's answer, is what version 1 keeps; version 2 writes `+00:00`, and botocore itself `UTC`. */
const EXPIRATION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:Z|\+00:00|UTC)$/;

/** A whole answer of AssumeRole, as botocore keeps it; other fields are not used. */
const entrySchema = z.object({
  Credentials: z.object({
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
    SessionToken: z.string(),
    Expiration: z.string(),
    AccountId: z.optional(z.string()),
  }),
  AssumedRoleUser: z.object({ Arn: z.string() }),
});

type Entry = z.infer<typeof entrySchema>;

/** The answer in a file of the cache; a text says why it is not used. */
function readAnswer(file: string): Entry | string {
  const text = readPrivateFile(file)?.text;
  if (text === undefined) return 'it is no file that only you can read and write, or is too large';
  try {
    const answer = entrySchema.parse(JSON.parse(text));
    return hasGoodForm(answer) ? answer : DAMAGED;
  } catch {
    return DAMAGED;
  }
}

const DAMAGED = 'it is damaged, or no answer of AssumeRole';

function hasGoodForm({ Credentials: keys }: Entry): boolean {
  return (
    // Programs that imitate STS on this machine give ids of another kind.
    /^ASIA[A-Z0-9]{12,124}$/.test(keys.AccessKeyId) &&
    STS_FIELDS.secretAccessKey.test(keys.SecretAccessKey) &&
    STS_FIELDS.sessionToken.test(keys.SessionToken) &&
    EXPIRATION.test(keys.Expiration)
  );
}

/** The session in a file of the cache; a text says why it is not used. */
export function readEntry(
  file: string,
  { role, sessionName, durationSeconds = DEFAULT_SECONDS }: DeviceRole,
  now: Instant,
): FoundSession | string {
  const answer = readAnswer(file);
  if (typeof answer === 'string') return answer;
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = answer.Credentials;
  const { Arn } = answer.AssumedRoleUser;
  if (!isSessionOf(Arn, role) || (AccountId ?? role.accountId) !== role.accountId)
    return 'it is of another role';
  if (sessionName !== undefined && !Arn.endsWith(`/${sessionName}`))
    return 'its session has another name';
  const expiration = Date.parse(`${EXPIRATION.exec(Expiration)?.[1]}Z`);
  // The key contains the duration, so it is known when a session with this end began.
  const issuedAt = expiration - durationSeconds * 1000;
  if (!(issuedAt <= now + CLOCK_TOLERANCE)) return 'it lasts longer than it can';
  const fields = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  const credentials = new Credentials({
    ...fields,
    sessionToken: SessionToken,
    expiration,
    accountId: role.accountId,
  });
  return { assumedRoleArn: Arn, issuedAt, expiration, credentials };
}

/** How long AssumeRole's session lasts if no duration is given (STS API). */
const DEFAULT_SECONDS = 3600;

/** @throws DiskError */
export function writeEntry(file: string, session: IssuedRole): void {
  const { credentials, expiration, assumedRoleArn, assumedRoleId, requestId } = session;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const answer = {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: new Date(expiration).toISOString().replace('.000Z', 'Z'),
      AccountId: assumedRoleArn.split(':')[4],
    },
    AssumedRoleUser: { AssumedRoleId: assumedRoleId, Arn: assumedRoleArn },
    ResponseMetadata: {
      RequestId: requestId,
      HTTPStatusCode: 200,
      HTTPHeaders: {},
      RetryAttempts: 0,
    },
  };
  orDiskError(file, () => {
    const folder = dirname(file);
    const foreign = foreignHome(dirname(folder)) ?? foreignHome(folder);
    if (unsafeFolder(file) !== undefined) throw new DiskError(folder, 'not-private');
    if (foreign !== undefined) throw new DiskError(foreign, 'foreign-home');
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) makeFolder(folder);
    removeLeftovers(file);
    writePrivateFile(file, JSON.stringify(answer));
  });
}

// For `logout`: what swrole wrote there is its copy and is deleted too; what it took from there belongs to the AWS CLI.

/** An entry with the credentials of a stored session. */
interface Copy {
  readonly file: string;
}

/**
 * Removes the entries that swrole wrote for these sessions, unless the AWS CLI has replaced them.
 *
 * @returns the removed entries, and the AWS CLI's own that are still valid
 * @throws DiskError
 */
export function removeAwsCliCopies(
  sessions: readonly StoredSession[],
  { home, now }: Pick<System, 'home' | 'now'>,
): { readonly removed: readonly Copy[]; readonly kept: readonly Copy[] } {
  const found = sessions.flatMap((session) => copyOf(session, home) ?? []);
  const removed = found.filter(({ isOurs }) => isOurs);
  for (const { file } of removed) orDiskError(file, () => rmSync(file, { force: true }));
  const kept = found.filter(({ isOurs, expiration }) => !isOurs && expiration > now());
  return { removed, kept };
}

function copyOf({ awsCli, accessKeyId, expiration }: StoredSession, home: string) {
  if (awsCli === undefined || home === NO_HOME) return undefined;
  const file = awsCliFile(home, awsCli.key);
  if (unsafeFolder(file) !== undefined) return undefined;
  removeLeftovers(file);
  const answer = readAnswer(file);
  if (typeof answer !== 'object' || answer.Credentials.AccessKeyId !== accessKeyId)
    return undefined;
  return { file, isOurs: awsCli.isOurs, expiration };
}

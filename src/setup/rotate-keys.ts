/**
 * `swrole keys rotate`: a new access key of the user takes the place of the old one. At every moment the entry in the keychain has a key
 * that works, and says how far the rotation is; so after any failure, and after a kill, the next run goes on there:
 *
 * 1. `creatingSince`: AWS is about to be asked for a key. Its secret is in the answer only, so a key of these seconds that is not in the
 *    entry can never be used: the next run deletes it.
 * 2. `next`: the new key is stored; the old one is still the one that is given out.
 * 3. `old`: the new key has proved to work, and is given out; the old one is to be deleted.
 * 4. Neither: the old key is deleted.
 */

import {
  type AccessKey,
  type KeyEntry,
  KeysError,
  readKeys,
  writeKeys,
} from '../storage/access-keys.ts';
import { KeychainError } from '../storage/keychain.ts';
import type { CallerIdentity } from '../sts/client.ts';
import { StsError } from '../sts/errors.ts';
import type { IamFailure, IamRequest } from '../sts/iam-request.ts';
import {
  type AccessKeyInfo,
  createAccessKey,
  deactivateAccessKey,
  deleteAccessKey,
  listAccessKeys,
} from '../sts/iam-user.ts';
import type { Keychain } from '../system.ts';
import { shortId } from '../util/text.ts';

/** What a rotation needs. */
export interface RotationDeps {
  readonly keychain: Keychain;
  /** Whose keys these are, as AWS says it. @throws StsError */
  identify(keys: AccessKey): Promise<CallerIdentity>;
  /** A request of IAM, signed with these keys. */
  iam(keys: AccessKey, clockOffset: number): IamRequest;
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Tells the user a step that is done. */
  log(line: string): Promise<void>;
}

/** The keys after a rotation. */
interface Rotated {
  readonly keys: AccessKey;
  readonly userArn: string;
  /** When the new key was created; `undefined` if AWS does not say it. */
  readonly createdAt: number | undefined;
  /** Whether an earlier rotation was brought to its end. */
  readonly wasBegun: boolean;
}

/** One rotation: the name, the user, and the calls. */
interface Rotation extends RotationDeps {
  readonly name: string;
  readonly user: CallerIdentity;
}

/**
 * Rotates the keys of a name, or finishes a rotation that has begun.
 *
 * @throws KeysError, KeychainError, StsError
 */
export async function rotateKeys(name: string, deps: RotationDeps): Promise<Rotated> {
  const found = await readKeys(deps.keychain, name);
  if (found === undefined) throw new KeysError({ kind: 'unknown-name', keys: name, known: [] });
  const user = await deps.identify(found);
  const rotation = { ...deps, name, user };
  const wasBegun = found.next !== undefined || found.old !== undefined;
  const proved =
    found.old === undefined
      ? await proveNext(found.next ? found : await createNext(found, rotation), rotation)
      : found;
  const { accessKeyId, secretAccessKey } = await deleteOld(proved, rotation);
  const keys = { accessKeyId, secretAccessKey };
  const known = await listAccessKeys(request(keys, rotation));
  const createdAt =
    'keys' in known
      ? known.keys.find((key) => key.accessKeyId === accessKeyId)?.createdAt
      : undefined;
  return { keys, userArn: user.arn, createdAt, wasBegun };
}

/** `member` of `arn:aws:iam::000000000000:user/team/member`. */
export const userNameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

function request(keys: AccessKey, { iam, user }: Rotation): IamRequest {
  return iam(keys, user.clockOffset ?? 0);
}

/** Milliseconds around the beginning of an attempt in which its key can have been created: no run of swrole takes longer. */
const BEFORE = 5_000;
const AFTER = 60_000;

async function createNext(entry: KeyEntry, rotation: Rotation): Promise<KeyEntry> {
  const { keychain, name, user, now, log } = rotation;
  await removeOrphan(entry, rotation);
  const begun = { ...entry, creatingSince: now() + (user.clockOffset ?? 0) };
  await writeKeys(keychain, name, begun);
  const created = await createAccessKey(request(entry, rotation));
  if ('reason' in created) {
    // A refusal is certain. Without an answer there may be a key.
    if (created.code !== undefined) await writeKeys(keychain, name, keysOf(entry));
    throw refused('CreateAccessKey', created, name, OLD_IN_USE);
  }
  const { accessKeyId, secretAccessKey } = created;
  const next = { ...keysOf(entry), next: { accessKeyId, secretAccessKey } };
  try {
    await writeKeys(keychain, name, next);
  } catch (error) {
    if (error instanceof KeychainError)
      await deleteAccessKey(accessKeyId, request(entry, rotation));
    throw error;
  }
  await log(`created access key ${shortId(accessKeyId)} of user ${userNameOf(user.arn)}`);
  return next;
}

const keysOf = ({ accessKeyId, secretAccessKey }: AccessKey) => ({ accessKeyId, secretAccessKey });

/** Deletes the key of an attempt that ended before it could store the secret. @throws KeysError `two-keys` for any other key */
async function removeOrphan(entry: KeyEntry, rotation: Rotation): Promise<void> {
  const { name, user, log } = rotation;
  const known = await listAccessKeys(request(entry, rotation));
  if ('reason' in known) throw refused('ListAccessKeys', known, name, OLD_IN_USE);
  const other = known.keys.find(({ accessKeyId }) => accessKeyId !== entry.accessKeyId);
  if (other === undefined) return;
  const { accessKeyId, createdAt } = other;
  if (!isOfAttempt(other, entry.creatingSince))
    throw new KeysError({
      kind: 'two-keys',
      keys: name,
      userName: userNameOf(user.arn),
      accessKeyId,
      createdAt,
    });
  const failure = await deleteAccessKey(accessKeyId, request(entry, rotation));
  if (failure && failure.code !== NOT_THERE)
    throw refused('DeleteAccessKey', failure, name, OLD_IN_USE);
  await log(`deleted access key ${shortId(accessKeyId)}, of an attempt that lost its secret`);
}

function isOfAttempt({ createdAt }: AccessKeyInfo, since: number | undefined): boolean {
  return since !== undefined && createdAt >= since - BEFORE && createdAt <= since + AFTER;
}

/** Milliseconds: AWS takes some seconds until a new key is known everywhere. */
const PATIENCE = 30_000;
const PAUSE = 1_000;

/** The new key is given out from now on. */
async function proveNext(entry: KeyEntry, rotation: Rotation): Promise<KeyEntry> {
  const { keychain, name, user, now, sleep, log } = rotation;
  const { next } = entry;
  if (next === undefined) return entry;
  for (const since = now(); ; await sleep(PAUSE)) {
    const identity = await rotation.identify(next).catch((error: unknown) => {
      if (isUnknownKey(error)) return undefined;
      throw error;
    });
    if (identity?.arn === user.arn) break;
    if (now() - since > PATIENCE) return giveUp(entry, next, rotation);
  }
  const proved = { ...next, old: keysOf(entry) };
  await writeKeys(keychain, name, proved);
  await log(`access key ${shortId(next.accessKeyId)} works, and is in use from now on`);
  return proved;
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof StsError && error.details.failure === 'bad-keys';
}

async function giveUp(entry: KeyEntry, next: AccessKey, rotation: Rotation): Promise<never> {
  const { keychain, name } = rotation;
  const known = await listAccessKeys(request(entry, rotation));
  const isGone =
    'keys' in known && !known.keys.some(({ accessKeyId }) => accessKeyId === next.accessKeyId);
  if (isGone) await writeKeys(keychain, name, keysOf(entry));
  const reason = isGone
    ? `access key ${shortId(next.accessKeyId)} has been deleted meanwhile`
    : `AWS does not know access key ${shortId(next.accessKeyId)} yet`;
  throw refused('GetCallerIdentity', { reason, code: undefined }, name, OLD_IN_USE);
}

const NOT_THERE = 'NoSuchEntity';

/** Signed with the new key, which proves it once more. Inactive first: what still uses the old key fails, and nothing is lost. */
async function deleteOld(entry: KeyEntry, rotation: Rotation): Promise<KeyEntry> {
  const { keychain, name, log } = rotation;
  const { old } = entry;
  if (old === undefined) return entry;
  const patiently = (call: typeof deleteAccessKey) =>
    untilKnown(rotation, () => call(old.accessKeyId, request(entry, rotation)));
  const inactive = await patiently(deactivateAccessKey);
  const failure = await patiently(deleteAccessKey);
  if (failure && failure.code !== NOT_THERE) {
    const state = `the new key is in use, and the old one, ${shortId(old.accessKeyId)}, is ${inactive ? 'still active' : 'inactive'}`;
    throw refused('DeleteAccessKey', failure, name, state);
  }
  const done = keysOf(entry);
  await writeKeys(keychain, name, done);
  await log(`deleted the old access key, ${shortId(old.accessKeyId)}`);
  return done;
}

/** IAM may know a new key later than STS. */
async function untilKnown(
  { now, sleep }: Rotation,
  call: () => Promise<IamFailure | undefined>,
): Promise<IamFailure | undefined> {
  for (const since = now(); ; await sleep(PAUSE)) {
    const failure = await call();
    if (failure?.code !== 'InvalidClientTokenId' || now() - since > PATIENCE) return failure;
  }
}

const OLD_IN_USE = 'the old key is in use as before';

function refused(action: string, { reason, code = '' }: IamFailure, name: string, state: string) {
  const isDenied = code.startsWith('AccessDenied');
  const again = `swrole keys rotate ${name}`;
  const hint = isDenied
    ? `allow iam:${action} to the user for its own keys, and run ${again}`
    : `run ${again} again, which goes on from here`;
  return new KeysError({ kind: 'refused', keys: name, action, reason, state, hint });
}

/**
 * The access keys of `swrole keys`: all that is secret about a name is one entry of the keychain, and what is known without the
 * keychain is a record in swrole's cache.
 */

import type { Location } from '../config/errors.ts';
import { KEYS, KEYS_LOCK } from '../fast-path/paths.ts';
import type { Keychain, Reporter, System } from '../system.ts';
import { DataError } from '../util/errors.ts';
import { KeychainError } from './keychain.ts';
import { type Cache, type PrivateFolder, privateStore } from './private-store.ts';
import { namedLock, takeTurns } from './take-turns.ts';

/** Why `swrole keys` did not do what was asked. The details never hold a secret. */
export type KeysErrorDetails =
  /** The keychain has no keys of this name; `known` are the names that it has. */
  | { readonly kind: 'unknown-name'; readonly keys: string; readonly known: readonly string[] }
  /** The name is one of another key already. */
  | { readonly kind: 'taken'; readonly keys: string; readonly accessKeyId: string }
  /** What should be a key is none; `problem` completes "the secret access key …". It is never shown. */
  | { readonly kind: 'not-a-key'; readonly what: string; readonly problem: string }
  /** The profile has no long-term keys to take; completes "profile 'a' …". */
  | {
      readonly kind: 'nothing-to-take';
      readonly profile: string;
      readonly problem: string;
      readonly at: Location | undefined;
    }
  /** The keys are not those of an IAM user. */
  | { readonly kind: 'no-user'; readonly arn: string }
  /** AWS allows a user two keys, and a rotation needs one of them. */
  | {
      readonly kind: 'two-keys';
      readonly keys: string;
      readonly userName: string;
      readonly accessKeyId: string;
      readonly createdAt: number;
    }
  /** IAM did not do it. `state` says which keys there are now, and `hint` what to do. */
  | {
      readonly kind: 'refused';
      readonly keys: string;
      readonly action: string;
      readonly reason: string;
      readonly state: string;
      readonly hint: string;
    }
  /** Another process changes keys at this moment. */
  | { readonly kind: 'busy' }
  /** The user wants no change. */
  | { readonly kind: 'left' };

/** Keys were not added, rotated or removed. */
export class KeysError extends DataError<KeysErrorDetails> {
  override readonly name = 'KeysError';
}

// The entries of the keychain, one for each name, so that each step of a rotation is one change.

/** A pair of an access key id and its secret. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The entry of a name. */
export interface KeyEntry extends AccessKey {
  /** A rotation is about to create a key, since this instant of AWS's clock. */
  readonly creatingSince?: number | undefined;
  /** The new key of a rotation, before it has proved to work. */
  readonly next?: AccessKey | undefined;
  /** The old key after a rotation, until it is deleted. */
  readonly old?: AccessKey | undefined;
}

const entryName = (name: string) => `keys/${name}`;

/** The entry of a name; `undefined` if there is none. @throws KeychainError */
export async function readKeys(keychain: Keychain, name: string): Promise<KeyEntry | undefined> {
  const stored = await keychain.get(entryName(name));
  if (stored === undefined) return undefined;
  const entry = parsed(stored) as Partial<KeyEntry>;
  if (isKey(entry) && [entry.next, entry.old].every((key) => key === undefined || isKey(key)))
    return entry;
  throw new KeychainError({ kind: 'damaged', name: entryName(name) });
}

/** Stores the entry of a name, and reads it back. @throws KeychainError */
export async function writeKeys(keychain: Keychain, name: string, entry: KeyEntry): Promise<void> {
  const value = JSON.stringify(entry);
  await keychain.set(entryName(name), value);
  if ((await keychain.get(entryName(name))) !== value)
    throw new KeychainError({ kind: 'failed', reason: 'it did not keep what was stored' });
}

/** @throws KeychainError */
export async function removeKeys(keychain: Keychain, name: string): Promise<void> {
  await keychain.remove(entryName(name));
}

function parsed(stored: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(stored));
  } catch {
    return {};
  }
}

function isKey<Key extends Partial<AccessKey>>(value: Key): value is Key & AccessKey {
  const { accessKeyId, secretAccessKey } = value;
  return typeof accessKeyId === 'string' && typeof secretAccessKey === 'string';
}

// The records: for `keys list`, for the Tab key and for `doctor`.

/** The record of a name. */
export interface KeyRecord {
  readonly name: string;
  readonly accessKeyId: string;
  /** `arn:aws:iam::000000000000:user/member`. */
  readonly userArn: string;
  /** When AWS created the key, in milliseconds; `undefined` if the user may not ask. */
  readonly createdAt: number | undefined;
  /** When swrole got the key. */
  readonly addedAt: number;
  /** Whether a rotation has begun, and not ended. */
  readonly isRotating?: boolean | undefined;
}

const FORMAT = 1;

const recordName = (name: string) => `${encodeURIComponent(name)}.json`;

const records = (cache: Cache): PrivateFolder => privateStore(cache, KEYS);

/** All records, by name. */
export function readRecords(cache: Cache): readonly KeyRecord[] {
  const store = records(cache);
  return store.list().flatMap((file) => {
    const record = parsed(store.read(file) ?? '');
    const { format, name, accessKeyId, userArn, addedAt } = record;
    const isWhole = [name, accessKeyId, userArn].every((each) => typeof each === 'string');
    if (format !== FORMAT || !isWhole || typeof addedAt !== 'number') return [];
    return recordName(name as string) === file ? (record as unknown as KeyRecord) : [];
  });
}

/** The error for a name that has no keys. */
export function unknownName(keys: string, cache: Cache): KeysError {
  const known = readRecords(cache).map(({ name }) => name);
  return new KeysError({ kind: 'unknown-name', keys, known });
}

/** @throws DiskError */
export function writeRecord(cache: Cache, record: KeyRecord): void {
  records(cache).write(
    recordName(record.name),
    `${JSON.stringify({ format: FORMAT, ...record })}\n`,
  );
}

/** @throws DiskError */
export function removeRecord(cache: Cache, name: string): void {
  records(cache).remove(recordName(name));
}

/** A record as `swrole keys list --json` shows it. */
export function recordFacts(record: KeyRecord) {
  const { name, userArn, accessKeyId, createdAt, addedAt, isRotating = false } = record;
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const keyIdEnding = accessKeyId.slice(-4);
  return {
    name,
    userArn,
    keyIdEnding,
    createdAt: time(createdAt),
    addedAt: time(addedAt),
    isRotating,
  };
}

/** Milliseconds to wait for another swrole that changes keys. */
const PATIENCE = 5_000;

/** What the lock needs: the context of a run. */
interface LockDeps extends Pick<Reporter, 'debug' | 'showProgress'> {
  readonly system: Pick<System, 'now' | 'sleep'>;
  readonly cache: Cache;
  readonly runtime?: Cache;
}

/** Changes keys under a lock, one change at a time. @throws KeysError `busy` */
export async function withKeysLock(context: LockDeps, work: () => Promise<void>): Promise<void> {
  const { system } = context;
  const deps = { ...system, ...context, deadline: system.now() + PATIENCE };
  const lock = namedLock(context, KEYS_LOCK, 'keys');
  const done = await takeTurns(lock, deps, async (held) => {
    if (held !== undefined) await work();
    return held;
  });
  if (done === undefined) throw new KeysError({ kind: 'busy' });
}

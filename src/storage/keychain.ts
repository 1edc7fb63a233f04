/**
 * The keychain of the operating system, through `@napi-rs/keyring`: the Keychain of macOS, the Credential Manager of Windows, the
 * Secret Service of Linux. And what swrole keeps there: the key of encrypted sessions, and the access keys of `swrole keys`.
 * Loaded only when a profile or a command asks for it.
 *
 * The keychain is asked in a process of its own. A call of the system that hangs blocks its thread, and node waits for its threads
 * when it ends, so no time limit in this process would hold; another process can be killed. What is secret goes through pipes.
 */

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import type { Location } from '../config/errors.ts';
import { KEYS } from '../fast-path/paths.ts';
import type { Environment, Keychain, System } from '../system.ts';
import { DataError } from '../util/errors.ts';
import { withoutSecrets } from '../util/secret-text.ts';
import { type Cache, type PrivateFolder, privateStore } from './private-store.ts';

/** Why the keychain cannot be used. The details never hold a secret. */
export type KeychainErrorDetails =
  /** The package is not installed, or has no file for this platform. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  /** The system's reason. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** A text under swrole's name that swrole did not write. */
  | { readonly kind: 'damaged'; readonly name: string };

/** The keychain cannot be used. */
export class KeychainError extends DataError<KeychainErrorDetails> {
  override readonly name = 'KeychainError';
}

/** Milliseconds for one call: a locked keychain may ask its user, and an SDK waits meanwhile. */
const TIME_LIMIT = 3_000;

/** Milliseconds for what comes before a call. */
const START_LIMIT = 20_000;

/** What the keychain is opened with. */
type KeychainDeps = Pick<System, 'env' | 'sleep' | 'keychain'>;

/**
 * The keychain, with a time limit for each call.
 *
 * @param deps `keychain` stands for that of the system, in tests
 * @returns a keychain whose calls throw nothing but KeychainError
 */
export function openKeychain({
  env,
  sleep,
  keychain = systemKeychain(env),
}: KeychainDeps): Keychain {
  const limited = async <T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> => {
    const prepared = keychain.prepare?.();
    if (prepared) await within(START_LIMIT, () => prepared, sleep);
    return within(TIME_LIMIT, work, sleep);
  };
  return {
    get: (name) => limited((stop) => keychain.get(name, stop)),
    set: (name, value) => limited((stop) => keychain.set(name, value, stop)),
    remove: (name) => limited((stop) => keychain.remove(name, stop)),
  };
}

async function within<T>(
  limit: number,
  work: (stop: AbortSignal) => Promise<T>,
  sleep: System['sleep'],
): Promise<T> {
  const [over, ended] = [new AbortController(), new AbortController()];
  const timeOut = sleep(limit, ended.signal).then((): never => {
    over.abort();
    throw new KeychainError({ kind: 'timed-out', seconds: limit / 1000 });
  });
  try {
    return await Promise.race([work(over.signal), timeOut]);
  } catch (error) {
    if (error instanceof KeychainError) throw error;
    throw new KeychainError({ kind: 'failed', reason: reasonOf(error) });
  } finally {
    timeOut.catch(() => {});
    ended.abort();
  }
}

function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : '').split('\n');
  return withoutSecrets(line).slice(0, 300) || 'no reason given';
}

const PACKAGE = '@napi-rs/keyring';

/** The name under which all of swrole's entries are. */
const SERVICE = 'swrole';

/**
 * Loads the package, says so by one byte, reads the request from stdin and writes the answer to stdout. On Linux only the Secret
 * Service: the package would otherwise use the kernel's keyring where there is none, which forgets everything when the machine stops.
 */
const HELPER = `
  let Entry, result, input = '';
  const describe = (error) => ({ error: String(error.message), code: error.code });
  try {
    ({ Entry } = require(process.argv[1]));
  } catch (error) {
    result = describe(error);
  }
  process.stdout.write(' ');
  process.stdin.setEncoding('utf8').on('data', (part) => (input += part)).on('end', () => {
    const { service, action, name, value } = JSON.parse(input);
    const answer = () => {
      const entry = new Entry(service, name, { linux: { store: 'secret-service' } });
      if (action === 'get') return { value: entry.getPassword() };
      if (action === 'set') return { value: entry.setPassword(value) };
      return { value: entry.deleteCredential() };
    };
    try {
      result ??= answer();
    } catch (error) {
      result = describe(error);
    }
    process.stdout.write(JSON.stringify(result));
  });`;

interface HelperAnswer {
  readonly value?: string | boolean | null;
  readonly error?: string;
  readonly code?: string;
}

/** Each call has a process of its own, which `prepare` starts. */
function systemKeychain(env: Environment): Keychain {
  let helper: Helper | undefined;
  const ask = async (action: string, name: string, stop?: AbortSignal, value?: string) => {
    const request = JSON.stringify({ service: SERVICE, action, name, value });
    const asked = helper ?? startHelper(packageFile(), env);
    helper = undefined;
    const answer = await asked.ask(request, stop);
    if (answer.error === undefined) return answer.value;
    const isMissing =
      answer.code === 'MODULE_NOT_FOUND' || /native binding|Cannot find module/.test(answer.error);
    throw isMissing ? new KeychainError({ kind: 'missing' }) : new Error(answer.error);
  };
  return {
    prepare: () => {
      helper = startHelper(packageFile(), env);
      return helper.started;
    },
    get: async (name, stop) => {
      const value = await ask('get', name, stop);
      return typeof value === 'string' ? value : undefined;
    },
    set: async (name, value, stop) => void (await ask('set', name, stop, value)),
    remove: async (name, stop) => void (await ask('remove', name, stop)),
  };
}

function packageFile(): string {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE);
  } catch {
    throw new KeychainError({ kind: 'missing' });
  }
}

/** A process that asks the keychain once. */
interface Helper {
  /** Resolves when it has loaded the package, or has ended. */
  readonly started: Promise<void>;
  ask(request: string, stop?: AbortSignal): Promise<HelperAnswer>;
}

function startHelper(file: string, env: Environment): Helper {
  const child = spawn(process.execPath, ['-e', HELPER, file], {
    // NODE_OPTIONS is meant for other programs: a debugger would wait here.
    env: { ...env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const failed = new Promise<never>((_, reject) => child.on('error', reject));
  failed.catch(() => {});
  child.stdin.on('error', () => {}); // a helper that has ended is seen by its answer
  const output = text(child.stdout);
  output.catch(() => {});
  const started = new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve()).once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const ask = async (request: string, stop?: AbortSignal) => {
    const kill = () => void child.kill('SIGKILL');
    stop?.addEventListener('abort', kill, { once: true });
    child.stdin.end(request);
    try {
      return JSON.parse(await Promise.race([output, failed])) as HelperAnswer;
    } catch (error) {
      if (error instanceof SyntaxError) throw new Error('the process that asks it has ended');
      throw error;
    } finally {
      stop?.removeEventListener('abort', kill);
    }
  };
  return { started, ask };
}

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

// The access keys of `swrole keys`: all that is secret about a name in one entry of the keychain, so that each step of a
// rotation is one change.

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

// What is known of a name without the keychain: for `keys list`, for the Tab key and for `doctor`.

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

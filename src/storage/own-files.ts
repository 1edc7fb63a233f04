/**
 * Recognizes swrole's own files in its folders: by name, and answers also by their first line. swrole lists and removes only
 * these, because the directory of `SWROLE_CACHE_DIR` may hold files of other programs.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  ANSWERS,
  DEVICE_LOCK,
  ENCRYPTED,
  FIRST_CALLER,
  HISTORY,
  KEYCHAIN_LOCK,
  KEYS,
  KEYS_LOCK,
  LOCKS,
  MFA,
  OUTCOMES,
  SESSIONS,
  SETUP_LOCK,
} from '../fast-path/paths.ts';
import { isOpenToOthers, isOwnedByUser, MAX_BYTES } from '../fast-path/private-file.ts';

const HASH = '[0-9a-f]{64}';

/** The file names in each folder; other folders do not belong to swrole. */
const NAMES: Readonly<Record<string, RegExp>> = {
  [ANSWERS]: /^[\w.!~*'()%-]+$/,
  [ENCRYPTED]: new RegExp(`^${HASH}\\.json$`),
  [HISTORY]: /^profiles\.json$/,
  [KEYS]: /^[\w.!~*'()%-]+\.json$/,
  [LOCKS]: new RegExp(
    `^(?:${HASH}|${DEVICE_LOCK}${HASH}|${SETUP_LOCK}|${KEYCHAIN_LOCK}|${KEYS_LOCK}|${FIRST_CALLER}[0-9a-f]{16})$`,
  ),
  [MFA]: new RegExp(`^${HASH}(?:-asked)?\\.json$`),
  [OUTCOMES]: new RegExp(`^${HASH}\\.json$`),
  [SESSIONS]: new RegExp(`^${HASH}\\.json$`),
};

/** The folders in swrole's directory. */
export const FOLDERS: readonly string[] = Object.keys(NAMES);

/** What a writer appends to the name of the file that it will replace. */
const TEMPORARY = /\.\d+\.[0-9a-f]{8}\.tmp$/;

/** swrole removes temporary files of killed writers after this many milliseconds. */
const ORPHAN_AGE = 10 * 60 * 1000;

/** The first line of an answer of any version; its second field is the expiry in epoch seconds. */
const ANSWER = /^swrole-answer-\d+ (\d+) /;

/** The most files to check in one run, so that a full folder does not slow down a call. */
const MAX_CHECKED = 200;

/** The names of swrole's own files in a folder, with temporary files of killed writers; empty if it cannot be read. */
export function ownNames(directory: string, folder: string): readonly string[] {
  try {
    return readdirSync(directory)
      .sort()
      .filter((name) => expiryOf(directory, folder, name) !== undefined);
  } catch {
    return [];
  }
}

/** Whether the name is a writer's temporary file. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** When a file of swrole expires, in milliseconds since the epoch; `undefined` for files of other programs. */
function expiryOf(directory: string, folder: string, name: string): number | undefined {
  if (!NAMES[folder]?.test(name.replace(TEMPORARY, ''))) return undefined;
  return folder === ANSWERS && !isTemporary(name) ? answerExpiry(join(directory, name)) : Infinity;
}

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function answerExpiry(path: string): number | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS);
    const stats = fstatSync(fd);
    if (!stats.isFile() || !isOwnedByUser(stats)) return undefined;
    const start = Buffer.alloc(64);
    const text = start.toString('latin1', 0, readSync(fd, start, 0, start.length, 0));
    const seconds = ANSWER.exec(text)?.[1];
    return seconds === undefined ? undefined : Number(seconds) * 1000;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** A file that was written just now, and how many milliseconds such files stay useful. */
interface FreshFile {
  readonly fresh: string;
  readonly keepFor: number;
}

/**
 * Removes from a folder temporary files of killed writers, expired answers, and files that were not replaced for `keepFor`
 * milliseconds. It measures ages against the file that was written just now, by the clock of the file system. Never throws,
 * so that the writer does not fail.
 */
export function removeExpired(
  directory: string,
  folder: string,
  { fresh, keepFor }: FreshFile,
): void {
  try {
    const now = lstatSync(join(directory, fresh)).mtimeMs;
    const others = readdirSync(directory).filter((name) => name !== fresh);
    for (const name of sampleNames(others)) {
      const expiry = expiryOf(directory, folder, name);
      if (expiry === undefined) continue;
      const path = join(directory, name);
      const { mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: now };
      const isOld = now - mtimeMs > (isTemporary(name) ? ORPHAN_AGE : keepFor);
      if (isOld || expiry < now) rmSync(path, { force: true });
    }
  } catch {
    // The next writer tries again.
  }
}

/** At most `MAX_CHECKED` names, beginning at a random one. */
export function sampleNames(names: readonly string[]): readonly string[] {
  if (names.length <= MAX_CHECKED) return names;
  const start = Math.floor(Math.random() * names.length);
  return [...names.slice(start), ...names].slice(0, MAX_CHECKED);
}

/**
 * Why swrole does not use a file that is at a path, for `--debug`; `undefined` if there is none. `readPrivateFile` has the same
 * rules, and gives no reason: it is on the way of every cached answer.
 */
export function whyIgnored(path: string): string | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return 'it is a symbolic link';
    if (!stats.isFile()) return 'it is not a regular file';
    if (!isOwnedByUser(stats)) return 'it belongs to another user';
    if (isOpenToOthers(stats, 0o077)) return 'other users can open it';
    if (stats.nlink > 1) return 'it has a second name (a hard link)';
    if (stats.size > MAX_BYTES) return `it is larger than ${MAX_BYTES / 1024} KiB`;
    return 'it cannot be read';
  } catch (error) {
    return `it cannot be examined (${(error as NodeJS.ErrnoException).code})`;
  }
}

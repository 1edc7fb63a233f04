/**
 * Which files of swrole's folders are its own, by their names and for answers by their first line. Only these are listed and
 * removed: the directory that `SWROLE_CACHE_DIR` names may hold another program's files.
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
import { isOwnedByUser } from '../fast-path/private-file.ts';

const HASH = '[0-9a-f]{64}';

/** The names in each folder; what is in another folder is not swrole's. */
const NAMES: Readonly<Record<string, RegExp>> = {
  answers: /^[\w.!~*'()%-]+$/,
  locks: new RegExp(`^(?:${HASH}|mfa-${HASH}|setup)$`),
  mfa: new RegExp(`^${HASH}(?:-asked)?\\.json$`),
  outcomes: new RegExp(`^${HASH}\\.json$`),
  sessions: new RegExp(`^${HASH}\\.json$`),
};

/** The folders in swrole's directory. */
export const FOLDERS: readonly string[] = Object.keys(NAMES);

/** What a writer adds to the name of the file that it will replace. */
const TEMPORARY = /\.\d+\.[0-9a-f]{8}\.tmp$/;

/** Temporary files of writers that were killed are removed after this many milliseconds. */
const ORPHAN_AGE = 10 * 60 * 1000;

/** The first line of an answer of any version; its second field is its end in epoch seconds. */
const ANSWER = /^swrole-answer-\d+ (\d+) /;

/** So many files are looked at, beginning anywhere, so that no folder makes a call slow. */
const MOST_SWEPT = 200;

/** The names of swrole's own files in a folder, with temporary files of killed writers; empty where it cannot be read. */
export function ownNames(directory: string, folder: string): readonly string[] {
  try {
    return readdirSync(directory)
      .sort()
      .filter((name) => endOf(directory, folder, name) !== undefined);
  } catch {
    return [];
  }
}

/** Whether a writer's temporary file has this name. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** Milliseconds since the epoch, after which a file of swrole's is of no use; `undefined` for every other file. */
function endOf(directory: string, folder: string, name: string): number | undefined {
  if (!NAMES[folder]?.test(name.replace(TEMPORARY, ''))) return undefined;
  return folder === 'answers' && !isTemporary(name) ? answerEnd(join(directory, name)) : Infinity;
}

const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function answerEnd(path: string): number | undefined {
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

/** A file that was written just now, and how many milliseconds others like it are of use. */
export interface FreshFile {
  readonly fresh: string;
  readonly keepFor: number;
}

/**
 * Removes what a folder need not keep: temporary files of killed writers, answers after their end, and files that were not
 * replaced for `keepFor` milliseconds. Ages are measured against the file that was written just now, by the clock of the
 * file system itself. The writer does not fail because of it.
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
      const end = endOf(directory, folder, name);
      if (end === undefined) continue;
      const path = join(directory, name);
      const { mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: now };
      const isOld = now - mtimeMs > (isTemporary(name) ? ORPHAN_AGE : keepFor);
      if (isOld || end < now) rmSync(path, { force: true });
    }
  } catch {
    // The next writer tries again.
  }
}

/** At most so many of them as are looked at each time. */
export function sampleNames(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_SWEPT) return names;
  const start = Math.floor(Math.random() * names.length);
  return [...names.slice(start), ...names].slice(0, MOST_SWEPT);
}

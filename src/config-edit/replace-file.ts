/**
 * The config file replaced in one step. It is a person's, not ours, so it keeps its place behind symbolic links, its mode and
 * its owner, and what it was stays beside it. Unlike the cache, it is worth an fsync.
 */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from '../config/errors.ts';
import { CONFIG_LIMIT, decoded, UnreadableError } from '../config/read-file.ts';
import { foreignHome, isOwnedByUser, makeFolder } from '../fast-path/private-file.ts';
import { isRunning } from '../process/kill-tree.ts';
import { ConfigEditError } from './errors.ts';

/** Where the old file is kept; `undefined` if there was none. */
export type Backup = string | undefined;

/**
 * Gives a file new content, unless somebody else has done so since it was read.
 *
 * @throws ConfigEditError `read-only`, `foreign-folder`, `changed`, `cannot-write`; the file is as it was then, and nothing is left beside it
 */
export function replaceFile(state: FileState, bytes: Buffer): Backup {
  const { path, target, stats } = state;
  assertWritable(state);
  const backup = stats && `${target}.swrole-backup`;
  const temporary: string[] = [];
  const write = (content: Buffer) => {
    temporary.push(temporaryName(target));
    return writeNew(temporary.at(-1) ?? '', content, stats);
  };
  try {
    if (stats === undefined) refuseForeignFolder(state);
    const folder = dirname(target);
    if (!existsSync(folder)) makeFolder(folder);
    const next = write(bytes);
    const old = backup && write(state.bytes);
    assertUnchanged(state);
    if (old && backup) renameSync(old, backup);
    renameSync(next, target);
    return backup;
  } catch (error) {
    if (error instanceof ConfigEditError || error instanceof ConfigError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigEditError({ kind: 'cannot-write', file: path, code });
  } finally {
    for (const file of temporary) rmSync(file, { force: true });
  }
}

function writeNew(path: string, bytes: Buffer, like: Stats | undefined): string {
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(fd, bytes);
    if (like) takeOwner(fd, like);
    fchmodSync(fd, like ? like.mode & 0o7777 : 0o600);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return path;
}

/** Only root may give a file away. Whoever else may write in the folder becomes the owner. */
function takeOwner(fd: number, { uid, gid }: Stats): void {
  try {
    fchownSync(fd, uid, gid);
  } catch {
    // The mode below is then all that is kept.
  }
}

/** A rename would go through, but whoever took the right to write away meant it: a tool that makes the file, as a rule. */
function assertWritable({ path, stats }: FileState): void {
  const isReadOnly = stats !== undefined && (stats.mode & 0o222) === 0;
  if (isReadOnly) throw new ConfigEditError({ kind: 'read-only', file: path });
}

function refuseForeignFolder({ path, target }: FileState): void {
  const folder = foreignHome(target);
  if (folder !== undefined)
    throw new ConfigEditError({ kind: 'foreign-folder', file: path, folder });
}

function assertUnchanged({ path, bytes, stats }: FileState): void {
  const now = readForEdit(path);
  const isSame = now.stats?.ino === stats?.ino && now.stats?.mode === stats?.mode;
  if (!isSame || !now.bytes.equals(bytes))
    throw new ConfigEditError({ kind: 'changed', file: path });
}

// The config file as it is before an edit: its bytes, and where it really is.

/** A file as it was read. */
export interface FileState {
  /** The path that was asked for. */
  readonly path: string;
  /** The file itself, behind symbolic links. */
  readonly target: string;
  readonly bytes: Buffer;
  /** `undefined` if it does not exist. */
  readonly stats: Stats | undefined;
}

// A FIFO must not be waited for. Absent on Windows.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** So many links may lead to a file (Linux's own limit). */
const MOST_LINKS = 40;

/** The file itself, behind symbolic links. */
export function targetOf(path: string): string {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    try {
      target = resolve(dirname(target), readlinkSync(target));
    } catch {
      return target; // no link, or not there yet
    }
  }
  return target;
}

/**
 * Reads a file that is to be edited.
 *
 * @throws ConfigEditError `not-a-file`
 * @throws ConfigError `unreadable-file`
 */
export function readForEdit(path: string): FileState {
  const target = targetOf(path);
  let fd: number | undefined;
  try {
    fd = openSync(target, FLAGS);
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new ConfigEditError({ kind: 'not-a-file', file: path });
    if (stats.size > CONFIG_LIMIT) throw new UnreadableError('TOO-LARGE');
    const bytes = readFileSync(fd);
    decoded(bytes); // what is added is UTF-8
    return { path, target, bytes, stats };
  } catch (error) {
    if (error instanceof ConfigEditError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { path, target, bytes: Buffer.alloc(0), stats: undefined };
    throw new ConfigError({ kind: 'unreadable-file', file: path, code });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

// Copies of the config file that are being written beside it. One that is killed with no warning leaves them, and they may
// hold keys: the next edit removes them.

/** To write a copy takes no time: an older one is left over, whatever process has its number by now. */
const LONGEST = 60_000;

/** A new name for a copy of `target`, which says whose it is. */
function temporaryName(target: string): string {
  return `${target}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
}

/** Removes what killed edits of `target` have left beside it. No trouble with it keeps an edit back. */
export function removeLeftovers(target: string): void {
  try {
    const folder = dirname(target);
    for (const name of readdirSync(folder)) {
      const pid = writerOf(name, basename(target));
      if (pid !== undefined) removeLeftover(join(folder, name), pid);
    }
  } catch {
    // Another one removes it, or the edit says what is wrong with the folder.
  }
}

/** The process that a copy of `target` is of; `undefined` for every other file. */
function writerOf(name: string, target: string): number | undefined {
  if (!name.startsWith(`${target}.`)) return undefined;
  const pid = /^(\d{1,10})\.[0-9a-f]{8}\.tmp$/.exec(name.slice(target.length + 1))?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function removeLeftover(path: string, pid: number): void {
  const stats = lstatSync(path);
  const isLeft = !isRunning(pid) || stats.mtimeMs < Date.now() - LONGEST;
  if (stats.isFile() && isOwnedByUser(stats) && isLeft) rmSync(path, { force: true });
}

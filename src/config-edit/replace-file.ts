/**
 * Replaces the config file atomically. The file belongs to the user, so it keeps its place behind symbolic links, its mode
 * and its owner, and a backup stays beside it. Unlike the cache, it is worth an fsync.
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
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from '../config/errors.ts';
import { CONFIG_LIMIT, decoded, UnreadableError } from '../config/read-file.ts';
import { foreignHome, isOwnedByUser, makeFolder, renameOver } from '../fast-path/private-file.ts';
import { isRunning } from '../process/kill-tree.ts';
import { ConfigEditError } from './errors.ts';

/** The path of the backup; `undefined` if there was no file. */
export type Backup = string | undefined;

/** How a replaced file differs from what `setup` makes of the config file. */
interface Replacement {
  /** The mode of the file and its backup, instead of the one that the file had. */
  readonly mode?: number;
  /** The content of the backup, instead of the file's; `'none'` for no backup. */
  readonly backup?: Buffer | 'none';
}

/**
 * Gives a file new content, unless another program has changed it since it was read.
 *
 * @throws ConfigEditError `read-only`, `foreign-folder`, `changed`, `cannot-write`; the file is then unchanged, and no
 * temporary file is left
 */
export function replaceFile(
  state: FileState,
  bytes: Buffer,
  { mode, backup: saved = state.bytes }: Replacement = {},
): Backup {
  const { path, target, stats } = state;
  assertWritable(state);
  const backup = stats && saved !== 'none' ? `${target}.swrole-backup` : undefined;
  const temporary: string[] = [];
  const write = (content: Buffer) => {
    temporary.push(temporaryName(target));
    return writeNew(temporary.at(-1) ?? '', content, stats, mode);
  };
  try {
    if (stats === undefined) assertOwnFolder(state);
    const folder = dirname(target);
    if (!existsSync(folder)) makeFolder(folder);
    const next = write(bytes);
    const old = backup && saved !== 'none' && write(saved);
    assertUnchanged(state);
    if (old && backup) renameOver(old, backup);
    renameOver(next, target);
    return backup;
  } catch (error) {
    if (error instanceof ConfigEditError || error instanceof ConfigError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigEditError({ kind: 'cannot-write', file: path, code });
  } finally {
    for (const file of temporary) rmSync(file, { force: true });
  }
}

function writeNew(
  path: string,
  bytes: Buffer,
  like: Stats | undefined,
  mode = like ? like.mode & 0o7777 : 0o600,
): string {
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(fd, bytes);
    if (like) takeOwner(fd, like);
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return path;
}

/** Keeps the owner if possible. Only root may change it; any other user who may write in the folder becomes the owner. */
function takeOwner(fd: number, { uid, gid }: Stats): void {
  try {
    fchownSync(fd, uid, gid);
  } catch {
    // Then only the mode is kept.
  }
}

/** A rename would succeed, but a file is read-only on purpose: usually another tool generates it. */
function assertWritable({ path, stats }: FileState): void {
  const isReadOnly = stats !== undefined && (stats.mode & 0o222) === 0;
  if (isReadOnly) throw new ConfigEditError({ kind: 'read-only', file: path });
}

function assertOwnFolder({ path, target }: FileState): void {
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

// Reading the config file before an edit.

/** A file before an edit. */
export interface FileState {
  /** The path as given, before links are followed. */
  readonly path: string;
  /** The file itself, behind symbolic links. */
  readonly target: string;
  readonly bytes: Buffer;
  /** `undefined` if it does not exist. */
  readonly stats: Stats | undefined;
}

// O_NONBLOCK: opening a FIFO must not wait. Absent on Windows.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The maximum number of links to follow (Linux's own limit). */
const MAX_LINKS = 40;

/** The file itself, behind symbolic links. */
export function targetOf(path: string): string {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    try {
      target = resolve(dirname(target), readlinkSync(target));
    } catch {
      return target; // not a link, or does not exist yet
    }
  }
  return target;
}

/**
 * Reads a file to edit.
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
    decoded(bytes); // throws for another encoding, because added lines are UTF-8
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

// Temporary copies beside the config file. A killed process leaves them behind, and they may hold keys: the next edit
// removes them.

/** Milliseconds after which a copy is a leftover, even if a process has its pid: writing a copy takes far less. */
const MAX_AGE = 60_000;

/** A new name for a copy of `target`, with the pid of its process. */
function temporaryName(target: string): string {
  return `${target}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
}

/** Removes the copies that killed edits of `target` have left beside it. A failure does not stop the edit. */
export function removeLeftovers(target: string): void {
  try {
    const folder = dirname(target);
    for (const name of readdirSync(folder)) {
      const pid = writerOf(name, basename(target));
      if (pid !== undefined) removeLeftover(join(folder, name), pid);
    }
  } catch {
    // Another process removes the copies, or the edit reports the problem with the folder.
  }
}

/** The pid of the process that wrote a copy of `target`; `undefined` for other files. */
function writerOf(name: string, target: string): number | undefined {
  if (!name.startsWith(`${target}.`)) return undefined;
  const pid = /^(\d{1,10})\.[0-9a-f]{8}\.tmp$/.exec(name.slice(target.length + 1))?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function removeLeftover(path: string, pid: number): void {
  const stats = lstatSync(path);
  const isLeft = !isRunning(pid) || stats.mtimeMs < Date.now() - MAX_AGE;
  if (stats.isFile() && isOwnedByUser(stats) && isLeft) rmSync(path, { force: true });
}

/**
 * The config file replaced in one step. It is a person's, not ours, so it keeps its place behind symbolic links, its mode and
 * its owner, and what it was stays beside it. Unlike the cache, it is worth an fsync.
 */
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../config/errors.ts';
import { foreignHome, makeFolder } from '../fast-path/private-file.ts';
import { ConfigEditError } from './errors.ts';
import { temporaryName } from './leftovers.ts';
import { type FileState, readForEdit } from './read-for-edit.ts';

/** Where the old file is kept; `undefined` if there was none. */
export type Backup = string | undefined;

/**
 * Gives a file new content, unless somebody else has done so since it was read.
 *
 * @throws ConfigEditError `read-only`, `foreign-folder`, `changed`, `cannot-write`; the file is as it was then, and nothing is left beside it
 */
export function replaceFile(state: FileState, bytes: Buffer): Backup {
  const { path, target, stats } = state;
  refuseReadOnly(state);
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
    refuseIfChanged(state);
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
function refuseReadOnly({ path, stats }: FileState): void {
  const isReadOnly = stats !== undefined && (stats.mode & 0o222) === 0;
  if (isReadOnly) throw new ConfigEditError({ kind: 'read-only', file: path });
}

function refuseForeignFolder({ path, target }: FileState): void {
  const folder = foreignHome(target);
  if (folder !== undefined)
    throw new ConfigEditError({ kind: 'foreign-folder', file: path, folder });
}

function refuseIfChanged({ path, bytes, stats }: FileState): void {
  const now = readForEdit(path);
  const isSame = now.stats?.ino === stats?.ino && now.stats?.mode === stats?.mode;
  if (!isSame || !now.bytes.equals(bytes))
    throw new ConfigEditError({ kind: 'changed', file: path });
}

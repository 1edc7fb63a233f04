/** Checks, without changes, whether swrole can store sessions in its directory; names another directory for locks. */

import { accessSync, constants, lstatSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { SESSIONS } from '../fast-path/paths.ts';
import {
  type FolderProblem,
  foreignHome,
  isPrivateDirectory,
  nearestFolder,
  whyNotPrivate,
} from '../fast-path/private-file.ts';
import type { Environment } from '../system.ts';
import { FOLDERS } from './own-files.ts';
import { type Cache, DiskError } from './private-store.ts';

/**
 * The first problem of swrole's directory; `undefined` if everything can be stored, as far as a check can show.
 *
 * @param needed the folders to check
 */
export function cacheProblem(
  cache: Cache,
  needed: readonly string[] = FOLDERS,
): FolderProblem | undefined {
  if (cache === undefined) return { path: '~/.aws/swrole', code: 'no-home' };
  try {
    const foreign = foreignHome(cache);
    if (foreign !== undefined) return { path: foreign, code: 'foreign-home' };
    if (!exists(cache)) return writeProblem(nearestFolder(dirname(cache)));
    if (!isPrivateDirectory(cache)) return { path: cache, code: whyNotPrivate(cache) };
    const folders = needed.map((folder) => join(cache, folder)).filter(exists);
    const odd = folders.find((path) => !isPrivateDirectory(path));
    if (odd !== undefined) return { path: odd, code: whyNotPrivate(odd) };
    return [cache, ...folders].map(writeProblem).find((problem) => problem !== undefined);
  } catch (error) {
    return { path: cache, code: codeOf(error) };
  }
}

const exists = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** `/proc`, `/sys` and control groups: their modes let root create files, but the kernel refuses (linux/magic.h). */
const KERNEL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x9fa0, 0x62656572, 0x27e0eb, 0x63677270,
]);

function writeProblem(path: string): FolderProblem | undefined {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    const { type, blocks, bavail, files, ffree } = statfsSync(path);
    if (KERNEL_FILE_SYSTEMS.has(type)) return { path, code: 'kernel' };
    // Some network drives report 0 for everything, which means "unknown".
    const isFull = (blocks > 0 && bavail === 0) || (files > 0 && ffree === 0);
    return isFull ? { path, code: 'ENOSPC' } : undefined;
  } catch (error) {
    return { path, code: codeOf(error) };
  }
}

/**
 * Call this before a code is used for a session that will be stored.
 *
 * @throws DiskError why the session cannot be stored
 */
export function assertUsable(cache: Cache): void {
  const problem = cacheProblem(cache, [SESSIONS]);
  if (problem !== undefined) throw new DiskError(problem.path, problem.code);
}

/**
 * The directory for locks and used codes when swrole's own directory cannot be used: without them, several calls at once
 * would send the same code. It holds no secrets, and lasts until the machine shuts down. It is in `XDG_RUNTIME_DIR`, or at the
 * usual path of that directory, so that a process without the variable finds the same one; else it has a fixed name in the
 * temporary directory. This function creates nothing.
 */
export function runtimeDirectory({ XDG_RUNTIME_DIR }: Environment): string {
  const uid = process.geteuid?.();
  const candidates = [XDG_RUNTIME_DIR, uid === undefined ? undefined : `/run/user/${uid}`];
  const parent = candidates.find((path) => path && isAbsolute(path) && isPrivateDirectory(path));
  if (parent) return join(parent, 'swrole');
  return join(tmpdir(), uid === undefined ? 'swrole' : `swrole-${uid}`);
}

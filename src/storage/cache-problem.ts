/** Why swrole's directory could not keep a session now, found out without changing anything. */

import { accessSync, constants, lstatSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
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
 * The first thing that is in the way; `undefined` if all can be kept, as far as it can be known before.
 *
 * @param needed the folders that are looked at
 */
export function cacheProblem(
  cache: Cache,
  needed: readonly string[] = FOLDERS,
): FolderProblem | undefined {
  if (cache === undefined) return { path: '~/.aws/swrole', code: 'no-home' };
  try {
    const foreign = foreignHome(cache);
    if (foreign !== undefined) return { path: foreign, code: 'foreign-home' };
    if (!isThere(cache)) return writeProblem(nearestFolder(dirname(cache)));
    if (!isPrivateDirectory(cache)) return { path: cache, code: whyNotPrivate(cache) };
    const folders = needed.map((folder) => join(cache, folder)).filter(isThere);
    const odd = folders.find((path) => !isPrivateDirectory(path));
    if (odd !== undefined) return { path: odd, code: whyNotPrivate(odd) };
    return [cache, ...folders].map(writeProblem).find((problem) => problem !== undefined);
  } catch (error) {
    return { path: cache, code: codeOf(error) };
  }
}

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** `/proc`, `/sys` and control groups, whose modes let root create what the kernel then refuses (linux/magic.h). */
const KERNELS: ReadonlySet<number> = new Set([0x9fa0, 0x62656572, 0x27e0eb, 0x63677270]);

function writeProblem(path: string): FolderProblem | undefined {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    const { type, blocks, bavail, files, ffree } = statfsSync(path);
    if (KERNELS.has(type)) return { path, code: 'kernel' };
    // Some network drives say 0 for all, which means that they do not know.
    const isFull = (blocks > 0 && bavail === 0) || (files > 0 && ffree === 0);
    return isFull ? { path, code: 'ENOSPC' } : undefined;
  } catch (error) {
    return { path, code: codeOf(error) };
  }
}

/**
 * Before a code is used for a session that is to be kept.
 *
 * @throws DiskError why it cannot be
 */
export function assertUsable(cache: Cache): void {
  const problem = cacheProblem(cache, ['sessions']);
  if (problem !== undefined) throw new DiskError(problem.path, problem.code);
}

// Where locks and used codes go when swrole's directory cannot be used: without them, several calls at once would send the
// same code. Nothing secret is kept there.

/**
 * A directory for this user's processes until the machine is switched off: in `XDG_RUNTIME_DIR`, or where that usually is,
 * so that a process without the variable looks at the same place; else one of a fixed name among the temporary files.
 * Nothing is made yet.
 */
export function runtimeDirectory({ XDG_RUNTIME_DIR }: Environment): string {
  const uid = process.geteuid?.();
  const places = [XDG_RUNTIME_DIR, uid === undefined ? undefined : `/run/user/${uid}`];
  const place = places.find((path) => path && isAbsolute(path) && isPrivateDirectory(path));
  if (place) return join(place, 'swrole');
  return join(tmpdir(), uid === undefined ? 'swrole' : `swrole-${uid}`);
}

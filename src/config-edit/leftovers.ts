/**
 * Copies of the config file that are being written beside it. One that is killed with no warning leaves them, and they may
 * hold keys: the next edit removes them.
 */
import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isOurs } from '../fast-path/private-file.ts';
import { isRunning } from '../run/processes.ts';

/** To write a copy takes no time: an older one is left over, whatever process has its number by now. */
const LONGEST = 60_000;

/** A new name for a copy of `target`, which says whose it is. */
export function temporaryName(target: string): string {
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
  if (stats.isFile() && isOurs(stats) && isLeft) rmSync(path, { force: true });
}

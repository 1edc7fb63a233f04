/** A URL on its way to a browser: started apart from us, and heard only as long as it takes to know that it works. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import type { System } from '../system.ts';
import { type Opener, openers } from './openers.ts';

/** Where the opener is found and runs. */
export type Surroundings = Pick<System, 'env' | 'home' | 'platform'>;

/**
 * Milliseconds in which an opener that cannot open anything has said so. Whoever is still there is the browser itself, or
 * waits for it.
 */
const PATIENCE = 2_000;

/** Whether a browser was opened. Never throws: where none is, the person gets the URL. */
export async function openUrl(url: string, surroundings: Surroundings): Promise<boolean> {
  const { env, platform } = surroundings;
  for (const opener of openers(url, env, platform)) {
    if (await opens(opener, surroundings)) return true;
  }
  return false;
}

function opens({ file, args }: Opener, { env, home }: Surroundings): Promise<boolean> {
  const cwd = existsSync(home) ? home : parse(process.execPath).root;
  const opened = new Promise<boolean>((resolve) => {
    // Its output would stand in the middle of the person's next command.
    const child = spawn(file, args, { env, cwd, detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    leaveAfter(PATIENCE, child, () => resolve(true));
  });
  return opened.catch(() => false); // a command line that the system does not take is thrown
}

function leaveAfter(milliseconds: number, child: ChildProcess, leave: () => void): void {
  const timer = setTimeout(() => {
    child.unref();
    leave();
  }, milliseconds);
  child.once('error', () => clearTimeout(timer));
  child.once('exit', () => clearTimeout(timer));
}

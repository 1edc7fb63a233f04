/** A URL on its way to a browser: started apart from us, and heard only as long as it takes to know that it works. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import type { System } from '../system.ts';
import type { Witness } from '../reporter.ts';
import { type Opener, openers } from './openers.ts';

/** Where the opener is found and runs, and who is told of it. */
export type Surroundings = Pick<System, 'env' | 'home' | 'platform'> & Pick<Witness, 'debug'>;

/**
 * Milliseconds in which an opener that cannot open anything has said so. Whoever is still there is the browser itself, or
 * waits for it.
 */
const PATIENCE = 2_000;

/** Whether a browser was opened. Never throws: where none is, the person gets the URL. */
export async function openUrl(url: string, surroundings: Surroundings): Promise<boolean> {
  const { env, platform, debug } = surroundings;
  const found = openers(url, env, platform);
  if (found.length === 0) debug('browser: none is tried without a screen, nor over SSH');
  for (const opener of found) {
    const { isOpen, how } = await tried(opener, surroundings);
    debug(`browser: ${opener.file}: ${how}`);
    if (isOpen) return true;
  }
  return false;
}

/** What came of an opener, as far as it is waited for. */
interface Tried {
  readonly isOpen: boolean;
  readonly how: string;
}

function tried({ file, args }: Opener, { env, home }: Surroundings): Promise<Tried> {
  const cwd = existsSync(home) ? home : parse(process.execPath).root;
  const ending = new Promise<Tried>((resolve) => {
    // Its output would stand in the middle of the person's next command.
    const child = spawn(file, args, { env, cwd, detached: true, stdio: 'ignore' });
    child.once('error', (error) => resolve(notStarted(error)));
    child.once('exit', (code, signal) =>
      resolve({ isOpen: code === 0, how: signal ?? `exit status ${code}` }),
    );
    leaveAfter(PATIENCE, child, () => resolve({ isOpen: true, how: 'still running' }));
  });
  return ending.catch(notStarted); // a command line that the system does not take is thrown
}

function notStarted({ code }: NodeJS.ErrnoException): Tried {
  return { isOpen: false, how: `not started (${code})` };
}

function leaveAfter(milliseconds: number, child: ChildProcess, leave: () => void): void {
  const timer = setTimeout(() => {
    child.unref();
    leave();
  }, milliseconds);
  child.once('error', () => clearTimeout(timer));
  child.once('exit', () => clearTimeout(timer));
}

/** A URL on its way to a browser: started apart from us, and heard only as long as it takes to know that it works. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import type { Reporter } from '../reporter.ts';
import type { Environment, System } from '../system.ts';

/** Where the opener is found and runs, and who is told of it. */
type OpenUrlDeps = Pick<System, 'env' | 'home' | 'platform'> & Pick<Reporter, 'debug'>;

/**
 * Milliseconds in which an opener that cannot open anything has said so. Whoever is still there is the browser itself, or
 * waits for it.
 */
const PATIENCE = 2_000;

/** Whether a browser was opened. Never throws: where none is, the person gets the URL. */
export async function openUrl(url: string, surroundings: OpenUrlDeps): Promise<boolean> {
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

function tried({ file, args }: Opener, { env, home }: OpenUrlDeps): Promise<Tried> {
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

// Which programs show a URL to the person at this machine. They take it as an argument; no shell is between.

/** A program and its arguments. */
interface Opener {
  readonly file: string;
  readonly args: readonly string[];
}

/** The openers to try for a URL, in this order; none where nobody would see a browser. */
export function openers(url: string, env: Environment, platform: NodeJS.Platform): Opener[] {
  if (env.BROWSER) return namedOpeners(env.BROWSER, url, platform);
  // A window would open on the other machine's screen, if it has one.
  if (env.SSH_CONNECTION || env.SSH_TTY) return [];
  return platformOpeners(env, platform).map(([file, ...args]) => ({ file, args: [...args, url] }));
}

type Argv = readonly [file: string, ...args: string[]];

function platformOpeners(env: Environment, platform: NodeJS.Platform): Argv[] {
  if (platform === 'darwin') return [['open']];
  // Not `start`, which is a word of cmd.exe and would read the `&` of the URL.
  if (platform === 'win32') return [['rundll32', 'url.dll,FileProtocolHandler']];
  const isWsl = Boolean(env.WSL_DISTRO_NAME);
  const hasScreen = Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return [...(isWsl ? [['wslview'] as const] : []), ...(hasScreen ? [['xdg-open'] as const] : [])];
}

/**
 * `BROWSER`, as xdg-open and Python's webbrowser read it: command lines with colons in between, the URL in the place of
 * `%s` or at the end. Nobody else is asked after it, so that `BROWSER=none` opens nothing.
 */
function namedOpeners(browser: string, url: string, platform: NodeJS.Platform): Opener[] {
  const lines = browser.split(platform === 'win32' ? ';' : ':');
  return lines.flatMap((line) => {
    const [file, ...args] = line.trim().split(/\s+/);
    if (!file) return [];
    const hasPlace = args.some((arg) => arg.includes('%s'));
    const filled = args.map((arg) => arg.replaceAll('%s', () => url));
    return [{ file, args: hasPlace ? filled : [...args, url] }];
  });
}

/** Opens a URL in a browser, which runs on its own; swrole waits only until it knows whether the browser started. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import { describeEnding } from '../process/run-child.ts';
import type { Environment, Reporter, System } from '../system.ts';

/** The environment that the opener runs in, and the debug log. */
type OpenUrlDeps = Pick<System, 'env' | 'home'> & Pick<Reporter, 'debug'>;

/**
 * Milliseconds. An opener that cannot open a browser fails within this time. A program that still runs is the browser itself,
 * or waits for it.
 */
const PATIENCE = 2_000;

/** Tries the openers of a URL and returns whether a browser was opened. Never throws: without a browser the user gets the URL. */
export async function openUrl(candidates: readonly Opener[], deps: OpenUrlDeps): Promise<boolean> {
  const { debug } = deps;
  if (candidates.length === 0) debug('browser: none is tried without a screen, nor over SSH');
  for (const opener of candidates) {
    const { isOpen, outcome } = await runOpener(opener, deps);
    debug(`browser: ${opener.file}: ${outcome}`);
    if (isOpen) return true;
  }
  return false;
}

/** The result of an opener. */
interface OpenerResult {
  readonly isOpen: boolean;
  readonly outcome: string;
}

function runOpener({ file, args }: Opener, { env, home }: OpenUrlDeps): Promise<OpenerResult> {
  const cwd = existsSync(home) ? home : parse(process.execPath).root;
  const ending = new Promise<OpenerResult>((resolve) => {
    // Its output would appear in the middle of the user's next command.
    const child = spawn(file, args, { env, cwd, detached: true, stdio: 'ignore' });
    child.once('error', (error) => resolve(notStarted(error)));
    child.once('exit', (code, signal) =>
      resolve({ isOpen: code === 0, outcome: signal ?? `exit status ${code}` }),
    );
    detachAfter(PATIENCE, child, () => resolve({ isOpen: true, outcome: 'still running' }));
  });
  return ending.catch(notStarted); // spawn throws if the system rejects the command line
}

function notStarted({ code }: NodeJS.ErrnoException): OpenerResult {
  return { isOpen: false, outcome: describeEnding({ notStarted: code ?? 'unknown' }) };
}

function detachAfter(milliseconds: number, child: ChildProcess, onDetach: () => void): void {
  const timer = setTimeout(() => {
    child.unref();
    onDetach();
  }, milliseconds);
  child.once('error', () => clearTimeout(timer));
  child.once('exit', () => clearTimeout(timer));
}

/** A program that opens a URL, and its arguments; it runs without a shell. */
export interface Opener {
  readonly file: string;
  readonly args: readonly string[];
}

/** The openers to try for a URL, in this order; none if the user would not see the browser. */
export function openers(url: string, env: Environment, platform: NodeJS.Platform): Opener[] {
  if (env.BROWSER) return namedOpeners(env.BROWSER, url, platform);
  // A window would open on the other machine's screen, if it has one.
  if (env.SSH_CONNECTION || env.SSH_TTY) return [];
  return platformOpeners(env, platform).map(([file, ...args]) => ({ file, args: [...args, url] }));
}

type Argv = readonly [file: string, ...args: string[]];

function platformOpeners(env: Environment, platform: NodeJS.Platform): Argv[] {
  if (platform === 'darwin') return [['open']];
  // Not `start`: it is a command of cmd.exe, which would interpret the `&` in the URL.
  if (platform === 'win32') return [['rundll32', 'url.dll,FileProtocolHandler']];
  const isWsl = Boolean(env.WSL_DISTRO_NAME);
  const hasScreen = Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  return [...(isWsl ? [['wslview'] as const] : []), ...(hasScreen ? [['xdg-open'] as const] : [])];
}

/**
 * Reads `BROWSER` as xdg-open and Python's webbrowser do: command lines separated by colons, with the URL instead of `%s` or at
 * the end. No other opener is tried, so that `BROWSER=none` opens nothing.
 */
function namedOpeners(browser: string, url: string, platform: NodeJS.Platform): Opener[] {
  const lines = browser.split(platform === 'win32' ? ';' : ':');
  return lines.flatMap((line) => {
    const [file, ...args] = line.trim().split(/\s+/);
    if (!file) return [];
    const hasPlaceholder = args.some((arg) => arg.includes('%s'));
    const filled = args.map((arg) => arg.replaceAll('%s', () => url));
    return [{ file, args: hasPlaceholder ? filled : [...args, url] }];
  });
}

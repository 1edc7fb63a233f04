/**
 * Opens a URL in a browser, which runs on its own; swrole waits only until it knows whether the browser started. The URL may
 * name a container of Firefox.
 */

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

/** The URL that opens another URL in a container of Firefox, and the container's colour. An add-on of Firefox reads it. */

/**
 * The URL schemes of these add-ons, by their names in `console_browser`: Granted, and "Open external links in a container". Both take
 * `name`, `url`, `color` and `icon`, as in a query (`src/opener/parser` of onebytegone/granted-containers and of
 * honsiorovskyi/open-url-in-container).
 */
export const CONTAINER_SCHEMES: ReadonlyMap<string, string> = new Map([
  ['firefox-container', 'ext+granted-containers'],
  ['open-url-in-container', 'ext+container'],
]);

/**
 * The URL for the add-on. If no container has that name, the add-on makes it.
 *
 * @param color an SGR parameter list
 */
export function containerUrl(
  scheme: string,
  name: string,
  color: string | undefined,
  url: string,
): string {
  const named = containerColor(color);
  const fields = { name, url, ...(named && { color: named }), icon: 'fingerprint' };
  // Not URLSearchParams: the browser decodes the URL once before the add-on does, and neither reads its `+` as a space.
  const query = Object.entries(fields).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${scheme}:${query.join('&')}`;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** The eight colours of containers, as Firefox draws them (`usercontext.css`). */
const COLORS: readonly (readonly [name: string, rgb: Rgb])[] = [
  ['blue', [55, 173, 255]],
  ['turquoise', [0, 199, 154]],
  ['green', [81, 205, 0]],
  ['yellow', [255, 203, 0]],
  ['orange', [255, 159, 0]],
  ['red', [255, 97, 61]],
  ['pink', [255, 75, 218]],
  ['purple', [175, 81, 245]],
];

/** The colours of SGR 31 to 36 and 91 to 96. */
const TERMINAL_COLORS = ['red', 'green', 'yellow', 'blue', 'purple', 'turquoise'];

/** The container's colour that is most like that of an SGR parameter list; `undefined` if it has no colour. */
export function containerColor(sgr = ''): string | undefined {
  const [, index] = /(?:^|;)38;5;(\d+)/.exec(sgr) ?? [];
  if (index !== undefined) return indexedColor(Number(index));
  const [, red, green, blue] = /(?:^|;)38;2;(\d+);(\d+);(\d+)/.exec(sgr) ?? [];
  if (red !== undefined) return nearestColor([Number(red), Number(green), Number(blue)]);
  const [, number] = /(?:^|;)[39]([1-6])(?:;|$)/.exec(sgr) ?? [];
  return number === undefined ? undefined : TERMINAL_COLORS[Number(number) - 1];
}

/** The levels of red, green and blue of the 216 colours from 16 on. */
const LEVELS = [0, 95, 135, 175, 215, 255];

/** A colour of the 256: 16 of the terminal, 216 of a cube, and greys. */
function indexedColor(index: number): string | undefined {
  if (index < 16) return TERMINAL_COLORS[(index % 8) - 1];
  if (index > 231) return undefined;
  const level = (of: number) => LEVELS[Math.floor((index - 16) / of) % 6] ?? 0;
  return nearestColor([level(36), level(6), level(1)]);
}

function nearestColor(rgb: Rgb): string | undefined {
  const distance = (other: Rgb) =>
    rgb.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0);
  return [...COLORS].sort(([, a], [, b]) => distance(a) - distance(b))[0]?.[0];
}

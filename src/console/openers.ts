/** Which programs show a URL to the person at this machine. They take it as an argument; no shell is between. */
import type { Environment } from '../system.ts';

/** A program and its arguments. */
export interface Opener {
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

type Words = readonly [file: string, ...args: string[]];

function platformOpeners(env: Environment, platform: NodeJS.Platform): Words[] {
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

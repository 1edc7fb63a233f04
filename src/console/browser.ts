/**
 * The browser of a profile (`console_browser`), so that the consoles of two roles can be open at once: a container of Firefox, a
 * profile of Chrome, Chromium, Edge or Brave, or a command.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { displayKeys } from '../config/keys.ts';
import { Variables } from '../config/plan-context.ts';
import { type RawProfile, ruledValue } from '../config/profile/raw-profile.ts';
import type { ValueRule } from '../config/profile/rules.ts';
import type { Environment } from '../system.ts';
import { CONTAINER_SCHEMES, containerUrl, type Opener } from './open-url.ts';

/** What `console_browser` names. Without a name, the container or the browser's profile has the name of swrole's profile. */
type ConsoleBrowser =
  | {
      readonly kind: 'container';
      readonly scheme: string;
      readonly name: string | undefined;
    }
  | {
      readonly kind: 'browser-profile';
      readonly browser: Chromium;
      readonly name: string | undefined;
    }
  | { readonly kind: 'command'; readonly words: readonly string[] };

/** A browser with profiles: where it is on each platform, and where it keeps the names of its profiles. */
interface Chromium {
  /** Programs on PATH. */
  readonly programs: readonly string[];
  /** The application on macOS. */
  readonly app: string;
  /** Below `Program Files` on Windows. */
  readonly windows: string;
  /** The folder of its profiles: below `~/.config`, `~/Library/Application Support` and `%LOCALAPPDATA%`. */
  readonly data: Readonly<Record<'linux' | 'darwin' | 'win32', string>>;
}

function chromium(
  programs: readonly string[],
  app: string,
  windows: string,
  data: readonly [linux: string, darwin: string, win32: string],
): Chromium {
  const [linux, darwin, win32] = data;
  return { programs, app, windows, data: { linux, darwin, win32: `${win32}\\User Data` } };
}

const BROWSERS = new Map([
  [
    'chrome-profile',
    chromium(
      ['google-chrome', 'google-chrome-stable', 'chrome'],
      'Google Chrome',
      'Google\\Chrome\\Application\\chrome.exe',
      ['google-chrome', 'Google/Chrome', 'Google\\Chrome'],
    ),
  ],
  [
    'chromium-profile',
    chromium(['chromium', 'chromium-browser'], 'Chromium', 'Chromium\\Application\\chrome.exe', [
      'chromium',
      'Chromium',
      'Chromium',
    ]),
  ],
  [
    'edge-profile',
    chromium(
      ['microsoft-edge', 'microsoft-edge-stable'],
      'Microsoft Edge',
      'Microsoft\\Edge\\Application\\msedge.exe',
      ['microsoft-edge', 'Microsoft Edge', 'Microsoft\\Edge'],
    ),
  ],
  [
    'brave-profile',
    chromium(
      ['brave-browser', 'brave'],
      'Brave Browser',
      'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
      [
        'BraveSoftware/Brave-Browser',
        'BraveSoftware/Brave-Browser',
        'BraveSoftware\\Brave-Browser',
      ],
    ),
  ],
]);

const KINDS = [...CONTAINER_SCHEMES.keys(), ...BROWSERS.keys()].join(', ');

/** Parses `console_browser`. */
export const consoleBrowserRule: ValueRule<ConsoleBrowser> = {
  problem: `must be one of ${KINDS}, alone or with a name after it, or a command with %s for the URL`,
  parse: (text) => {
    const [first = '', ...rest] = wordsOf(text) ?? [];
    const name = rest.join(' ') || undefined;
    const scheme = CONTAINER_SCHEMES.get(first);
    if (scheme !== undefined) return { kind: 'container', scheme, name };
    const browser = BROWSERS.get(first);
    if (browser !== undefined) return { kind: 'browser-profile', browser, name };
    const hasUrl = rest.some((word) => word.includes('%s'));
    return first !== '' && hasUrl ? { kind: 'command', words: [first, ...rest] } : undefined;
  },
};

const WORD = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/** The words of a command line, which no shell reads: quotes hold a word together. `undefined` if a quote is not closed. */
function wordsOf(text: string): readonly string[] | undefined {
  const words = text.match(WORD) ?? [];
  if (text.replace(WORD, '').trim() !== '') return undefined;
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

const VARIABLE = 'SWROLE_CONSOLE_BROWSER';

/**
 * The browser of a profile: its key, else the variable for all profiles.
 *
 * @returns `undefined` for the browser that the system opens
 * @throws ConfigError for an invalid value
 */
export function consoleBrowser(profile: RawProfile, env: Environment): ConsoleBrowser | undefined {
  return (
    ruledValue(profile, displayKeys.consoleBrowser, consoleBrowserRule) ??
    new Variables(env).value(VARIABLE, consoleBrowserRule)
  );
}

/** What the openers of a browser depend on. */
interface BrowserDeps {
  readonly env: Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** The profile of swrole. */
interface Labels {
  readonly profile: string;
  /** An SGR parameter list. */
  readonly color: string | undefined;
}

/**
 * The programs to try for a URL, in this order. None over SSH, because a window would open on the other machine's screen; a
 * command is always run.
 */
export function browserOpeners(
  browser: ConsoleBrowser,
  url: string,
  { profile, color }: Labels,
  deps: BrowserDeps,
): Opener[] {
  if (browser.kind === 'command') {
    const [file = '', ...args] = browser.words;
    return [{ file, args: args.map((arg) => arg.replaceAll('%s', () => url)) }];
  }
  if (deps.env.SSH_CONNECTION || deps.env.SSH_TTY) return [];
  const name = browser.name ?? profile;
  const args =
    browser.kind === 'container'
      ? ['--new-tab', containerUrl(browser.scheme, name, color, url)]
      : [
          `--profile-directory=${profileFolder(browser.browser, name, deps)}`,
          '--no-first-run',
          '--no-default-browser-check',
          url,
        ];
  const programs = browser.kind === 'container' ? FIREFOX : browser.browser;
  return programPaths(programs, deps).map((file) => ({ file, args }));
}

const FIREFOX = {
  programs: ['firefox', 'firefox-esr', 'firefox-developer-edition'],
  app: 'Firefox',
  windows: 'Mozilla Firefox\\firefox.exe',
};

/** Where a browser may be. */
function programPaths(
  { programs, app, windows }: Pick<Chromium, 'programs' | 'app' | 'windows'>,
  { env, home, platform }: BrowserDeps,
): readonly string[] {
  if (platform === 'darwin') {
    // The program of an application has its name; that of Firefox is in lower case.
    const program = app === FIREFOX.app ? 'firefox' : app;
    const path = join('Applications', `${app}.app`, 'Contents', 'MacOS', program);
    return [join('/', path), join(home, path)];
  }
  if (platform !== 'win32') return programs;
  const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA];
  return folders.flatMap((folder) => (folder ? [`${folder}\\${windows}`] : []));
}

/**
 * The folder of a browser's profile. Users know the names, and the browser takes the folder (`Profile 1`); with an unknown one it
 * makes a new profile, whose folder cannot have a slash in its name.
 */
function profileFolder(
  { data }: Chromium,
  name: string,
  { env, home, platform }: BrowserDeps,
): string {
  const folder = dataFolder(data, { env, home, platform });
  return foldersByName(join(folder, 'Local State')).get(name) ?? name.replaceAll(/[/\\]/g, '-');
}

function dataFolder(data: Chromium['data'], { env, home, platform }: BrowserDeps): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', data.darwin);
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), data.win32);
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), data.linux);
}

/** The folders of a browser's profiles, from its `Local State`: `{"profile":{"info_cache":{"Profile 1":{"name":"dev"}}}}`. */
function foldersByName(path: string): ReadonlyMap<string, string> {
  try {
    const state = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly profile: {
        readonly info_cache: Readonly<Record<string, { readonly name: string }>>;
      };
    };
    return new Map(
      Object.entries(state.profile.info_cache).map(([folder, { name }]) => [name, folder]),
    );
  } catch {
    return new Map();
  }
}

/**
 * Where things are on this machine. It stands in `hot/` because the cached answer needs it first;
 * everything else asks here too, so that both ways look at the same files.
 */
import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** Environment variables, as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The home of a user for whom none is known: no path may be made of it. */
export const NO_HOME = '';

/** A path is needed that begins in the home directory, and no home directory is known. */
export class NoHomeError extends Error {
  override readonly name = 'NoHomeError';
  /** As it was written, such as `~/.aws/config`. */
  readonly path: string;

  constructor(path: string) {
    super(`no home directory for ${path}`);
    this.path = path;
  }
}

/**
 * The home directory in the order of the AWS SDKs: `HOME`, `USERPROFILE`, else the account database; `NO_HOME` if none of
 * them has an absolute path. A relative one would be the working folder, which may be another person's.
 */
export function homeDirectory(env: Environment): string {
  const { HOME, USERPROFILE } = env;
  return [HOME, USERPROFILE].find(isHome) ?? [accountHome()].find(isHome) ?? NO_HOME;
}

function isHome(path: string | undefined): path is string {
  return path !== undefined && isAbsolute(path);
}

/** `os.homedir()` would repeat `HOME`, even an empty one. */
function accountHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined; // In a container a uid often has no account.
  }
}

/** @throws NoHomeError */
export function inHome(home: string, ...names: readonly string[]): string {
  if (home === NO_HOME) throw new NoHomeError(['~', ...names].join('/'));
  return join(home, ...names);
}

/** Whether a path begins in the home directory. */
export function startsInHome(path: string): boolean {
  return /^~[/\\]/.test(path);
}

/**
 * A leading `~/` (on Windows also `~\`) stands for the home directory; nothing else is expanded (AWS SDK for JavaScript).
 *
 * @throws NoHomeError
 */
export function expandHome(path: string, home: string): string {
  return startsInHome(path) ? inHome(home, path.slice(2)) : path;
}

/**
 * The two shared files of AWS; an empty variable counts as unset.
 *
 * @throws NoHomeError when a file that is not named has no home to be in
 */
export function configFilePaths(
  env: Environment,
  home: string,
): { config: string; credentials: string } {
  const path = (named: string | undefined, name: string) =>
    named ? expandHome(named, home) : inHome(home, DOT_AWS, name);
  return {
    config: path(env.AWS_CONFIG_FILE, 'config'),
    credentials: path(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/** The folder of AWS's files in a home, and swrole's own in it. */
const DOT_AWS = '.aws';
const OWN_FOLDER = 'swrole';

/**
 * swrole's own directory; `undefined` where nothing can be kept, because no home is known. Not under XDG_CACHE_HOME: an SDK
 * started from a GUI does not see the shell's environment, and two caches would mean two codes.
 */
export function cacheDirectory(env: Environment, home: string): string | undefined {
  const named = env.SWROLE_CACHE_DIR || ['~', DOT_AWS, OWN_FOLDER].join('/');
  // A relative one is in the home: another cache in each working folder would mean another code there.
  const path = startsInHome(named) || isAbsolute(named) ? named : `~/${named}`;
  return home === NO_HOME && startsInHome(path) ? undefined : expandHome(path, home);
}

/** The home that a directory of swrole is in, if it is at its usual place there. */
export function homeOf(cache: string): string | undefined {
  const aws = dirname(cache);
  return basename(cache) === OWN_FOLDER && basename(aws) === DOT_AWS ? dirname(aws) : undefined;
}

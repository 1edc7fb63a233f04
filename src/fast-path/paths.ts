/**
 * The paths of files and folders on this machine: the home directory, AWS's two files, swrole's directory. It is in
 * `fast-path/` because the cached answer needs it; the whole program uses it too, so that both read the same files.
 */
import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Stands for an unknown home directory; must not become part of a path. */
export const NO_HOME = '';

/** A path starts in the home directory, but no home directory is known. */
export class NoHomeError extends Error {
  override readonly name = 'NoHomeError';
  /** The path as written, such as `~/.aws/config`. */
  readonly path: string;

  constructor(path: string) {
    super(`no home directory for ${path}`);
    this.path = path;
  }
}

/**
 * The home directory in the order of the AWS SDKs: `HOME`, `USERPROFILE`, else the account database; `NO_HOME` if none of
 * them has an absolute path. A relative path would depend on the working directory, which may belong to another user.
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
    return undefined; // in a container a uid often has no account
  }
}

/** @throws NoHomeError */
export function inHome(home: string, ...names: readonly string[]): string {
  if (home === NO_HOME) throw new NoHomeError(['~', ...names].join('/'));
  return join(home, ...names);
}

/** Whether a path starts with `~/`. */
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
 * The paths of AWS's two shared files; an empty variable counts as unset.
 *
 * @throws NoHomeError if a file is in the home directory and that is unknown
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
export const DOT_AWS = '.aws';
const OWN_FOLDER = 'swrole';

// The folders in swrole's own.

/** Answers for SDKs, one file for each profile. */
export const ANSWERS = 'answers';
/** Sessions. */
export const SESSIONS = 'sessions';
/** Sessions of profiles with `swrole_cache = keychain`, encrypted. */
export const ENCRYPTED = 'encrypted';
/** What is known of the keys in the keychain, without any secret: one file for each name. */
export const KEYS = 'keys';
/** Failures that other processes share. */
export const OUTCOMES = 'outcomes';
/** Used codes. */
export const MFA = 'mfa';
/** Which profiles were used, and when. */
export const HISTORY = 'history';
/** Locks between processes. */
export const LOCKS = 'locks';
/** The lock of an edit of AWS's files, and what the name of a device's lock begins with; a session's lock has its key as name. */
export const SETUP_LOCK = 'setup';
/** The lock of the key of sessions in the keychain, and that of all that `swrole keys` changes. */
export const KEYCHAIN_LOCK = 'keychain';
export const KEYS_LOCK = 'keys';
export const DEVICE_LOCK = 'mfa-';
/** What the name of the mark of a profile's first caller begins with. */
export const FIRST_CALLER = 'first-';
/** Code that node has compiled. */
export const COMPILE_CACHE = 'compile-cache';
/** The launcher, and its folder: `credential_process` names it by its path. */
export const BIN = 'bin';
export const LAUNCHER = 'swrole';

/**
 * swrole's own directory; `undefined` if it would be in an unknown home directory. Not under XDG_CACHE_HOME: an SDK started
 * from a GUI does not have the shell's environment, and with two caches the user would type two codes.
 */
export function cacheDirectory(env: Environment, home: string): string | undefined {
  const named = env.SWROLE_CACHE_DIR || ['~', DOT_AWS, OWN_FOLDER].join('/');
  // A relative path is in the home directory: a cache in each working directory would mean another code in each.
  const path = startsInHome(named) || isAbsolute(named) ? named : `~/${named}`;
  return home === NO_HOME && startsInHome(path) ? undefined : expandHome(path, home);
}

/** The home directory that contains this directory of swrole, if it is at its usual path there. */
export function homeOf(cache: string): string | undefined {
  const aws = dirname(cache);
  return basename(cache) === OWN_FOLDER && basename(aws) === DOT_AWS ? dirname(aws) : undefined;
}

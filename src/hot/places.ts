/**
 * Where things are on this machine. It stands in `hot/` because the cached answer needs it first;
 * everything else asks here too, so that both ways look at the same files.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables, as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The home directory in the order of the AWS SDKs: `HOME`, `USERPROFILE`, else the account database. */
export function homeDirectory(env: Environment): string {
  return env.HOME || env.USERPROFILE || homedir();
}

/** A leading `~/` (on Windows also `~\`) stands for the home directory; nothing else is expanded (AWS SDK for JavaScript). */
export function expandHome(path: string, home: string): string {
  return /^~[/\\]/.test(path) ? join(home, path.slice(2)) : path;
}

/** The two shared files of AWS; an empty variable counts as unset. */
export function configFilePaths(
  env: Environment,
  home: string,
): { config: string; credentials: string } {
  const path = (variable: string, name: string) =>
    expandHome(env[variable] || join(home, '.aws', name), home);
  return {
    config: path('AWS_CONFIG_FILE', 'config'),
    credentials: path('AWS_SHARED_CREDENTIALS_FILE', 'credentials'),
  };
}

/**
 * swrole's own directory. Not under XDG_CACHE_HOME: an SDK started from a GUI does not see the shell's
 * environment, and two caches would mean two codes.
 */
export function cacheDirectory(env: Environment, home: string): string {
  return expandHome(env.SWROLE_CACHE_DIR || join(home, '.aws', 'swrole'), home);
}

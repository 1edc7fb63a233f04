import type { DiskError } from '../disk/private-store.ts';
import { shellWord } from './shell-commands.ts';
import type { Words } from './words.ts';

/** What helps against every trouble with swrole's directory. */
export const OTHER_CACHE = 'set SWROLE_CACHE_DIR to a folder that only you can open';

/** Why a folder cannot be used, after its path, by the codes that are swrole's own. */
const REASONS: Readonly<Record<string, string>> = {
  'not-private': 'is not a folder that only you can open, so swrole uses and removes nothing in it',
  'foreign-home': 'belongs to another user, so swrole creates nothing in it',
  'foreign-folder': 'belongs to another user, so swrole uses and removes nothing in it',
  'not-a-folder': 'is a link or a file, not a folder, so swrole keeps nothing there',
};

const HINTS: Readonly<Record<string, (path: string) => string>> = {
  'foreign-home': () => OTHER_CACHE,
  'foreign-folder': () => OTHER_CACHE,
  'no-home': () => OTHER_CACHE,
  'not-a-folder': (path) => (isOwnPlace(path) ? `remove it, or ${OTHER_CACHE}` : OTHER_CACHE),
  'not-private': (path) =>
    isOwnPlace(path) ? `run chmod 700 ${shellWord(path, 'linux')}, or ${OTHER_CACHE}` : OTHER_CACHE,
};

/**
 * Whether a path can only be swrole's. Of any other folder that `SWROLE_CACHE_DIR` names, such as `/tmp` or `/`, no command is
 * advised: closing or moving it could break the machine.
 */
export function isOwnPlace(path: string): boolean {
  return /[\\/]\.aws[\\/]swrole(?:[\\/]|$)/.test(path);
}

/** Words for a cache that does not do what was asked of it. Exit code 1. */
export function diskWords({ path, code }: DiskError): Words {
  return {
    exitCode: 1,
    message: diskReason(path, code),
    hint: HINTS[code]?.(path),
  };
}

/** Words for a session that was to be kept and cannot be. */
export function unkeptWords(profile: string, error: DiskError): Words {
  const { exitCode, message, hint = OTHER_CACHE } = diskWords(error);
  return { exitCode, message: `no session of profile '${profile}' can be kept: ${message}`, hint };
}

/** Why swrole's directory cannot be used, in one sentence. */
export function diskReason(path: string, code: string): string {
  if (code === 'no-home') return 'swrole keeps nothing, because no home directory is known';
  const reason = REASONS[code];
  return reason === undefined ? `cannot change ${path} (${code})` : `${path} ${reason}`;
}

/** Checks of permissions: config files that other users can read or change, and swrole's directory. */
import { staticKeys } from '../../config/keys.ts';
import type { FolderProblem } from '../../fast-path/private-file.ts';
import {
  CORRECT_CACHE,
  describeFolderProblem,
  diskHint,
  isOwnPlace,
  OTHER_CACHE,
} from '../../messages/files.ts';
import { fileCommand, quoteForShell } from '../../messages/message.ts';
import { type Check, type FileFact, type Finding, fix, run } from '../check.ts';
import { type ModeFact, OPEN, octal, WRITABLE } from '../facts/files.ts';

const KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));
/** Of the bits, those that are not the group's. */
const EVERYBODY = 0o007;

/** Permissive modes of the two files. */
export const permissions: Check = ({ modes, fileFacts }) =>
  modes.flatMap(({ kind, path, mode }) => {
    const file = fileFacts.find((each) => each.kind === kind);
    return file === undefined ? [] : finding(file, path, mode);
  });

/** The text as written: keys that the other file overrides can still be read. */
function holdsKeys({ lines }: FileFact): boolean {
  return [...lines.unusual.values()].some(({ key }) => KEYS.has(key?.toLowerCase() ?? ''));
}

function finding(file: FileFact, path: string, mode: number): Finding[] {
  const [hasKeys, isWritable] = [holdsKeys(file), (mode & WRITABLE) !== 0];
  const bits = mode & (isWritable ? WRITABLE : hasKeys ? OPEN : 0);
  if (bits === 0) return [];
  // On many systems each user has a group without other members.
  const isGroups = (bits & EVERYBODY) === 0;
  return [
    {
      level: isGroups && !hasKeys ? 'warning' : 'error',
      what: `${isGroups ? 'its group' : 'other users'} can ${isWritable ? 'change' : 'read'} the ${file.kind} file (mode ${octal(mode)})`,
      where: { path },
      why: isWritable
        ? 'a user who changes it decides which programs run as you, and which role you get'
        : 'it holds keys, and AWS takes a user who has them for you',
      advice: run(`chmod 600 ${quoteForShell(path, 'linux')}`),
    },
  ];
}

// swrole's directory if another user owns it or can open it, or it cannot be written.

/** Permissive modes of the cache, and other reasons why swrole cannot use it or its substitute directory. */
export const cachePermissions: Check = ({ modes, cacheProblem, runtimeProblem, env }) => {
  const other = env.SWROLE_CACHE_DIR ? CORRECT_CACHE : OTHER_CACHE;
  const directory = modes.find(({ kind }) => kind === 'cache');
  const found = directory === undefined ? [] : directoryFinding(directory, other);
  const open = modes.filter(({ kind, mode }) => kind === 'cached' && (mode & OPEN) !== 0);
  const unusable = found.length > 0 || !cacheProblem ? [] : [problemFinding(cacheProblem, other)];
  return [
    ...found,
    ...unusable,
    ...(runtimeProblem ? runtimeFinding(runtimeProblem, cacheProblem !== undefined) : []),
    ...(directory ? cachedFinding(open, directory, other) : []),
  ];
};

/** Modes exist on POSIX systems only. */
const POSIX = 'linux';

const UNUSED = `swrole keeps no session in such a folder, so every call gets new credentials and asks for a code again; if this cannot be changed, as on a Windows drive in WSL, ${OTHER_CACHE}`;

function directoryFinding(fact: ModeFact, other: string): Finding[] {
  const { path, mode, isDirectory, isOurs } = fact;
  if (!isOurs) return [foreign(path, 'belongs to another user', fix(other))];
  if (!isDirectory) {
    const move = run(fileCommand('move', [path, `${path}.old`], POSIX));
    const advice = isOwnPlace(path) ? move : fix(other);
    return [foreign(path, 'is not a directory, or a link to one', advice)];
  }
  if ((mode & OPEN) === 0) return [];
  const isWritable = (mode & WRITABLE) !== 0;
  return [
    {
      level: 'warning',
      what: `other users can ${isWritable ? 'write to' : 'look into'} swrole's directory (mode ${octal(mode)})`,
      where: { path },
      why: UNUSED,
      advice: isOwnPlace(path) ? run(`chmod 700 ${quoteForShell(path, POSIX)}`) : fix(other),
    },
  ];
}

function problemFinding({ path, code }: FolderProblem, other: string): Finding {
  return {
    level: 'warning',
    what: `swrole's directory cannot be used: ${describeFolderProblem(path, code)}`,
    where: { path },
    why: 'what swrole cannot keep costs a new call, and often a code, each time',
    advice: fix(diskHint(path, code).replace(OTHER_CACHE, other)),
  };
}

/** What occupies the place: a folder of another user, a file, a link, or a folder that others can open. */
const OCCUPIED: ReadonlySet<string> = new Set(['foreign-folder', 'not-a-folder', 'not-private']);

/** The substitute is needed if swrole's own directory cannot be used; an occupied path is a finding in any case. */
function runtimeFinding({ path, code }: FolderProblem, isNeeded: boolean): Finding[] {
  if (!isNeeded && !OCCUPIED.has(code)) return [];
  const remove = OCCUPIED.has(code) ? `, or let its owner or root remove ${path}` : '';
  return [
    {
      level: isNeeded ? 'warning' : 'note',
      what: `swrole's directory for locks and used codes cannot be used: ${describeFolderProblem(path, code)}`,
      where: { path },
      why: isNeeded
        ? 'swrole needs it where its own directory cannot be used: without it, several calls at once send the same code, and AWS takes it once'
        : 'swrole needs it only where its own directory cannot be used',
      advice: fix(`set XDG_RUNTIME_DIR to a folder that only you can open${remove}`),
    },
  ];
}

function foreign(path: string, problem: string, advice: Finding['advice']): Finding {
  return {
    level: 'error',
    what: `swrole's directory ${problem}`,
    where: { path },
    why: UNUSED,
    advice,
  };
}

function cachedFinding(
  [first, ...rest]: readonly ModeFact[],
  { path }: ModeFact,
  other: string,
): Finding[] {
  if (first === undefined) return [];
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return [
    {
      level: 'warning',
      what: `other users can look at what swrole keeps (mode ${octal(first.mode)}${more})`,
      where: { path: first.path },
      why: 'sessions are keys for as long as they last, so swrole does not use a file that is open to others',
      advice: isOwnPlace(path) ? run(`chmod -R go= ${quoteForShell(path, POSIX)}`) : fix(other),
    },
  ];
}

/** swrole's directory in foreign hands, open to them, or not to be written. */

import type { FolderProblem } from '../../hot/private-file.ts';
import { diskReason, isOwnPlace, OTHER_CACHE } from '../../words/disk.ts';
import { fileCommand, shellWord } from '../../words/shell-commands.ts';
import type { Check } from '../facts/facts.ts';
import type { ModeFact } from '../facts/modes.ts';
import { type Finding, fix, run } from '../finding.ts';
import { OPEN, octal, WRITABLE } from '../modes.ts';

/** Permissive modes of the cache, and whatever else keeps swrole from using it. */
export const cachePermissions: Check = ({ modes, cacheProblem }) => {
  const directory = modes.find(({ kind }) => kind === 'cache');
  const found = directory === undefined ? [] : directoryFinding(directory);
  const open = modes.filter(({ kind, mode }) => kind === 'cached' && (mode & OPEN) !== 0);
  const unusable = found.length > 0 || !cacheProblem ? [] : [problemFinding(cacheProblem)];
  return [...found, ...unusable, ...(directory ? cachedFinding(open, directory) : [])];
};

/** Modes exist on POSIX systems only. */
const POSIX = 'linux';

const UNUSED = `swrole keeps no session in such a folder, so every call gets new credentials and asks for a code again; if this cannot be changed, as on a Windows drive in WSL, ${OTHER_CACHE}`;

function directoryFinding(fact: ModeFact): Finding[] {
  const { path, mode, isDirectory, isOurs } = fact;
  if (!isOurs) return [foreign(path, 'belongs to another user', fix(OTHER_CACHE))];
  if (!isDirectory) {
    const move = run(fileCommand('move', [path, `${path}.old`], POSIX));
    const advice = isOwnPlace(path) ? move : fix(OTHER_CACHE);
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
      advice: isOwnPlace(path) ? run(`chmod 700 ${shellWord(path, POSIX)}`) : fix(OTHER_CACHE),
    },
  ];
}

function problemFinding({ path, code }: FolderProblem): Finding {
  return {
    level: 'warning',
    what: `swrole's directory cannot be used: ${diskReason(path, code)}`,
    where: { path },
    why: 'what swrole cannot keep costs a new call, and often a code, each time',
    advice: fix(OTHER_CACHE),
  };
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

function cachedFinding([first, ...rest]: readonly ModeFact[], { path }: ModeFact): Finding[] {
  if (first === undefined) return [];
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return [
    {
      level: 'warning',
      what: `other users can look at what swrole keeps (mode ${octal(first.mode)}${more})`,
      where: { path: first.path },
      why: 'sessions are keys for as long as they last, so swrole does not use a file that is open to others',
      advice: isOwnPlace(path)
        ? run(`chmod -R go= ${shellWord(path, POSIX)}`)
        : fix('take the permissions of other users away from each of them'),
    },
  ];
}

/** swrole's directory in foreign hands, or open to them. */

import { fileCommand, shellWord } from '../../words/shell-commands.ts';
import type { Check } from '../facts/facts.ts';
import type { ModeFact } from '../facts/modes.ts';
import { type Finding, run } from '../finding.ts';
import { OPEN, octal, WRITABLE } from '../modes.ts';

/** Permissive modes of the cache. */
export const cachePermissions: Check = ({ modes }) => {
  const directory = modes.find(({ kind }) => kind === 'cache');
  if (directory === undefined) return [];
  const open = modes.filter(({ kind, mode }) => kind === 'cached' && (mode & OPEN) !== 0);
  return [...directoryFinding(directory), ...cachedFinding(open, directory)];
};

/** Modes exist on POSIX systems only. */
const POSIX = 'linux';

const UNUSED =
  'swrole keeps sessions there, so it reads and writes nothing in such a place: every call asks anew';

function directoryFinding(fact: ModeFact): Finding[] {
  const { path, mode, isDirectory, isOurs } = fact;
  if (!isDirectory) return [foreign(path, 'is not a directory, or a link to one')];
  if (!isOurs) return [foreign(path, 'belongs to another user')];
  if ((mode & OPEN) === 0) return [];
  const isWritable = (mode & WRITABLE) !== 0;
  return [
    {
      level: 'warning',
      what: `other users can ${isWritable ? 'write to' : 'look into'} swrole's directory (mode ${octal(mode)})`,
      where: { path },
      why: isWritable
        ? UNUSED
        : 'they see the names of your profiles; the next session that is kept closes it again',
      advice: run(`chmod 700 ${shellWord(path, POSIX)}`),
    },
  ];
}

function foreign(path: string, problem: string): Finding {
  return {
    level: 'error',
    what: `swrole's directory ${problem}`,
    where: { path },
    why: UNUSED,
    advice: run(fileCommand('move', [path, `${path}.old`], POSIX)),
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
      advice: run(`chmod -R go= ${shellWord(path, POSIX)}`),
    },
  ];
}

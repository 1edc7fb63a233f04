/** Files and folders that others can read or fix, though they hold keys or decide which program is run. */
import { staticKeys } from '../../config/keys.ts';
import type { Check, Facts } from '../facts/facts.ts';
import type { ModeFact } from '../facts/modes.ts';
import { type Finding, run } from '../finding.ts';
import { shellWord } from '../shell-word.ts';

const KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));
const WRITABLE = 0o022;
const OPEN = 0o077;

/** Permissive modes, and swrole's directory in foreign hands. */
export const permissions: Check = (facts) => {
  const cached = facts.modes.filter((fact) => fact.kind === 'cached' && isOpen(fact));
  const others = facts.modes.filter(({ kind }) => kind !== 'cached');
  return [...others.flatMap((fact) => finding(fact, facts)), ...cachedFinding(cached, facts)];
};

const isOpen = ({ mode }: ModeFact) => (mode & OPEN) !== 0;
const octal = (mode: number) => mode.toString(8).padStart(4, '0');

function finding(fact: ModeFact, facts: Facts): Finding[] {
  return fact.kind === 'cache' ? cacheFinding(fact) : fileFinding(fact, facts);
}

function fileFinding({ kind, path, mode }: ModeFact, { fileFacts }: Facts): Finding[] {
  // As written: what the other file hides is still there to be read.
  const lines = fileFacts
    .filter((file) => file.kind === kind)
    .flatMap((file) => [...file.lines.values()]);
  const holdsKeys = lines.some(({ key }) => KEYS.has(key?.toLowerCase() ?? ''));
  const isWritable = (mode & WRITABLE) !== 0;
  if (!isWritable && !(holdsKeys && (mode & OPEN) !== 0)) return [];
  return [
    {
      level: 'error',
      what: `other users can ${isWritable ? 'change' : 'read'} the ${kind} file (mode ${octal(mode)})`,
      where: { path },
      why: isWritable
        ? 'whoever changes it decides which programs run as you, and which role you get'
        : 'it holds keys, and whoever has them is you to AWS',
      advice: run(`chmod 600 ${shellWord(path)}`),
    },
  ];
}

function cacheFinding({ path, mode, isDirectory, isOurs }: ModeFact): Finding[] {
  const where = { path };
  const why =
    'swrole keeps sessions there, so it reads and writes nothing in such a place: every call asks anew';
  if (!isDirectory || !isOurs) {
    const what = isDirectory
      ? "swrole's directory belongs to another user"
      : "swrole's directory is not a directory, or a link to one";
    return [
      {
        level: 'error',
        what,
        where,
        why,
        advice: run(`mv ${shellWord(path)} ${shellWord(`${path}.old`)}`),
      },
    ];
  }
  if ((mode & OPEN) === 0) return [];
  const isWritable = (mode & WRITABLE) !== 0;
  return [
    {
      level: 'warning',
      what: `other users can ${isWritable ? 'write to' : 'look into'} swrole's directory (mode ${octal(mode)})`,
      where,
      why: isWritable
        ? why
        : 'they see the names of your profiles; the next session that is kept closes it again',
      advice: run(`chmod 700 ${shellWord(path)}`),
    },
  ];
}

function cachedFinding([first, ...rest]: readonly ModeFact[], { modes }: Facts): Finding[] {
  if (first === undefined) return [];
  const directory = modes.find(({ kind }) => kind === 'cache')?.path ?? first.path;
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return [
    {
      level: 'warning',
      what: `other users can look at what swrole keeps (mode ${octal(first.mode)}${more})`,
      where: { path: first.path },
      why: 'sessions are keys for as long as they last, so swrole does not use a file that is open to others',
      advice: run(`chmod -R go= ${shellWord(directory)}`),
    },
  ];
}

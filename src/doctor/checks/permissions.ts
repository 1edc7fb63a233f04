/** Config files that others can read or change, though they hold keys or decide which program is run. */
import { staticKeys } from '../../config/keys.ts';
import { shellWord } from '../../words/shell-commands.ts';
import type { Check, FileFact } from '../facts/facts.ts';
import { type Finding, run } from '../finding.ts';
import { OPEN, octal, WRITABLE } from '../modes.ts';

const KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));
/** Of the bits, those that are not the group's. */
const EVERYBODY = 0o007;

/** Permissive modes of the two files. */
export const permissions: Check = ({ modes, fileFacts }) =>
  modes.flatMap(({ kind, path, mode }) => {
    const file = fileFacts.find((each) => each.kind === kind);
    return file === undefined ? [] : finding(file, path, mode);
  });

/** As written: what the other file hides is still there to be read. */
function holdsKeys({ lines }: FileFact): boolean {
  return [...lines.values()].some(({ key }) => KEYS.has(key?.toLowerCase() ?? ''));
}

function finding(file: FileFact, path: string, mode: number): Finding[] {
  const [hasKeys, isWritable] = [holdsKeys(file), (mode & WRITABLE) !== 0];
  const bits = mode & (isWritable ? WRITABLE : hasKeys ? OPEN : 0);
  if (bits === 0) return [];
  // On many systems everybody has a group of their own, with nobody else in it.
  const isGroups = (bits & EVERYBODY) === 0;
  return [
    {
      level: isGroups && !hasKeys ? 'warning' : 'error',
      what: `${isGroups ? 'its group' : 'other users'} can ${isWritable ? 'change' : 'read'} the ${file.kind} file (mode ${octal(mode)})`,
      where: { path },
      why: isWritable
        ? 'whoever changes it decides which programs run as you, and which role you get'
        : 'it holds keys, and whoever has them is you to AWS',
      advice: run(`chmod 600 ${shellWord(path, 'linux')}`),
    },
  ];
}

/** The flags of a command, from the definitions that commander gets too, without loading commander. */
import { COMMANDS, type CommandEntry, type CommandName } from '../command-table.ts';
import { addFlags, addOwnFlags, type FlagTaker } from '../flags.ts';

/** One flag. */
export interface Flag {
  /** `-p` and `--profile`. */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  readonly description: string;
}

/** The programs that are completed: swrole, and the function that switches the shell. */
export type Program = 'swrole' | 'swr';

class FlagList implements FlagTaker {
  readonly flags: Flag[] = [];

  option(flags: string, description: string): this {
    const [names = '', value] = flags.split(/ (?=<)/);
    this.flags.push({
      names: names.split(', '),
      takesValue: value !== undefined,
      description,
    });
    return this;
  }
}

/** What the forms of output are chosen with: a command has none, and swr has its shell's. */
const FORMS: ReadonlySet<string> = new Set(['--json', '--export', '--format']);
/** commander's own. */
const HELP: Flag = { names: ['-h', '--help'], takesValue: false, description: 'this help' };
const VERSION: Flag = { names: ['-V', '--version'], takesValue: false, description: 'the version' };

/** The flags that have a meaning for a command, or for the program without one. */
export function flagsOf(program: Program, command: CommandName | undefined): readonly Flag[] {
  const shared = addFlags(new FlagList()).flags;
  if (command === undefined) {
    const own = program === 'swr' ? shared.filter((flag) => !hasName(flag, FORMS)) : shared;
    return [...own, VERSION, HELP];
  }
  const entry: CommandEntry = COMMANDS[command];
  const taken = entry.credentials ? shared.filter((flag) => !hasName(flag, FORMS)) : [];
  const profile = shared.filter((flag) => hasName(flag, new Set(['--profile'])));
  const named = !entry.credentials && entry.operands.includes('PROFILE') ? profile : [];
  return [...addOwnFlags(new FlagList(), entry.flags).flags, ...taken, ...named, HELP];
}

function hasName({ names }: Flag, wanted: ReadonlySet<string>): boolean {
  return names.some((name) => wanted.has(name));
}

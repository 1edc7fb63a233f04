/** The flags of a command, from the definitions that commander gets too, without loading commander. */
import { COMMANDS, type CommandEntry, type CommandName } from '../commands.ts';
import { ALL_USES, addFlags, addOwnFlags, type FlagTaker, usesOf } from '../flags.ts';

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

/** commander's own. */
const HELP: Flag = { names: ['-h', '--help'], takesValue: false, description: 'this help' };
const VERSION: Flag = { names: ['-V', '--version'], takesValue: false, description: 'the version' };

/** The flags that have a meaning for a command, or for the program without one. swr has the form of its shell. */
export function flagsOf(program: Program, command: CommandName | undefined): readonly Flag[] {
  if (command === undefined) {
    const uses = program === 'swr' ? ALL_USES.filter((use) => use !== 'form') : ALL_USES;
    return [...addFlags(new FlagList(), uses).flags, VERSION, HELP];
  }
  const entry: CommandEntry = COMMANDS[command];
  const own = addOwnFlags(new FlagList(), entry.flags).flags;
  return [...own, ...addFlags(new FlagList(), usesOf(entry)).flags, HELP];
}

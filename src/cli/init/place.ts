/** Where on the command line the cursor is: behind which command, which flag, how many operands. */
import { type CommandName, commandNamed } from '../commands.ts';
import { type Flag, flagsOf, type Program } from './flag-list.ts';

/** What the words before the cursor say. */
export interface Place {
  readonly program: Program;
  readonly command: CommandName | undefined;
  /** How many operands stand before the cursor, the command not counted. */
  readonly operands: number;
  /** The flag whose value the cursor is at. */
  readonly awaiting: Flag | undefined;
  /** Whether a profile is named with `-p`. */
  readonly hasProfile: boolean;
  /** Whether the cursor is behind `--`, in somebody else's command. */
  readonly isForeign: boolean;
}

/** Reads the words between the program and the cursor. */
export function placeOf(program: Program, words: readonly string[]): Place {
  let place: Place = {
    program,
    command: undefined,
    operands: 0,
    awaiting: undefined,
    hasProfile: false,
    isForeign: false,
  };
  for (const word of words) place = after(word, place);
  return place;
}

function after(word: string, place: Place): Place {
  if (place.awaiting !== undefined) return { ...place, awaiting: undefined };
  if (word === '--') return { ...place, isForeign: true };
  if (word.startsWith('-')) return afterFlag(word, place);
  const command = place.operands === 0 ? (place.command ?? commandNamed(word)) : place.command;
  if (command !== place.command) return { ...place, command };
  return { ...place, operands: place.operands + 1 };
}

function afterFlag(word: string, place: Place): Place {
  const flag = flagNamed(word, place);
  const hasProfile = place.hasProfile || flag?.names.includes('--profile') === true;
  const awaiting = flag?.takesValue && !word.includes('=') ? flag : undefined;
  return { ...place, awaiting, hasProfile };
}

/** The flag that `--flag` or `--flag=value` is, at this place. */
export function flagNamed(word: string, { program, command }: Place): Flag | undefined {
  const [name = ''] = word.split('=', 1);
  // What swr or a command has no use for is read as a flag all the same.
  const flags = [...flagsOf(program, command), ...flagsOf('swrole', undefined)];
  return flags.find(({ names }) => names.includes(name));
}

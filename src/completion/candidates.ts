/** What may stand where the cursor is: commands, flags, profiles and the few other words that are known. */

import { COMMANDS, type CommandEntry, type CommandName, commandNamed } from '../cli/commands.ts';
import { ALL_USES, addFlags, addOwnFlags, type FlagTaker, usesOf } from '../cli/flags.ts';
import { TOPICS } from '../cli/help-topics.ts';
import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { FORMATS } from '../formats/names.ts';

/** A word, as it is meant and not yet quoted, and what it is in a few more; empty where nothing is known. */
export type Candidate = readonly [word: string, description: string];

/** The profiles, read only where they are asked for. */
type Profiles = () => readonly Candidate[];

/** swr's own word. */
const OFF: Candidate = ['off', 'unset what swrole sets'];

/** Everything that may stand at a place; whoever asks keeps what begins like `current`. */
export function candidates(
  place: CursorContext,
  current: string,
  profiles: Profiles,
): readonly Candidate[] {
  if (place.isForeign) return [];
  if (place.awaiting !== undefined) return valuesOf(place.awaiting, profiles);
  if (!current.startsWith('-')) return operandWords(place, profiles);
  const [name = '', value] = current.split('=', 2);
  if (value === undefined) return [...flagWords(place), ...dashedProfiles(place, profiles)];
  const flag = flagNamed(name, place);
  const values = flag?.takesValue ? valuesOf(flag, profiles) : [];
  return values.map(([word, description]) => [`${name}=${word}`, description]);
}

function valuesOf({ names }: Flag, profiles: Profiles): readonly Candidate[] {
  if (names.includes('--profile')) return profiles();
  return names.includes('--format') ? FORMATS.map((format) => [format, '']) : [];
}

function flagWords({ program, command }: CursorContext): readonly Candidate[] {
  return flagsOf(program, command).flatMap(({ names, description }) =>
    names.map((name) => [name, description] as const),
  );
}

/** A profile whose name begins like a flag can only be written as a flag's value. */
function dashedProfiles(place: CursorContext, profiles: Profiles): Candidate[] {
  if (place.operands > 0 || place.hasProfile) return [];
  if (!flagWords(place).some(([name]) => name === '--profile')) return [];
  const dashed = profiles().filter(([name]) => name.startsWith('-'));
  return dashed.map(([name, description]) => [`--profile=${name}`, description]);
}

function operandWords(place: CursorContext, profiles: Profiles): readonly Candidate[] {
  const { program, command, operands, hasProfile } = place;
  const words = () => profiles().filter(([name]) => !name.startsWith('-'));
  if (command === undefined) {
    if (operands > 0) return [];
    const taken = (name: string) =>
      COMMAND_NAMES.has(name) || (program === 'swr' && name === OFF[0]);
    const named = hasProfile ? [] : words().filter(([name]) => !taken(name));
    return [...named, ...(program === 'swr' && !hasProfile ? [OFF] : []), ...commandWords()];
  }
  const operand = operandNames(COMMANDS[command])[operands] ?? '';
  return operand.split('|').flatMap((kind) => {
    if (kind === 'PROFILE' || kind === 'ROLE') return hasProfile ? [] : words();
    if (kind === 'COMMAND') return commandWords();
    if (kind === 'TOPIC') return Object.entries(TOPICS);
    // What usage shows in small letters is meant literally: bash|zsh.
    return /^[a-z]/.test(kind) ? [[kind, ''] as const] : [];
  });
}

/** `[APP ROLE]` are two, `[COMMAND | TOPIC]` is one that is either. */
function operandNames({ operands }: CommandEntry): readonly string[] {
  const [own = ''] = operands.replace(/[[\]]/g, '').replaceAll(' | ', '|').split(' -- ');
  return own.split(' ');
}

function commandWords(): readonly Candidate[] {
  return Object.entries<CommandEntry>(COMMANDS).map(([name, { summary }]) => [name, summary]);
}

// Where on the command line the cursor is: behind which command, which flag, how many operands.

/** What the words before the cursor say. */
interface CursorContext {
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
export function parseCursorContext(program: Program, words: readonly string[]): CursorContext {
  let place: CursorContext = {
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

function after(word: string, place: CursorContext): CursorContext {
  if (place.awaiting !== undefined) return { ...place, awaiting: undefined };
  if (word === '--') return { ...place, isForeign: true };
  if (word.startsWith('-')) return afterFlag(word, place);
  const command = place.operands === 0 ? (place.command ?? commandNamed(word)) : place.command;
  if (command !== place.command) return { ...place, command };
  return { ...place, operands: place.operands + 1 };
}

function afterFlag(word: string, place: CursorContext): CursorContext {
  const flag = flagNamed(word, place);
  const hasProfile = place.hasProfile || flag?.names.includes('--profile') === true;
  const awaiting = flag?.takesValue && !word.includes('=') ? flag : undefined;
  return { ...place, awaiting, hasProfile };
}

/** The flag that `--flag` or `--flag=value` is, at this place. */
function flagNamed(word: string, { program, command }: CursorContext): Flag | undefined {
  const [name = ''] = word.split('=', 1);
  // What swr or a command has no use for is read as a flag all the same.
  const flags = [...flagsOf(program, command), ...flagsOf('swrole', undefined)];
  return flags.find(({ names }) => names.includes(name));
}

// The flags of a command, from the definitions that commander gets too, without loading commander.

/** One flag. */
interface Flag {
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
function flagsOf(program: Program, command: CommandName | undefined): readonly Flag[] {
  if (command === undefined) {
    const uses = program === 'swr' ? ALL_USES.filter((use) => use !== 'form') : ALL_USES;
    return [...addFlags(new FlagList(), uses).flags, VERSION, HELP];
  }
  const entry: CommandEntry = COMMANDS[command];
  const own = addOwnFlags(new FlagList(), entry.flags).flags;
  return [...own, ...addFlags(new FlagList(), usesOf(entry)).flags, HELP];
}

/**
 * bash hands its command line to a completion as it is typed, and takes the answer as it is to be typed; so both are
 * done here: reading the words of a line that may end within a quote, and quoting what goes on there.
 */

/** The words of a line up to the cursor. */
interface BashLine {
  /** What the words before the cursor mean, the program first. */
  readonly words: readonly string[];
  /** What the word at the cursor means so far, and as it is typed. */
  readonly current: string;
  readonly typed: string;
  /** The quote that is still open at the cursor, else empty. */
  readonly quote: '' | "'" | '"';
}

/** One of: text in single quotes, in double quotes (either may be open at the end), a backslash with its character, the rest. */
const PART = /'([^']*)('|$)|"((?:[^"\\]|\\.)*)(\\?)("|$)|\\(.?)|([^\s'"\\]+)/gsy;

/** Reads a line up to the cursor. Assignments before the program are passed over. */
export function readBashLine(line: string): BashLine {
  const words: Omit<BashLine, 'words'>[] = [];
  let position = 0;
  for (;;) {
    while (/\s/.test(line.charAt(position))) position++;
    const word = readWord(line, position);
    words.push(word);
    position += word.typed.length;
    if (position >= line.length) break;
  }
  const last = words.pop() ?? { current: '', typed: '', quote: '' };
  const before = words.map(({ current }) => current);
  const program = before.findIndex((word) => !/^\w+=/.test(word));
  return { words: before.slice(Math.max(program, 0)), ...last };
}

function readWord(line: string, start: number): Omit<BashLine, 'words'> {
  let current = '';
  let quote: BashLine['quote'] = '';
  PART.lastIndex = start;
  let end = start;
  for (let part = PART.exec(line); part !== null; part = PART.exec(line)) {
    const [, single, singleEnd, double, , doubleEnd, escaped, plain] = part;
    if (single !== undefined && singleEnd === '') quote = "'";
    if (double !== undefined && doubleEnd === '') quote = '"';
    current += single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? escaped ?? plain ?? '';
    end = PART.lastIndex;
    if (end >= line.length) break;
  }
  return { current, typed: line.slice(start, end), quote };
}

/**
 * A word as it is to be typed in place of the part of the current one that bash replaces: it begins anew behind an open
 * quote and behind each of `COMP_WORDBREAKS`, such as a colon.
 *
 * @param replaced that part, as it is typed now
 * @returns `undefined` if the word does not go on from there, or is there already
 */
export function typedInBash(word: string, line: BashLine, replaced: string): string | undefined {
  const { current, typed, quote } = line;
  if (!word.startsWith(current)) return undefined;
  const keptTyped = typed.endsWith(replaced) ? typed.slice(0, typed.length - replaced.length) : '';
  const kept = readWord(keptTyped, 0).current;
  const rest = word.slice(kept.length);
  if (rest === '') return undefined;
  // Within quotes nothing keeps a ! from being looked up in the history.
  if (quote === '"') return /!/.test(rest) ? undefined : rest.replace(/[\\"$`]/g, '\\$&');
  if (quote === "'") return rest.replaceAll("'", "'\\''");
  return rest.replace(/[^\w\-/.%@:+,=\u0080-\u{10ffff}]/gu, '\\$&');
}

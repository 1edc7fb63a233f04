/** Finds the completions at the cursor: commands, flags, profiles and flag values; also parses and quotes for bash. */
import {
  COMMANDS,
  type CommandEntry,
  type CommandName,
  commandNamed,
  TOPICS,
} from '../cli/commands.ts';
import {
  ALL_USES,
  addFlags,
  addOwnFlags,
  type Flag,
  FlagList,
  HELP_FLAG,
  usesOf,
  VERSION_FLAG,
} from '../cli/flags.ts';
import { serviceNames } from '../console/destination.ts';
import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { FORMATS } from '../formats/document.ts';

/** An unquoted word and its description, which may be empty. */
export type Candidate = readonly [word: string, description: string];

/** Reads the profiles on demand. */
type Profiles = () => readonly Candidate[];

/** The names of the keys in the keychain, read on demand. */
type Keys = () => readonly Candidate[];

/** The words that only swr takes. */
const OFF: Candidate = ['off', 'unset what swrole sets'];
const PREVIOUS: Candidate = ['-', 'the profile before'];

/** The programs that are completed: swrole, and the function that switches the shell. */
export type Program = 'swrole' | 'swr';

/** The position of the cursor, from the words before it. */
interface CursorContext {
  readonly program: Program;
  readonly command: CommandName | undefined;
  /** The number of operands before the cursor, without the command. */
  readonly operands: number;
  /** The flag whose value is at the cursor. */
  readonly awaiting: Flag | undefined;
  /** Whether `-p` names a profile. */
  readonly hasProfile: boolean;
  /** Whether the cursor is after `--`, in the command of another program. */
  readonly isForeign: boolean;
}

/** All candidates at the cursor; the caller keeps the ones that start with `current`. */
export function candidates(
  cursor: CursorContext,
  current: string,
  profiles: Profiles,
  keys: Keys = () => [],
): readonly Candidate[] {
  if (cursor.isForeign) return [];
  if (cursor.awaiting !== undefined) return valueCandidates(cursor.awaiting, profiles);
  if (!current.startsWith('-')) return operandCandidates(cursor, profiles, keys);
  const [name = '', value] = current.split('=', 2);
  if (value === undefined)
    return [
      ...previousCandidate(cursor),
      ...flagCandidates(cursor),
      ...dashedProfileCandidates(cursor, profiles),
    ];
  const flag = flagNamed(name, cursor);
  const values = flag?.takesValue ? valueCandidates(flag, profiles) : [];
  return values.map(([word, description]) => [`${name}=${word}`, description]);
}

/** The values of flags that have some fixed ones. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--format': FORMATS,
  '--mfa-serial': ['none'],
  '--generate-token': ['none'],
  '--mfa-session': ['12h', 'off'],
};

/** The flags that take a profile. */
const VALUE_IS_PROFILE = ['--profile', '--source', '--from'];

function valueCandidates({ names }: Flag, profiles: Profiles): readonly Candidate[] {
  if (VALUE_IS_PROFILE.some((name) => names.includes(name))) return profiles();
  if (names.includes('--service')) return serviceNames().map((service) => [service, '']);
  return (VALUES[names.at(-1) ?? ''] ?? []).map((value) => [value, '']);
}

function flagCandidates({ program, command }: CursorContext): readonly Candidate[] {
  return flagsOf(program, command).flatMap(({ names, description }) =>
    names.map((name) => [name, description] as const),
  );
}

function previousCandidate({ program, command, operands, hasProfile }: CursorContext) {
  return program === 'swr' && command === undefined && operands === 0 && !hasProfile
    ? [PREVIOUS]
    : [];
}

/** A profile whose name starts with `-` can only be the value of a flag. */
function dashedProfileCandidates(cursor: CursorContext, profiles: Profiles): Candidate[] {
  if (cursor.operands > 0 || cursor.hasProfile) return [];
  if (!flagCandidates(cursor).some(([name]) => name === '--profile')) return [];
  const dashed = profiles().filter(([name]) => name.startsWith('-'));
  return dashed.map(([name, description]) => [`--profile=${name}`, description]);
}

function operandCandidates(
  cursor: CursorContext,
  profiles: Profiles,
  keys: Keys,
): readonly Candidate[] {
  const { program, command, operands, hasProfile } = cursor;
  const words = () => profiles().filter(([name]) => !name.startsWith('-'));
  if (command === undefined) {
    if (operands > 0) return [];
    const taken = (name: string) =>
      COMMAND_NAMES.has(name) || (program === 'swr' && name === OFF[0]);
    const named = hasProfile ? [] : words().filter(([name]) => !taken(name));
    const own = program === 'swr' && !hasProfile ? [OFF, ...previousCandidate(cursor)] : [];
    return [...named, ...own, ...commandCandidates()];
  }
  const names = operandNames(COMMANDS[command]);
  const last = names.at(-1) ?? '';
  const operand = names[operands] ?? (last.endsWith('...') ? last : '');
  return operand.split('|').flatMap((kind) => {
    if (kind === 'PROFILE' || kind === 'ROLE') return hasProfile ? [] : words();
    if (kind === 'WORD...') return words();
    if (kind === 'NAME') return keys();
    if (kind === 'COMMAND') return commandCandidates();
    if (kind === 'TOPIC') return Object.entries(TOPICS);
    // Lower-case operands in usage are literal words: bash|zsh.
    return /^[a-z]/.test(kind) ? [[kind, ''] as const] : [];
  });
}

/** `[APP ROLE]` are two operands, `[COMMAND | TOPIC]` is one operand of two kinds. */
function operandNames({ operands }: CommandEntry): readonly string[] {
  const [own = ''] = operands.replace(/[[\]]/g, '').replaceAll(' | ', '|').split(' -- ');
  return own.split(' ');
}

function commandCandidates(): readonly Candidate[] {
  return Object.entries<CommandEntry>(COMMANDS).map(([name, { summary }]) => [name, summary]);
}

/** Parses the words between the program and the cursor. */
export function parseCursorContext(program: Program, words: readonly string[]): CursorContext {
  let cursor: CursorContext = {
    program,
    command: undefined,
    operands: 0,
    awaiting: undefined,
    hasProfile: false,
    isForeign: false,
  };
  for (const word of words) cursor = advance(word, cursor);
  return cursor;
}

function advance(word: string, cursor: CursorContext): CursorContext {
  if (cursor.awaiting !== undefined) return { ...cursor, awaiting: undefined };
  if (word === '--') return { ...cursor, isForeign: true };
  // A lone - is an operand: the profile before.
  if (word.startsWith('-') && word !== '-') return advanceFlag(word, cursor);
  const command = cursor.operands === 0 ? (cursor.command ?? commandNamed(word)) : cursor.command;
  if (command !== cursor.command) return { ...cursor, command };
  return { ...cursor, operands: cursor.operands + 1 };
}

function advanceFlag(word: string, cursor: CursorContext): CursorContext {
  const flag = flagNamed(word, cursor);
  const hasProfile = cursor.hasProfile || flag?.names.includes('--profile') === true;
  const awaiting = flag?.takesValue && !word.includes('=') ? flag : undefined;
  return { ...cursor, awaiting, hasProfile };
}

/** The flag of `--flag` or `--flag=value` at this position. */
function flagNamed(word: string, { program, command }: CursorContext): Flag | undefined {
  const [name = ''] = word.split('=', 1);
  // A flag that this command does not support is still parsed as a flag.
  const flags = [...flagsOf(program, command), ...flagsOf('swrole', undefined)];
  return flags.find(({ names }) => names.includes(name));
}

// The flags of a command, from the definitions in `cli/flags.ts`, without loading commander.

/** The flags of a command, or of the program without a command. swr takes no format, because its shell determines it. */
function flagsOf(program: Program, command: CommandName | undefined): readonly Flag[] {
  if (command === undefined) {
    const uses = program === 'swr' ? ALL_USES.filter((use) => use !== 'form') : ALL_USES;
    return addFlags(new FlagList(), uses)
      .option(...VERSION_FLAG)
      .option(...HELP_FLAG).flags;
  }
  const entry: CommandEntry = COMMANDS[command];
  const own = addOwnFlags(new FlagList(), entry.flags);
  return addFlags(own, usesOf(entry)).option(...HELP_FLAG).flags;
}

// bash passes the raw command line, and expects quoted completions. So this part parses a line that may end inside a quote,
// and quotes the completion.

/** A command line up to the cursor. */
interface BashLine {
  /** The unquoted words before the cursor, the program first. */
  readonly words: readonly string[];
  /** The unquoted word at the cursor so far. */
  readonly current: string;
  /** The same word as typed. */
  readonly typed: string;
  /** The open quote at the cursor, else empty. */
  readonly quote: '' | "'" | '"';
}

/** One part of a word: single-quoted or double-quoted text (maybe unclosed at the end), an escaped character, or plain text. */
const PART = /'([^']*)('|$)|"((?:[^"\\]|\\.)*)(\\?)("|$)|\\(.?)|([^\s'"\\]+)/gsy;

/** Parses a line up to the cursor. Skips assignments before the program. */
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
 * Quotes a word to replace the part of the current word that bash replaces. That part starts after an open quote and after
 * each character of `COMP_WORDBREAKS`, such as a colon.
 *
 * @param replaced the part that bash replaces, as typed
 * @returns `undefined` if the word does not continue the current one, or is already complete
 */
export function typedInBash(word: string, line: BashLine, replaced: string): string | undefined {
  const { current, typed, quote } = line;
  if (!word.startsWith(current)) return undefined;
  const keptTyped = typed.endsWith(replaced) ? typed.slice(0, typed.length - replaced.length) : '';
  const kept = readWord(keptTyped, 0).current;
  const rest = word.slice(kept.length);
  if (rest === '') return undefined;
  // Inside double quotes, bash cannot escape ! from history expansion.
  if (quote === '"') return /!/.test(rest) ? undefined : rest.replace(/[\\"$`]/g, '\\$&');
  // No name of a profile, a flag or a format has a single quote.
  if (quote === "'") return rest;
  return rest.replace(/[^\w\-/.%@:+,=\u0080-\u{10ffff}]/gu, '\\$&');
}

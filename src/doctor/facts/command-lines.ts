/** How a command line of the config files is read, and whether it runs swrole. Nothing is run. */

import { readWords } from '../../cli/flags.ts';
import type { CredentialSource } from '../../config/plan.ts';
import { COMMAND_NAMES } from '../../fast-path/cached-answer.ts';

// A command line as both POSIX shells and botocore's `shlex.split` read it: words without quotes. Text that only a shell
// interprets is separate, because botocore and the AWS CLI run no shell (contract A.1).

/** A parsed command line. */
interface CommandWords {
  readonly words: readonly string[];
  /** The text that a shell interprets, in order: `$HOME`, `~`, `|`. */
  readonly shellParts: readonly string[];
  /** Whether all quotes are closed. */
  readonly isClosed: boolean;
}

type Quote = '"' | "'" | undefined;

const OPERATORS = /^(?:\|\|?|&&?|;|[<>]{1,2}|[()`*?])/;
const VARIABLE = /^\$(?:\w+|\{[^}]*\}?|\([^)]*\)?)/;
const HOME = /^~[\w-]*(?=\/|\s|$)/;
/** Characters without a special meaning. */
const PLAIN = /^[\w./:@%+=,-]+/;

/** Operators that end a command, and redirections. */
const SEPARATOR = /^(?:[;()]|\|[|&]?|&(?!>)&?)/;
const REDIRECTION = /^(?:&>>?|[<>]+[&|]?)/;

/** Parses a command line. */
export function commandWords(command: string): CommandWords {
  return readWith(command, new WordReader()).result();
}

/** The commands that a shell runs for a command line, each as its words, without redirections: `a | b >c` has two. */
export function shellCommands(command: string): readonly (readonly string[])[] {
  return readWith(command, new CommandReader()).commands();
}

function readWith<Reader extends WordReader>(command: string, reader: Reader): Reader {
  for (let rest = command; rest !== ''; ) rest = rest.slice(reader.read(rest));
  return reader;
}

class WordReader {
  protected words: string[] = [];
  readonly #shellParts: string[] = [];
  #word: string | undefined;
  #quote: Quote;

  /** Consumes the next characters and returns their number. */
  read(rest: string): number {
    const plain = PLAIN.exec(rest)?.[0];
    if (plain !== undefined) return this.#take(plain, plain.length);
    const character = rest.charAt(0);
    if (character === '\\' && this.#isEscape(rest)) return this.#take(rest.slice(1, 2), 2);
    if (character === this.#quote) return this.#toggle(undefined);
    if (this.#quote === undefined && (character === '"' || character === "'"))
      return this.#toggle(character);
    if (this.#quote === undefined && /\s/.test(character)) return this.endWord();
    const part = this.#shellPart(rest);
    if (part !== undefined) this.#shellParts.push(part);
    return this.#take(part ?? character, (part ?? character).length);
  }

  result(): CommandWords {
    const isClosed = this.#quote === undefined;
    this.endWord();
    return { words: this.words, shellParts: this.#shellParts, isClosed };
  }

  /** Between double quotes a backslash is one unless `"`, `$`, a backquote or a backslash follows; on a drive it divides. */
  #isEscape(rest: string): boolean {
    if (this.#quote === undefined) return !/^[A-Za-z]:/.test(this.#word ?? '');
    return this.#quote === '"' && /^\\["$`\\]/.test(rest);
  }

  #shellPart(rest: string): string | undefined {
    if (this.#quote === "'") return undefined;
    const inside = VARIABLE.exec(rest)?.[0];
    if (inside !== undefined || this.#quote === '"') return inside;
    const home = this.#word === undefined ? HOME.exec(rest)?.[0] : undefined;
    return home ?? OPERATORS.exec(rest)?.[0];
  }

  #take(text: string, length: number): number {
    this.#word = (this.#word ?? '') + text;
    return length;
  }

  #toggle(quote: Quote): number {
    this.#quote = quote;
    return this.#take('', 1);
  }

  protected endWord(): number {
    if (this.#word !== undefined) this.words.push(this.#word);
    this.#word = undefined;
    return 1;
  }

  protected get isQuoted(): boolean {
    return this.#quote !== undefined;
  }
}

class CommandReader extends WordReader {
  readonly #commands: string[][] = [];
  /** Stands for a word that names the file of a redirection. */
  #target: number | undefined;

  override read(rest: string): number {
    const redirection = this.isQuoted ? undefined : REDIRECTION.exec(rest)?.[0];
    if (redirection !== undefined) return this.#redirect(redirection);
    const separator = this.isQuoted ? undefined : SEPARATOR.exec(rest)?.[0];
    if (separator === undefined) return super.read(rest);
    this.#endCommand();
    return separator.length;
  }

  commands(): readonly (readonly string[])[] {
    this.#endCommand();
    return this.#commands;
  }

  protected override endWord(): number {
    const length = super.endWord();
    if (this.words.length <= (this.#target ?? Infinity)) return length;
    this.words.pop();
    this.#target = undefined;
    return length;
  }

  /** `2>&1`: the number before it is not a word either. */
  #redirect(operator: string): number {
    const before = this.words.length;
    this.endWord();
    if (this.words.length > before && /^\d+$/.test(this.words.at(-1) ?? '')) this.words.pop();
    this.#target = this.words.length;
    return operator.length;
  }

  #endCommand(): void {
    this.endWord();
    this.#target = undefined;
    if (this.words.length > 0) this.#commands.push(this.words);
    this.words = [];
  }
}

// Command lines that run swrole: by its name, or node with its file, also through a shell of their own (`sh -c '…'`) or
// behind another program (`env A=b`, `timeout 10`). A word that only looks like swrole does not count: the finding
// would be about the wrong profile.

const PROGRAM = /(?:^|[/\\])swrole(?:\.(?:cjs|cmd|exe|ps1))?$/i;

const ASSIGNMENT = /^\w+=/;

/** Words before a program that run it or change nothing; after other words swrole needs `-j`. */
const LEADING =
  /^(?:\w+=|-|[!{]$|(?:.*[/\\])?(?:env|exec|command|nice|node|nohup|time)(?:\.exe)?$)/i;

/** Flags whose value is a command line: of shells, `su`, `script`, `env`, `nix-shell` and cmd.exe. */
const TAKES_COMMAND = /^(?:-\w*c|-S|\/c|-command|--(?:command|run|split-string))$/i;

/** Only a shell can resolve the value. */
const UNKNOWN = /[$`]/;

/** The swrole command that runs a program in a role; the program may print anything. */
const EXEC = 'exec';

/** A command line that calls swrole. */
export interface SwroleCall {
  /** The swrole command, such as `list`. */
  readonly command: string | undefined;
  /** The requested profile; `undefined` for none, or if only a shell can resolve its name, or for the ARN of a role. */
  readonly profile: string | undefined;
  /** The profile that assumes the role whose ARN is requested instead of a profile. */
  readonly source: string | undefined;
  /** The name whose keys in the keychain are requested: `swrole keys print NAME`. */
  readonly keys: string | undefined;
  readonly isJson: boolean;
  /** Whether swrole itself prints the SDK's answer, not a program that it or another command runs. */
  readonly isDirect: boolean;
}

/** Whether a word names swrole's program. */
export function isSwrole(word: string): boolean {
  return PROGRAM.test(word) && !ASSIGNMENT.test(word);
}

/** A command line as a call of swrole; `undefined` if it does not run swrole. Of several, the one that prints JSON. */
export function swroleCall(line: string): SwroleCall | undefined {
  const calls = callsIn(line);
  return calls.find(({ isJson, command }) => isJson && command === undefined) ?? calls[0];
}

/** The profile that a command line requests from swrole; `undefined` if it does not run swrole, or runs a command of it. */
export function swroleProfile(line: string): string | undefined {
  return swroleCall(line)?.profile;
}

/** The profile that the credential process of a chain requests from swrole; `undefined` for another program, or none. */
export function swroleBehind(source: CredentialSource): string | undefined {
  return source.kind === 'process' ? swroleProfile(source.credentialProcess.command) : undefined;
}

/** The profile that assumes the role whose ARN a chain's credential process requests from swrole; `undefined` otherwise. */
export function swroleSource(source: CredentialSource): string | undefined {
  return source.kind === 'process'
    ? swroleCall(source.credentialProcess.command)?.source
    : undefined;
}

/** The name of the keys in the keychain that a command line requests from swrole; `undefined` otherwise. */
export function keysBehind(line: string): string | undefined {
  return swroleCall(line)?.keys;
}

/** As {@link swroleBehind}, but only if swrole itself prints the SDK's answer. */
export function answeredBySwrole(source: CredentialSource): string | undefined {
  const call = source.kind === 'process' ? swroleCall(source.credentialProcess.command) : undefined;
  return call?.isDirect ? call.profile : undefined;
}

function callsIn(line: string): readonly SwroleCall[] {
  // A fast check: most command lines run other programs, and there may be very many.
  if (!/swrole/i.test(line)) return [];
  const commands = shellCommands(line);
  const calls = commands.flatMap((words) => {
    const inner = words.find((_, index) => TAKES_COMMAND.test(words[index - 1] ?? ''));
    return [...ownCall(words), ...(inner?.includes(' ') ? callsIn(inner) : [])];
  });
  if (commands.length === 1) return calls;
  // Another command may convert swrole's output to JSON.
  return calls.map((call) => ({ ...call, isDirect: call.isDirect && call.isJson }));
}

function ownCall(words: readonly string[]): readonly SwroleCall[] {
  const start = words.findIndex(isSwrole);
  if (start < 0) return [];
  const call = callOf(words.slice(start + 1));
  const isRun = words.slice(0, start).every((word) => LEADING.test(word));
  return isRun || call.isJson ? [call] : [];
}

/** Parses the words as swrole does: the first that is not a flag is a command, if it has the name of one. */
function callOf(args: readonly string[]): SwroleCall {
  const { given, operands, isEnded } = readWords(args);
  const [first = '', second, third] = operands;
  const command = COMMAND_NAMES.has(first) ? first : undefined;
  const asked = given.get('--profile') ?? (command === EXEC ? second : first);
  const givesCredentials = command === undefined || command === EXEC;
  const known = (name = '') => (givesCredentials && name && !UNKNOWN.test(name) ? name : undefined);
  const source = given.get('--source');
  return {
    command,
    profile: source === undefined ? known(asked) : undefined,
    source: known(source),
    keys: first === 'keys' && second === 'print' && !UNKNOWN.test(third ?? '$') ? third : undefined,
    isJson: given.has('--json') || given.get('--format') === 'json',
    isDirect: command !== EXEC && (command !== undefined || !isEnded),
  };
}

/**
 * A command line as both POSIX shells and botocore's `shlex.split` read it: words without quotes. Text that only a shell
 * interprets is separate, because botocore and the AWS CLI run no shell (contract A.1).
 */

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
  return readWords(command, new WordReader()).result();
}

/** The commands that a shell runs for a command line, each as its words, without redirections: `a | b >c` has two. */
export function shellCommands(command: string): readonly (readonly string[])[] {
  return readWords(command, new CommandReader()).commands();
}

function readWords<Reader extends WordReader>(command: string, reader: Reader): Reader {
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

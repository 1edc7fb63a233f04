/**
 * A command line as POSIX shells and botocore's `shlex.split` both see it: words, with quotes taken off. What only a
 * shell would act upon is kept apart, because botocore and the AWS CLI run no shell (contract A.1).
 */

/** A command line taken apart. */
export interface CommandWords {
  readonly words: readonly string[];
  /** What a shell acts upon, in the order of the text: `$HOME`, `~`, `|`. */
  readonly shellParts: readonly string[];
  /** Whether every quote has its counterpart. */
  readonly isClosed: boolean;
}

type Quote = '"' | "'" | undefined;

const OPERATORS = /^(?:\|\|?|&&?|;|[<>]{1,2}|[()`*?])/;
const VARIABLE = /^\$(?:\w+|\{[^}]*\}?|\([^)]*\)?)/;
const HOME = /^~[\w-]*(?=\/|\s|$)/;
/** Characters that mean themselves wherever they stand. */
const PLAIN = /^[\w./:@%+=,-]+/;

/** Takes a command line apart. */
export function commandWords(command: string): CommandWords {
  const reader = new WordReader();
  for (let rest = command; rest !== ''; ) rest = rest.slice(reader.read(rest));
  return reader.result();
}

class WordReader {
  readonly #words: string[] = [];
  readonly #shellParts: string[] = [];
  #word: string | undefined;
  #quote: Quote;

  /** Takes the next characters, and gives their number. */
  read(rest: string): number {
    const plain = PLAIN.exec(rest)?.[0];
    if (plain !== undefined) return this.#take(plain, plain.length);
    const character = rest.charAt(0);
    if (character === '\\' && this.#isEscape(rest)) return this.#take(rest.slice(1, 2), 2);
    if (character === this.#quote) return this.#toggle(undefined);
    if (this.#quote === undefined && (character === '"' || character === "'"))
      return this.#toggle(character);
    if (this.#quote === undefined && /\s/.test(character)) return this.#endWord();
    const part = this.#shellPart(rest);
    if (part !== undefined) this.#shellParts.push(part);
    return this.#take(part ?? character, (part ?? character).length);
  }

  result(): CommandWords {
    const isClosed = this.#quote === undefined;
    this.#endWord();
    return { words: this.#words, shellParts: this.#shellParts, isClosed };
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

  #endWord(): number {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
    return 1;
  }
}

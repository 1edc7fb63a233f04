/**
 * bash hands its command line to a completion as it is typed, and takes the answer as it is to be typed; so both are
 * done here: reading the words of a line that may end within a quote, and quoting what goes on there.
 */

/** The words of a line up to the cursor. */
export interface BashLine {
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

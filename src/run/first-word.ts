/** A quoted word, or all up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

/** What may be told of a command line: its first word. Arguments may hold secrets. */
export function firstWord(command: string): string {
  return (FIRST_WORD.exec(command)?.[0] ?? '').trim();
}

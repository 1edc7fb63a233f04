import { basename } from 'node:path';

/** A quoted word, or all up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

/** What may be told of a command line: its first word. Arguments may hold secrets. */
export function firstWord(command: string): string {
  return (FIRST_WORD.exec(command)?.[0] ?? '').trim();
}

/** What a person is told who waits for it: the program's name, without its folder. */
export function waitingForProgram(command: string): string {
  return `waiting for ${basename(firstWord(command).replace(/^["']|["']$/g, ''))}…`;
}

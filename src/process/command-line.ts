import { basename } from 'node:path';
import { withoutSecrets } from '../util/secret-text.ts';

/** A quoted word, or all up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

/** What may be told of a command line: its first word. Arguments may hold secrets, and a seed may stand in its place. */
export function firstWord(command: string): string {
  return withoutSecrets(wordOf(command));
}

function wordOf(command: string): string {
  return (FIRST_WORD.exec(command)?.[0] ?? '').trim();
}

/** What a person is told who waits for it: the program's name, without its folder. */
export function waitingForProgram(command: string): string {
  return `waiting for ${withoutSecrets(basename(wordOf(command).replace(/^["']|["']$/g, '')))}…`;
}

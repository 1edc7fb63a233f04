import { basename } from 'node:path';
import { withoutSecrets } from '../util/secret-text.ts';
import { safeText } from '../util/text.ts';

/** A quoted word, or all up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

/** What may be told of a command line: its first word. Arguments may hold secrets, and a seed may stand in its place. */
export function programName(command: string): string {
  return withoutSecrets(wordOf(command));
}

function wordOf(command: string): string {
  return (FIRST_WORD.exec(command)?.[0] ?? '').trim();
}

/** What a person is told who waits for it: the program's name, without its folder. */
export function waitingForProgram(command: string): string {
  return `waiting for ${withoutSecrets(basename(wordOf(command).replace(/^["']|["']$/g, '')))}…`;
}

/** What a terminal draws in colour; the colours would only make the words harder to read. */
const COLOURS = /\x1b\[[0-9;]*m/g;

/** What to do about it, which swrole and others say after the reason. */
const HINT = /^\w+: hint: /;

/** How long ago the same failed, which swrole says before what to do. */
const REMARK = /^the same attempt failed /;

/** Of a swrole that failed because of another one, the innermost reason is the reason. */
const OUTER = /^.*(?:swrole: error: |credential_process of profile '.*' \(.*\) failed: [^:]+: )/;

const LONGEST = 300;

/**
 * The last line that a program wrote to stderr, which is where programs explain why they failed: safe for a
 * terminal, and without anything that may be a code or a secret.
 *
 * @returns `undefined` if it said nothing
 */
export function outputExcerpt(stderr: string): string | undefined {
  const last = linesOf(stderr).findLast((line) => line && !HINT.test(line));
  return last && shown(last.replace(OUTER, ''));
}

/** What a program, such as another swrole, says to do about its failure; `undefined` if it does not say it. */
export function outputHint(stderr: string): string | undefined {
  const hints = linesOf(stderr).filter((line) => HINT.test(line));
  const last = hints.map((line) => line.replace(HINT, '')).findLast((hint) => !REMARK.test(hint));
  return last && shown(last);
}

function linesOf(stderr: string): readonly string[] {
  const lines = stderr.replace(COLOURS, '').split(/[\r\n]+/);
  return lines.map((line) => line.trim());
}

function shown(line: string): string {
  return safeText(withoutSecrets(line)).slice(0, LONGEST);
}

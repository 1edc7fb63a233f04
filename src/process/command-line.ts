/** What swrole may show of a command: its program, and the last line and the hint of its stderr. Never a secret. */

import { basename } from 'node:path';
import { withoutSecrets } from '../util/secret-text.ts';
import { ownLine, safeText } from '../util/text.ts';

/** A quoted word, or everything up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

/** The program of a command line, safe to show: the arguments, and even the first word (a pasted seed), may be secrets. */
export function programName(command: string): string {
  return withoutSecrets(firstWord(command));
}

function firstWord(command: string): string {
  return (FIRST_WORD.exec(command)?.[0] ?? '').trim();
}

/** The progress message while swrole waits for a program: its name, without its folder. */
export function waitingForProgram(command: string): string {
  return `waiting for ${withoutSecrets(basename(firstWord(command).replace(/^["']|["']$/g, '')))}…`;
}

/** Terminal colours, which would only make the message harder to read. */
const COLOURS = /\x1b\[[0-9;]*m/g;

/** A hint about what to do, which swrole and other programs print after the reason. */
const HINT = /^\w+: hint: /;

/** How long ago the same attempt failed, which swrole prints before its hint. */
const FAILED_BEFORE = /^the same attempt failed /;

/** If a swrole failed because of another swrole, only the innermost reason counts; this matches all before it. */
const OUTER_REASON = new RegExp(
  `^.*(?:${ownLine('', 'error')}|credential_process of profile '.*' \\(.*\\) failed: [^:]+: )`,
);

const LONGEST = 300;

/**
 * The last line that a program wrote to stderr, where programs explain why they failed: safe for a terminal, and without
 * anything that may be a code or a secret.
 *
 * @returns `undefined` if it wrote nothing
 */
export function outputExcerpt(stderr: string): string | undefined {
  const last = linesOf(stderr).findLast((line) => line && !HINT.test(line));
  return last && sanitize(last.replace(OUTER_REASON, ''));
}

/** The hint that a program, such as another swrole, printed with its failure; `undefined` if there is none. */
export function outputHint(stderr: string): string | undefined {
  const hints = linesOf(stderr).filter((line) => HINT.test(line));
  const last = hints
    .map((line) => line.replace(HINT, ''))
    .findLast((hint) => !FAILED_BEFORE.test(hint));
  return last && sanitize(last);
}

function linesOf(stderr: string): readonly string[] {
  const lines = stderr.replace(COLOURS, '').split(/[\r\n]+/);
  return lines.map((line) => line.trim());
}

function sanitize(line: string): string {
  return safeText(withoutSecrets(line)).slice(0, LONGEST);
}

/** What the suite has found out about each program, in a file, and as the table of the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { markdownTable, quoted } from '../support/markdown-table.ts';

/** What is known of a program, after all of its tests have passed. */
export interface Finding {
  readonly name: string;
  readonly version: string;
  /** When it runs swrole again. */
  readonly asksAgain: string;
  /** What it prints of a failure instead of swrole's error message. */
  readonly showsInstead: string | null;
  /** How often it runs swrole for one call that fails. */
  readonly startsForError: number;
}

/** In the order of the file: another run changes only what it has found. */
const FIELDS = ['name', 'version', 'asksAgain', 'showsInstead', 'startsForError'];

const FILE = fileURLToPath(new URL('works-with.json', import.meta.url));
const README = fileURLToPath(new URL('../../README.md', import.meta.url));

const MARKED = /(?<=<!-- works with -->\n).*?(?=<!-- \/works with -->)/s;

/** What the file says. */
export function readFindings(): readonly Finding[] {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/**
 * Writes the file and the README. A program that this machine does not have keeps what the file says of it.
 *
 * @param names of all programs, in the order of the table
 */
export function writeFindings(found: readonly Finding[], names: readonly string[]): void {
  const all = [...found, ...readFindings()];
  const findings = names.flatMap((name) => all.find((each) => each.name === name) ?? []);
  writeFileSync(FILE, `${JSON.stringify(findings, FIELDS, 2)}\n`);
  const readme = readFileSync(README, 'utf8');
  writeFileSync(
    README,
    readme.replace(MARKED, () => `\n${worksWithTable(findings)}\n`),
  );
}

/** The table as the README has it. */
export function worksWithTable(findings: readonly Finding[]): string {
  return markdownTable(
    ['program', 'version', 'runs swrole again', 'after a failure', 'runs for a failure'],
    findings.map(({ name, version, asksAgain, showsInstead, startsForError }) => [
      ...[name, version, asksAgain],
      showsInstead === null ? 'shows why' : `shows only ${quoted(showsInstead)}`,
      String(startsForError),
    ]),
  );
}

/** What doctor has found, for people and for programs. */
import type { NamedFinding } from '../../doctor/find-problems.ts';
import { type Advice, LEVELS, type Level } from '../../doctor/finding.ts';
import { whereWords } from '../../doctor/place.ts';
import { safeText } from '../../safe-text.ts';
import { jsonText } from './json-text.ts';
import { paragraph } from './paragraph.ts';
import type { Style } from './style.ts';

/** The level stands before everything else. */
const INDENT = 9;

const COLOURS: Readonly<Record<Level, 'red' | 'yellow' | 'dim'>> = {
  error: 'red',
  warning: 'yellow',
  note: 'dim',
};

/** One finding: what, where, why, and what to do. */
export function findingLines(finding: NamedFinding, style: Style, width: number): string[] {
  const { level, what, where, why } = finding;
  const label = style[COLOURS[level]](level) + ' '.repeat(INDENT - level.length);
  const white = ' '.repeat(INDENT);
  return [
    ...paragraph(safeText(what), { width, first: label, indent: INDENT }),
    white + style.dim(safeText(whereWords(where))),
    ...paragraph(safeText(why), { width, first: white, indent: INDENT }),
    ...adviceLines(finding.advice, style, width),
  ];
}

/** Lines to write and commands to run are not broken, so that they can be copied. */
function adviceLines({ kind, text }: Advice, style: Style, width: number): string[] {
  const label = `${kind}: `;
  const first = ' '.repeat(INDENT) + style.bold(label);
  const indent = INDENT + label.length;
  if (kind === 'fix') return paragraph(safeText(text), { width, first, indent });
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + safeText(line));
}

/** How many there are of each level: `2 errors, 1 note`. */
export function summaryWords(findings: readonly NamedFinding[]): string {
  const counts = LEVELS.flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : `${count} ${level}${count === 1 ? '' : 's'}`;
  });
  return counts.join(', ');
}

/** A stable form: fields are added, never renamed. */
export function findingsDocument(findings: readonly NamedFinding[]): string {
  return jsonText({
    findings: findings.map(({ level, check, what, where, why, advice }) => ({
      level,
      check,
      what,
      where,
      why,
      write: advice.text,
    })),
  });
}

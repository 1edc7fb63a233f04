/** One finding of doctor, for people. */
import type { NamedFinding } from '../../doctor/find-problems.ts';
import type { Advice, Level } from '../../doctor/finding.ts';
import { whereWords } from '../../doctor/place.ts';
import { safeText } from '../../util/text.ts';
import { adviceWithTilde, withTilde } from './home-path.ts';
import { filledLines } from '../../ui/wrap.ts';
import { paragraph } from './paragraph.ts';
import type { Style } from './style.ts';

/** The level stands before everything else. */
const INDENT = 9;
const WHITE = ' '.repeat(INDENT);

/** Nobody reads a value of a million characters, and hardly any path or sentence has this many. */
const LONGEST = 500;

/** So many lines are named one by one. */
const NAMED_LINES = 3;

const COLOURS: Readonly<Record<Level, 'red' | 'yellow' | 'dim'>> = {
  error: 'red',
  warning: 'yellow',
  note: 'dim',
};

/** Where findings are shown. */
export interface Sheet {
  readonly style: Style;
  readonly width: number;
  /** Paths below it begin with `~`. */
  readonly home: string;
}

/** One finding: what, where, why, and what to do. `more` are those that differ from it by nothing but their line. */
export function findingLines(
  [finding, ...more]: readonly [NamedFinding, ...NamedFinding[]],
  { style, width, home }: Sheet,
): string[] {
  const { level, where, advice } = finding;
  const label = style[COLOURS[level]](level) + ' '.repeat(INDENT - level.length);
  const [what, why] = [finding.what, finding.why].map((text) => shown(withTilde(text, home)));
  return [
    ...filledLines((what ?? '').split(' '), width - INDENT).map(
      (line, index) => (index === 0 ? label : WHITE) + style.bold(line),
    ),
    WHITE + style.dim(shown(withTilde(whereWords(where), home)) + moreLines(more)),
    ...paragraph(why ?? '', { width, first: WHITE, indent: INDENT }),
    ...adviceLines(advice, { style, width, home }),
  ];
}

function shown(text: string): string {
  return safeText(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** Behind the place of the first, so that a terminal or an editor still opens that. */
function moreLines(more: readonly NamedFinding[]): string {
  const numbers = more.flatMap(({ where }) => ('line' in where ? where.line : []));
  if (numbers.length === 0) return '';
  const named = numbers.slice(0, NAMED_LINES).join(', ');
  const rest = numbers.length - NAMED_LINES;
  return ` (also line${numbers.length === 1 ? '' : 's'} ${named}${rest > 0 ? ` and ${rest} more` : ''})`;
}

/** Lines to write and commands to run are not broken and keep their paths, so that they can be copied. */
function adviceLines({ kind, text }: Advice, { style, width, home }: Sheet): string[] {
  const label = `${kind}: `;
  const first = WHITE + style.bold(label);
  const indent = INDENT + label.length;
  if (kind === 'fix')
    return paragraph(shown(adviceWithTilde(text, home)), { width, first, indent });
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + shown(line));
}

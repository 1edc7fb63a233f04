/**
 * Columns that give way until they fit: each time the one that costs the table the fewest lines, and of several the
 * widest. One long name is so wrapped before what stands in every row.
 */
import { truncateLines } from './wrap.ts';

/** What stands in a column, and how wide it is with nothing wrapped. */
export interface ColumnTexts {
  readonly texts: readonly string[];
  readonly width: number;
}

/**
 * The widths of columns that have so much room together.
 *
 * @param leastOf how narrow a column may become
 * @returns `undefined` if that is not narrow enough
 */
export function shrinkColumns<Column extends ColumnTexts>(
  room: number,
  columns: readonly Column[],
  leastOf: (column: Column) => number,
): readonly number[] | undefined {
  const widths = columns.map(({ width }) => width);
  const excess = sum(widths) - room;
  if (excess <= 0) return widths;
  if (sum(columns.map(leastOf)) > room) return undefined;
  let narrowing = columns.map((column) => narrowingTo(column.width, column, leastOf(column)));
  for (let step = 0; step < excess; step += 1) narrowing = narrowed(narrowing);
  return narrowing.map(({ width }) => width);
}

/** A column at a width: how many lines each text takes there, and at one less. */
interface Narrowing {
  readonly column: ColumnTexts;
  readonly minWidth: number;
  readonly width: number;
  readonly lines: readonly number[];
  readonly narrower: readonly number[];
}

function narrowingTo(width: number, column: ColumnTexts, minWidth: number): Narrowing {
  const lines = linesAt(column, width);
  return { column, minWidth, width, lines, narrower: linesAt(column, width - 1) };
}

function linesAt({ texts }: ColumnTexts, width: number): readonly number[] {
  return texts.map((text) => truncateLines(text, width).length);
}

/** With one column narrower by one. */
function narrowed(columns: readonly Narrowing[]): Narrowing[] {
  const costs = columns.map(({ width, minWidth }, index) =>
    width > minWidth ? heightWithout(columns, index) : Number.POSITIVE_INFINITY,
  );
  const lowest = Math.min(...costs);
  const widths = columns.map(({ width }, index) => (costs[index] === lowest ? width : 0));
  const chosen = widths.indexOf(Math.max(...widths));
  return columns.map((each, index) => {
    if (index !== chosen) return each;
    const { column, minWidth, width, narrower } = each;
    const next = linesAt(column, width - 2);
    return { column, minWidth, width: width - 1, lines: narrower, narrower: next };
  });
}

/** The lines of the table if this column is narrower; a row is as high as its highest cell. */
function heightWithout(columns: readonly Narrowing[], index: number): number {
  const cells = columns.map(({ lines, narrower }, each) => (each === index ? narrower : lines));
  const [first = [], ...others] = cells;
  const heights = first.map((lines, row) =>
    others.reduce((most, other) => Math.max(most, other[row] ?? 0), lines),
  );
  return sum(heights);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

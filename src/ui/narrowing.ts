/**
 * Shrinks table columns until they fit. Each step shrinks the column that adds the fewest lines to the table, and of several
 * the widest. So one long name wraps before a text that is in every row.
 */

import { truncateLines } from './wrap.ts';

/** The texts of a column, and its width without wrapping. */
export interface ColumnTexts {
  readonly texts: readonly string[];
  readonly width: number;
}

/**
 * The widths of the columns within the given total width.
 *
 * @param minWidthOf the minimum width of a column
 * @returns `undefined` if the minimum widths do not fit
 */
export function shrinkColumns<Column extends ColumnTexts>(
  room: number,
  columns: readonly Column[],
  minWidthOf: (column: Column) => number,
): readonly number[] | undefined {
  const widths = columns.map(({ width }) => width);
  const excess = sum(widths) - room;
  if (excess <= 0) return widths;
  if (sum(columns.map(minWidthOf)) > room) return undefined;
  let states = columns.map((column) => shrinkState(column.width, column, minWidthOf(column)));
  for (let step = 0; step < excess; step += 1) states = shrinkOne(states);
  return states.map(({ width }) => width);
}

/** A column at a width: how many lines each text takes at this width, and at one column less. */
interface ShrinkState {
  readonly column: ColumnTexts;
  readonly minWidth: number;
  readonly width: number;
  readonly lines: readonly number[];
  readonly narrower: readonly number[];
}

function shrinkState(width: number, column: ColumnTexts, minWidth: number): ShrinkState {
  const lines = linesAt(column, width);
  return { column, minWidth, width, lines, narrower: linesAt(column, width - 1) };
}

function linesAt({ texts }: ColumnTexts, width: number): readonly number[] {
  return texts.map((text) => truncateLines(text, width).length);
}

/** Shrinks one column by one. */
function shrinkOne(columns: readonly ShrinkState[]): ShrinkState[] {
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

/** The lines of the table with this column narrower; a row is as high as its highest cell. */
function heightWithout(columns: readonly ShrinkState[], index: number): number {
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

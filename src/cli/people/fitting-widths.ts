/** How wide the columns of a table are, so that it fits: those that may be wrapped give way, the widest first. */
import type { Row, Table } from './table.ts';
import { textWidth } from './text-width.ts';
import { wrap } from './wrap.ts';

/** Spaces between two columns. */
export const GAP = 2;

/** A note beside a name needs this much; below that, blocks read better. */
const NOTE = 24;

/** The width of each column; `undefined` if there is no way to fit. */
export function fittingWidths({ titles, wraps, rows }: Table, width: number): number[] | undefined {
  if (!hasRoomForNotes(rows, width)) return undefined;
  const texts = titles.map((title, index) => [
    title,
    ...rows.map(({ cells }) => cells[index]?.text ?? ''),
  ]);
  const widths = texts.map(widest);
  const least = texts.map((column, index) =>
    wraps.includes(titles[index] ?? '') ? longestWord(column) : widest(column),
  );
  let excess = sum(widths) + GAP * (widths.length - 1) - width;
  for (; excess > 0; excess -= 1) {
    const index = widestThatCanGive(widths, least);
    if (index < 0) return undefined;
    widths[index] = (widths[index] ?? 0) - 1;
  }
  // Words seldom fill a line: what is left over is not kept empty.
  return widths.map((each, index) =>
    widest((texts[index] ?? []).flatMap((text) => wrap(text, each))),
  );
}

function widestThatCanGive(widths: readonly number[], least: readonly number[]): number {
  const able = widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0));
  const most = Math.max(0, ...able);
  return most === 0 ? -1 : able.indexOf(most);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textWidth));
}

function longestWord([title = '', ...texts]: readonly string[]): number {
  return widest([title, ...texts.flatMap((text) => text.split(' '))]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function hasRoomForNotes(rows: readonly Row[], width: number): boolean {
  if (rows.every(({ note }) => note === undefined)) return true;
  return width - widest(rows.map(({ cells }) => cells[0]?.text ?? '')) - GAP >= NOTE;
}

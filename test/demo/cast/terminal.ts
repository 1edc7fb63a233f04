/** A terminal with colours: what stands in each of its cells, from when to when. Enough of one for what swrole and shells print. */
import type { Recording } from './recording.ts';

/** How a cell looks. A colour is a number of the palette (0 to 15) or `#rrggbb`. */
export interface Style {
  readonly color?: number | string;
  readonly background?: number | string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

/** Text of one style in a row that stood there from one time to another; `to` is absent if it stands there at the end. */
export interface Span {
  readonly row: number;
  readonly column: number;
  readonly text: string;
  readonly style: Style;
  readonly from: number;
  readonly to: number | undefined;
}

interface Cell {
  readonly character: string;
  readonly style: Style;
  readonly from: number;
}

interface Cursor {
  row: number;
  column: number;
}

/** Escape sequences with their parameters and end, or one character. */
const PARTS = /\x1b\[([0-9;?]*)([@-~])|\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b([ -/]*[0-~])|./gsu;

/**
 * Plays a recording.
 *
 * @throws Error for an escape sequence that it does not know, and if a line leaves the screen: nothing scrolls
 */
export function play({ width, height, events }: Recording): readonly Span[] {
  const spans: Span[] = [];
  const rows: (Cell | undefined)[][] = Array.from({ length: height }, () => []);
  let cursor: Cursor = { row: 0, column: 0 };
  let saved = cursor;
  let style: Style = {};

  const set = (at: number, row: number, column: number, cell: Omit<Cell, 'from'> | undefined) => {
    const cells = rows[row];
    if (!cells) throw new Error(`row ${row + 1} is not on the screen of ${height} rows`);
    const old = cells[column];
    if (old && cell && old.character === cell.character && same(old.style, cell.style)) return;
    if (old && at > old.from) spans.push(spanOf(row, column, old, at));
    cells[column] = cell && { ...cell, from: at };
  };
  const erase = (at: number, row: number, from: number, to = width) => {
    for (let column = from; column < to; column++) set(at, row, column, undefined);
  };
  const print = (at: number, character: string) => {
    if (cursor.column === width) cursor = { row: cursor.row + 1, column: 0 };
    const { row, column } = cursor;
    const isBlank = character === ' ' && style.background === undefined && !style.inverse;
    set(at, row, column, isBlank ? undefined : { character, style });
    cursor = { row, column: column + 1 };
  };
  const move = (rowsDown: number, columnsRight: number) => {
    cursor = {
      row: Math.max(0, cursor.row + rowsDown),
      column: Math.min(Math.max(0, cursor.column + columnsRight), width - 1),
    };
  };
  const control = (at: number, parameters: string, final: string) => {
    const numbers = parameters.split(';').map(Number);
    const [first = 0, second = 0] = numbers;
    const count = first || 1;
    const below = () => {
      for (let row = cursor.row + 1; row < height; row++) erase(at, row, 0);
    };
    const actions: Record<string, () => void> = {
      A: () => move(-count, 0),
      B: () => move(count, 0),
      C: () => move(0, count),
      D: () => move(0, -count),
      G: () => {
        cursor = { ...cursor, column: count - 1 };
      },
      H: () => {
        cursor = { row: count - 1, column: (second || 1) - 1 };
      },
      K: () =>
        erase(at, cursor.row, first === 0 ? cursor.column : 0, first === 1 ? cursor.column : width),
      J: () => {
        erase(at, cursor.row, first === 2 ? 0 : cursor.column);
        below();
      },
      m: () => {
        style = styleAfter(style, numbers);
      },
      // Modes: cursor shown or hidden, pasting in brackets.
      h: () => {},
      l: () => {},
    };
    const action = actions[final];
    if (!action) throw new Error(`the cast does not know the sequence ESC [ ${parameters}${final}`);
    action();
  };

  for (const [at, , data] of events)
    for (const [part, parameters, final, , short] of data.matchAll(PARTS)) {
      if (final !== undefined) control(at, parameters ?? '', final);
      else if (short === '7') saved = cursor;
      else if (short === '8') cursor = saved;
      else if (short === 'D' || part === '\n') cursor = { ...cursor, row: cursor.row + 1 };
      else if (part === '\r') cursor = { ...cursor, column: 0 };
      else if (part === '\b') move(0, -1);
      else if (!part.startsWith('\x1b') && part >= ' ') print(at, part);
    }
  for (const [row, cells] of rows.entries())
    for (const [column, cell] of cells.entries())
      if (cell) spans.push(spanOf(row, column, cell, undefined));
  return joined(spans);
}

function spanOf(row: number, column: number, cell: Cell, to: number | undefined): Span {
  return { row, column, text: cell.character, style: cell.style, from: cell.from, to };
}

function same(one: Style, other: Style): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Neighbours of the same style and times become one span, also over one space. */
function joined(cells: readonly Span[]): readonly Span[] {
  const order = (one: Span, other: Span) =>
    one.from - other.from ||
    (one.to ?? 1e9) - (other.to ?? 1e9) ||
    one.row - other.row ||
    one.column - other.column;
  const spans: Span[] = [];
  for (const cell of [...cells].sort(order)) {
    const last = spans.at(-1);
    const gap = last && last.row === cell.row ? cell.column - last.column - last.text.length : -1;
    const fits =
      last && last.from === cell.from && last.to === cell.to && same(last.style, cell.style);
    if (last && fits && (gap === 0 || gap === 1))
      spans[spans.length - 1] = { ...last, text: last.text + ' '.repeat(gap) + cell.text };
    else spans.push(cell);
  }
  return spans;
}

/** Select Graphic Rendition (ECMA-48, 8.3.117), with the colours of xterm. */
function styleAfter(before: Style, numbers: readonly number[]): Style {
  let style = { ...before };
  const rest = [...numbers];
  for (let code = rest.shift(); code !== undefined; code = rest.shift()) {
    if (code === 0) style = {};
    else if (code === 1) style = { ...style, bold: true };
    else if (code === 2) style = { ...style, dim: true };
    else if (code === 22) style = without(style, 'bold', 'dim');
    else if (code === 7) style = { ...style, inverse: true };
    else if (code === 27) style = without(style, 'inverse');
    else if (code === 38 || code === 48) {
      const color = extendedColor(rest);
      style = { ...style, [code === 38 ? 'color' : 'background']: color };
    } else if (code === 39) style = without(style, 'color');
    else if (code === 49) style = without(style, 'background');
    else if (code >= 30 && code <= 37) style = { ...style, color: code - 30 };
    else if (code >= 90 && code <= 97) style = { ...style, color: code - 82 };
    else if (code >= 40 && code <= 47) style = { ...style, background: code - 40 };
  }
  return style;
}

function without(style: Style, ...names: readonly (keyof Style)[]): Style {
  return Object.fromEntries(
    Object.entries(style).filter(([name]) => !names.includes(name as keyof Style)),
  );
}

/** `5;N` is of the palette, `2;R;G;B` is itself. */
function extendedColor(rest: number[]): number | string {
  if (rest.shift() === 5) return (rest.shift() ?? 7) % 16;
  const hex = rest.splice(0, 3).map((part) => part.toString(16).padStart(2, '0'));
  return `#${hex.join('')}`;
}

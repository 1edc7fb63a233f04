/** The picker: a dialog that selects one of many choices by a typed filter and the arrow keys. */

import type { Style } from '../ui/format.ts';
import { textWidth, truncate, truncateLeft, truncateWords } from '../ui/format.ts';
import { safeText } from '../util/text.ts';
import { type Dialog, editText, endingOf, type Size, type Step } from './dialog.ts';

/** A text of a row. It may be unsafe: the picker escapes it. */
export interface ChoiceCell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

/** Something to choose. */
export interface Choice {
  readonly name: string;
  /** More text that a filter finds, such as an account number. */
  readonly also: string;
}

/** What a picker shows of its choices. */
export interface PickerTexts<C extends Choice> {
  readonly title: string;
  /** The row of a choice, the cell with its name first. It is asked only for rows that are shown. */
  cells(choice: C, style: Style, isMarked: boolean): readonly ChoiceCell[];
  /** The cells to leave out if the terminal is too narrow, by their position, the first one first. */
  readonly dispensable: readonly number[];
  /** Whether nothing stays on the terminal after the answer. */
  readonly isSilent?: boolean;
  /** A line below the rows. */
  readonly note?: string | undefined;
  /** What a mark in these rows means, beside the keys; `undefined` if they have none. */
  legend?(shown: readonly C[]): string | undefined;
}

/** The typed filter, and the marked one of the matching choices. */
export interface Picker<C extends Choice> {
  readonly choices: readonly C[];
  readonly filter: string;
  readonly marked: number;
}

/**
 * The dialog.
 *
 * @param choices at least one, in the order in which they are offered
 * @param filter what has been typed already
 */
export function picker<C extends Choice>(
  choices: readonly C[],
  texts: PickerTexts<C>,
  filter = '',
): Dialog<Picker<C>, C> {
  return {
    start: { choices, filter, marked: 0 },
    press,
    lines: (state, size, style) => pickerLines(state, texts, size, style),
    summary: ({ name }) => (texts.isSilent ? '' : `${texts.title}: ${name}`),
  };
}

// The filter: every word of it must fit, in any order.

/**
 * The choices that a filter fits, the best ones first; of equally good ones the order stays. Where some have the words as they
 * are, those are not listed that only have their letters: `prod` is not meant to find `payroll-dev`.
 */
export function matchingChoices<C extends Choice>(
  choices: readonly C[],
  filter: string,
): readonly C[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return choices;
  const scored = choices.flatMap((choice) => {
    const scores = words.map((word) => score(word, choice));
    const worst = Math.max(...scores);
    const total = scores.reduce((sum, each) => sum + each, 0);
    return Number.isFinite(worst) ? [{ choice, total, isWhole: worst < SCATTERED }] : [];
  });
  const whole = scored.filter(({ isWhole }) => isWhole);
  return (whole.length > 0 ? whole : scored)
    .sort((a, b) => a.total - b.total)
    .map(({ choice }) => choice);
}

/** The least score of a word of which only the letters are there. */
const SCATTERED = 5;

/** How badly a word fits; infinity if it does not. */
function score(word: string, { name, also }: Choice): number {
  const whole = name.toLowerCase();
  if (whole === word) return 0;
  if (whole.startsWith(word)) return 1;
  const starts = beginnings(name);
  if (starts.some((at) => whole.startsWith(word, at))) return 2;
  if (whole.includes(word)) return 3;
  if (also.toLowerCase().includes(word)) return 4;
  return SCATTERED + gapsOf(word, whole, new Set(starts));
}

/** Where the words of a name begin: `project-prodEU` has three. */
function beginnings(name: string): readonly number[] {
  return [...name.matchAll(/[A-Z]?[a-z]+|[A-Z]+|\d+|[^\x00-\x7f]+/g)].map(({ index }) => index);
}

/** How many other letters are between the letters of a word, where they are closest; one more if no word begins there. */
function gapsOf(word: string, name: string, starts: ReadonlySet<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = name.indexOf(word.charAt(0)); at >= 0; at = name.indexOf(word.charAt(0), at + 1)) {
    const end = endOfLetters(word, name, at);
    if (end === undefined) break;
    least = Math.min(least, end - at - word.length + (starts.has(at) ? 0 : 1));
  }
  return least;
}

/** The end of the letters of a word from a position on; `undefined` if they are not all there. */
function endOfLetters(word: string, name: string, start: number): number | undefined {
  let at = start;
  for (const letter of word) {
    const found = name.indexOf(letter, at);
    if (found < 0) return undefined;
    at = found + letter.length;
  }
  return at;
}

// The keys.

const UP = new Set(['\x1b[A', '\x1bOA', '\x10']);
const DOWN = new Set(['\x1b[B', '\x1bOB', '\x0e', '\t']);

/** Applies a key. */
export function press<C extends Choice>(state: Picker<C>, key: string): Step<Picker<C>, C> {
  const ending = endingOf(key);
  if (ending) return { picked: ending };
  if (UP.has(key)) return moveMark(state, -1);
  if (DOWN.has(key)) return moveMark(state, 1);
  if (key === '\r' || key === '\n') return selectMarked(state);
  const filter = editText(state.filter, key);
  return filter === undefined ? state : { ...state, filter, marked: 0 };
}

function moveMark<C extends Choice>(state: Picker<C>, by: number): Picker<C> {
  const { length } = matchingChoices(state.choices, state.filter);
  return { ...state, marked: length && (state.marked + by + length) % length };
}

function selectMarked<C extends Choice>({ choices, filter, marked }: Picker<C>) {
  const choice = matchingChoices(choices, filter)[marked];
  return choice === undefined ? { choices, filter, marked } : { picked: choice };
}

// The lines: the filter, the rows, and which keys there are.

const KEYS = 'type to filter; Enter: take; Esc: leave';
const SHORT_KEYS = 'Enter: take; Esc: leave';

/** The longest list that is shown: for more, typing a filter is faster. */
const MAX_ROWS = 10;

/** Spaces between two cells. */
const GAP = 2;

/** The lines of the dialog; the first one ends with the filter. There are never more than the terminal has. */
export function pickerLines<C extends Choice>(
  { choices, filter, marked }: Picker<C>,
  texts: PickerTexts<C>,
  size: Size,
  style: Style,
): string[] {
  const matching = matchingChoices(choices, filter);
  const width = size.columns - 1;
  const notes = texts.note === undefined ? [] : [style.dim(truncateWords(texts.note, width))];
  const count = Math.max(1, Math.min(MAX_ROWS, size.rows - 3 - notes.length));
  const first = Math.max(0, Math.min(marked - count + 1, matching.length - count));
  const shown = matching.slice(first, first + count);
  const list = choiceRows(shown, texts, width - 2, style, marked - first).map((row, index) =>
    first + index === marked ? `${style.bold('>')} ${row}` : `  ${row}`,
  );
  const hidden = matching.length - shown.length;
  return [
    truncateLeft(`${texts.title}: ${safeText(filter)}`, width),
    ...(list.length > 0 ? list : ['  nothing fits']),
    ...notes,
    style.dim(footer(hidden, width, texts.legend?.(shown))),
  ].slice(0, Math.max(1, size.rows));
}

function footer(hidden: number, width: number, legend: string | undefined): string {
  const more = hidden > 0 ? `${hidden} more; ` : '';
  const meaning = legend === undefined ? '' : `; ${legend}`;
  const texts = [KEYS + meaning, SHORT_KEYS + meaning, KEYS, SHORT_KEYS].map((text) => more + text);
  return texts.find((text) => textWidth(text) <= width) ?? truncate(more + SHORT_KEYS, width);
}

const safeCell = ({ text, paint }: ChoiceCell): ChoiceCell => ({ text: safeText(text), paint });

/**
 * The rows of choices with aligned cells, each within the width.
 *
 * @param marked the position of the marked one
 */
export function choiceRows<C extends Choice>(
  choices: readonly C[],
  { cells, dispensable }: PickerTexts<C>,
  width: number,
  style: Style,
  marked?: number,
): readonly string[] {
  const rows = choices.map((choice, at) => cells(choice, style, at === marked).map(safeCell));
  const widths = (rows[0] ?? []).map((_, at) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[at]?.text ?? '')), 0),
  );
  const shown = shownColumns(widths, dispensable, width);
  return rows.map((row) => rowText(row, widths, shown, width));
}

/** The positions of the cells that have a text in some row, as many as fit beside each other; at least one stays. */
function shownColumns(
  widths: readonly number[],
  dispensable: readonly number[],
  width: number,
): readonly number[] {
  const used = [...widths.keys()].filter((at) => widths[at] !== 0);
  const isTooWide = (columns: readonly number[]) =>
    columns.reduce((sum, at) => sum + (widths[at] ?? 0) + GAP, -GAP) > width;
  return dispensable.reduce<readonly number[]>(
    (columns, least) => (isTooWide(columns) ? columns.filter((at) => at !== least) : columns),
    used,
  );
}

function rowText(
  row: readonly ChoiceCell[],
  widths: readonly number[],
  columns: readonly number[],
  width: number,
): string {
  const last = columns.findLast((at) => row[at]?.text);
  let text = '';
  let room = width;
  for (const at of columns) {
    const { text: whole = '', paint = (plain: string) => plain } = row[at] ?? {};
    const cut = truncate(whole, room);
    text += paint(cut);
    if (at === last || room <= (widths[at] ?? 0) + GAP) break;
    text += ' '.repeat((widths[at] ?? 0) - textWidth(cut) + GAP);
    room -= (widths[at] ?? 0) + GAP;
  }
  return text;
}

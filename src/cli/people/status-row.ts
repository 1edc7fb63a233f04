/**
 * One row of text on a terminal that can be taken away again. Nothing of the terminal is changed for it (no mode, no
 * scrolling region), so that there is nothing to restore, however swrole ends.
 */
import { safeText } from '../../util/text.ts';
import type { StatusTerminal } from './controlling-terminal.ts';
import { cut } from './cut.ts';

/** A place for a text. */
export interface StatusRow {
  /** Shows the text in the place of what it showed before, if that can be now. */
  show(text: string): void;
  /** Takes the text away; harmless where there is none. */
  erase(): void;
}

/** Back to the first column, and away with what stands there. */
const ERASE_ROW = '\r\x1b[K';

/** The row of the cursor, which nobody else uses meanwhile. */
export function rowAtCursor(terminal: StatusTerminal, columns: () => number): StatusRow {
  let shown: string | undefined;
  const change = (text: string | undefined) => {
    if (text === shown) return;
    const isOurs = terminal.isOurs();
    if (isOurs)
      terminal.write(text === undefined ? ERASE_ROW : ERASE_ROW + fitted(text, columns()));
    shown = isOurs ? text : undefined;
  };
  return { show: change, erase: () => change(undefined) };
}

/** Away with what stands right of the cursor and below it: our row, also when the cursor has come down into it. */
const ERASE_BELOW = '\x1b[J';

/**
 * Makes room for a row below the cursor, and keeps the place of the cursor. Without `\n` and `\r`, at which the terminal
 * would let what is typed in between.
 */
const ROOM_BELOW = '\x1b[J\x1bD\x1b[A';
const [SAVE_CURSOR, ROW_BELOW, RESTORE_CURSOR] = ['\x1b7', '\x1b[B\x1b[G', '\x1b8'];

/** Milliseconds: by then what a program has written meanwhile is not mixed with our row any more. */
const STALE = 450;

/**
 * The row below the cursor, for while a program runs that may use the terminal: what it shows or asks stays where it is.
 * Where it takes keys one by one it may have drawn the whole screen, and nothing is touched. A password's row is left
 * alone.
 *
 * What stays of it: if the program has been silent and then writes several rows at once, the second one keeps the end of
 * our text if it is shorter.
 *
 * @param now a clock that only goes forward
 */
export function rowBelowCursor(
  terminal: StatusTerminal,
  columns: () => number,
  now: () => number,
): StatusRow {
  let isShown = false;
  let looked: { readonly text: string; readonly at: number } | undefined;
  const draw = (text: string) => {
    const row = SAVE_CURSOR + ROW_BELOW + fitted(text, columns()) + RESTORE_CURSOR;
    terminal.write(ROOM_BELOW + row);
    isShown = true;
  };
  const erase = () => {
    if (isShown && terminal.isOurs()) terminal.write(ERASE_BELOW);
    isShown = false;
  };
  const show = (text: string) => {
    if (text === looked?.text && now() - looked.at < STALE) return;
    looked = { text, at: now() };
    const mode = terminal.isOurs() ? terminal.inputMode() : 'keys';
    if (mode === 'lines') draw(text);
    if (mode === 'hidden-lines') erase();
  };
  return { show, erase };
}

/** A full row would move the cursor on some terminals. */
function fitted(text: string, columns: number): string {
  return cut(`swrole: ${safeText(text)}`, columns - 1);
}

/**
 * The status line on the terminal: it shows what swrole waits for. It appears after a moment, updates in place, and disappears
 * without trace when the wait has ended or swrole shows anything else.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, constants, writeSync } from 'node:fs';
import { isInTerminalForeground } from '../process/foreground.ts';
import type { Disposer, Output, Reporter, StatusPlace } from '../system.ts';
import { truncate } from '../ui/format.ts';
import { ownLine } from '../util/text.ts';
import { openDevice } from './tty.ts';

/** Milliseconds before a wait is shown: most waits are shorter. */
const PATIENCE = 300;
/** Milliseconds between two updates. */
const TICK = 150;

/** The status line and its controls. */
export interface StatusLine extends Pick<Reporter, 'showProgress'> {
  /** Leaves the terminal to a question or a child until the returned function is called. */
  suspend(): Disposer;
  /** Erases the line, because other output follows. */
  erase(): void;
}

/** The clock that the line needs. */
export interface Clock {
  /** Milliseconds that never go back. */
  now(): number;
  /** Runs `work` at this interval until the returned function is called. Does not keep the process alive. */
  every(milliseconds: number, work: () => void): Disposer;
}

const systemClock: Clock = {
  now: () => performance.now(),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

interface Wait {
  readonly message: () => string | undefined;
  readonly place: StatusPlace;
  readonly since: number;
}

/** A status line on the controlling terminal, as wide as the output that goes there. */
export function createStatusLine(
  output: Pick<Output, 'columns'>,
  terminal: StatusTerminal = controllingTerminal,
  clock: Clock = systemClock,
): StatusLine {
  const waits = new Set<Wait>();
  const columns = () => output.columns;
  const rows: Record<StatusPlace, StatusRow> = {
    'at-cursor': rowAtCursor(terminal, columns),
    'below-cursor': rowBelowCursor(terminal, columns, clock.now),
  };
  let suspensions = 0;
  let stopTicks: Disposer | undefined;

  function erase(): void {
    for (const row of Object.values(rows)) row.erase();
  }

  /** The wait to show: a running program, because it uses the cursor's row; otherwise the newest wait. */
  function currentWait(): Wait | undefined {
    const all = [...waits].reverse();
    const program = all.find(({ place }) => place === 'below-cursor');
    const isDue = ({ since }: Wait) => clock.now() - since >= PATIENCE;
    return (program === undefined ? all : [program]).find(isDue);
  }

  function show(): void {
    const { message, place = 'at-cursor' } = currentWait() ?? {};
    const text = place === 'at-cursor' && suspensions > 0 ? undefined : message?.();
    if (text === undefined) erase();
    else rows[place].show(text);
  }

  function begin(wait: Wait): Disposer {
    erase();
    waits.add(wait);
    stopTicks ??= clock.every(TICK, show);
    return once(() => {
      waits.delete(wait);
      erase();
      if (waits.size > 0) return;
      stopTicks?.();
      stopTicks = undefined;
    });
  }

  return {
    showProgress: (message, place = 'at-cursor') => begin({ message, place, since: clock.now() }),
    suspend: () => {
      suspensions += 1;
      erase();
      return once(() => {
        suspensions -= 1;
      });
    },
    erase,
  };
}

function once(work: () => void): Disposer {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

// Rows of text that can be erased again. They change nothing of the terminal (no mode, no scrolling region), so there is
// nothing to restore, in whatever way swrole ends.

/** A row for a text. */
interface StatusRow {
  /** Shows the text instead of the previous one, if the terminal allows it now. */
  show(text: string): void;
  /** Erases the text; does nothing if there is none. */
  erase(): void;
}

/** Moves to the first column and erases the row. */
const ERASE_ROW = '\r\x1b[K';

/** The row of the cursor, while no other program uses it. */
function rowAtCursor(terminal: StatusTerminal, columns: () => number): StatusRow {
  let shown: string | undefined;
  const change = (text: string | undefined) => {
    if (text === shown) return;
    const isOurs = terminal.isOurs();
    if (isOurs)
      terminal.write(text === undefined ? ERASE_ROW : ERASE_ROW + fitToRow(text, columns()));
    shown = isOurs ? text : undefined;
  };
  return { show: change, erase: () => change(undefined) };
}

/** Erases everything right of the cursor and below it: our row, even if the cursor has moved into it. */
const ERASE_BELOW = '\x1b[J';

/**
 * Makes room for a row below the cursor, and keeps the position of the cursor. Without `\n` and `\r`, because at these the
 * terminal would insert typed keys.
 */
const ROOM_BELOW = '\x1b[J\x1bD\x1b[A';
const [SAVE_CURSOR, ROW_BELOW, RESTORE_CURSOR] = ['\x1b7', '\x1b[B\x1b[G', '\x1b8'];

/** Milliseconds until an unchanged text is drawn again: by then it no longer mixes with what the program wrote meanwhile. */
const REDRAW_AFTER = 450;

/**
 * The row below the cursor, while a program runs that may use the terminal: the program's own output and questions stay where
 * they are. If the program reads single keys, it may have drawn the whole screen, so this row changes nothing. While the
 * program reads a password, this row is empty.
 *
 * Known limit: if the program writes several rows at once after a silence, and its second row is shorter than our text, the
 * end of our text stays in that row.
 *
 * @param now a clock that never goes back
 */
function rowBelowCursor(
  terminal: StatusTerminal,
  columns: () => number,
  now: () => number,
): StatusRow {
  let isShown = false;
  let requested: { readonly text: string; readonly at: number } | undefined;
  const draw = (text: string) => {
    const row = SAVE_CURSOR + ROW_BELOW + fitToRow(text, columns()) + RESTORE_CURSOR;
    terminal.write(ROOM_BELOW + row);
    isShown = true;
  };
  const erase = () => {
    if (isShown && terminal.isOurs()) terminal.write(ERASE_BELOW);
    isShown = false;
  };
  const show = (text: string) => {
    if (text === requested?.text && now() - requested.at < REDRAW_AFTER) return;
    requested = { text, at: now() };
    const mode = terminal.isOurs() ? terminal.inputMode() : 'keys';
    if (mode === 'lines') draw(text);
    if (mode === 'hidden-lines') erase();
  };
  return { show, erase };
}

/** One column stays free: on some terminals a full row would move the cursor. */
function fitToRow(text: string, columns: number): string {
  return truncate(ownLine(text), columns - 1);
}

// The controlling terminal for the status line: writes never block, and its modes are only read.

/**
 * How a terminal takes input: visible lines, hidden lines (a password), or single keys, as for programs that draw the screen.
 * Unknown counts as `keys`.
 */
export type InputMode = 'lines' | 'hidden-lines' | 'keys';

/** What the status line needs of a terminal. */
interface StatusTerminal {
  /** Whether this job has the terminal: in the background, its rows belong to the shell. */
  isOurs(): boolean;
  inputMode(): InputMode;
  write(text: string): void;
}

/** The terminal of this process; without a terminal, nothing happens. */
const controllingTerminal: StatusTerminal = {
  isOurs: isInTerminalForeground,
  inputMode: () => withTerminal(constants.O_RDONLY, 'keys', modeOf),
  // O_NONBLOCK, because a terminal held with Ctrl-S would block; text that cannot be written now is dropped.
  write: (text) =>
    withTerminal(constants.O_WRONLY | (constants.O_NONBLOCK ?? 0), undefined, (terminal) => {
      writeSync(terminal, text);
    }),
};

function withTerminal<T>(flags: number, otherwise: T, work: (terminal: number) => T): T {
  let terminal: number | undefined;
  try {
    terminal = openDevice(flags | constants.O_NOCTTY);
    return work(terminal);
  } catch {
    return otherwise; // there is no terminal, it is lost, or it takes no text now
  } finally {
    if (terminal !== undefined) closeSync(terminal);
  }
}

/** Milliseconds for `stty`, which usually ends at once. */
const STTY_TIME_LIMIT = 500;

/** Reads the mode with `stty -a`: POSIX defines its words, and a `-` means off. Node has no call for it. */
function modeOf(terminal: number): InputMode {
  const stdio = [terminal, 'pipe', 'ignore'] as const;
  const { stdout } = spawnSync('stty', ['-a'], {
    stdio: [...stdio],
    encoding: 'utf8',
    timeout: STTY_TIME_LIMIT,
  });
  const words = (stdout ?? '').split(/[\s;]+/);
  if (!words.includes('icanon')) return 'keys';
  return words.includes('echo') ? 'lines' : 'hidden-lines';
}

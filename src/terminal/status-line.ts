/**
 * The one line that tells a person at the terminal for what swrole waits: after a moment, in place, and gone without trace
 * as soon as it is over or anything else is to be shown.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { isInTerminalForeground } from '../process/foreground.ts';
import type { Disposer, Reporter, StatusPlace } from '../reporter.ts';
import type { Output } from '../system.ts';
import { truncate } from '../ui/wrap.ts';
import { safeText } from '../util/text.ts';

/** Milliseconds: most waits are over before anybody wonders. */
const PATIENCE = 300;
/** Milliseconds between two looks at what there is to say. */
const TICK = 150;

/** The line, and what is in its way. */
export interface StatusLine extends Pick<Reporter, 'showProgress'> {
  /** The terminal is somebody else's until the function that is returned is called: a question's, or a child's. */
  suspend(): Disposer;
  /** Takes the line away, because something else is about to be written. */
  erase(): void;
}

/** Time as the line needs it. */
export interface Clock {
  /** Milliseconds, which only ever grow. */
  now(): number;
  /** Does the work every so many milliseconds, until the function that is returned is called. Keeps no process alive. */
  every(milliseconds: number, work: () => void): Disposer;
}

const realClock: Clock = {
  now: () => performance.now(),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

interface Wait {
  readonly words: () => string | undefined;
  readonly place: StatusPlace;
  readonly since: number;
}

/** A line on the controlling terminal, as wide as the output that goes there. */
export function createStatusLine(
  output: Pick<Output, 'columns'>,
  terminal: StatusTerminal = controllingTerminal,
  clock: Clock = realClock,
): StatusLine {
  const waits = new Set<Wait>();
  const columns = () => output.columns;
  const rows: Record<StatusPlace, StatusRow> = {
    'at-cursor': rowAtCursor(terminal, columns),
    'below-cursor': rowBelowCursor(terminal, columns, clock.now),
  };
  let asides = 0;
  let stopTicks: Disposer | undefined;

  function erase(): void {
    for (const row of Object.values(rows)) row.erase();
  }

  /** A program that runs has the cursor's row. Of several waits else, the one that was begun last. */
  function due(): Wait | undefined {
    const all = [...waits].reverse();
    const program = all.find(({ place }) => place === 'below-cursor');
    const isDue = ({ since }: Wait) => clock.now() - since >= PATIENCE;
    return (program === undefined ? all : [program]).find(isDue);
  }

  function show(): void {
    const { words, place = 'at-cursor' } = due() ?? {};
    const text = place === 'at-cursor' && asides > 0 ? undefined : words?.();
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
    showProgress: (words, place = 'at-cursor') => begin({ words, place, since: clock.now() }),
    suspend: () => {
      asides += 1;
      erase();
      return once(() => {
        asides -= 1;
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

// One row of text on a terminal that can be taken away again. Nothing of the terminal is changed for it (no mode, no
// scrolling region), so that there is nothing to restore, however swrole ends.

/** A place for a text. */
interface StatusRow {
  /** Shows the text in the place of what it showed before, if that can be now. */
  show(text: string): void;
  /** Takes the text away; harmless where there is none. */
  erase(): void;
}

/** Back to the first column, and away with what stands there. */
const ERASE_ROW = '\r\x1b[K';

/** The row of the cursor, which nobody else uses meanwhile. */
function rowAtCursor(terminal: StatusTerminal, columns: () => number): StatusRow {
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
function rowBelowCursor(
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
  return truncate(`swrole: ${safeText(text)}`, columns - 1);
}

// The controlling terminal as the status of a wait meets it: written to without a wait, and only looked at.

/**
 * How a terminal takes what is typed: whole lines that are seen, whole lines that are not (a password), or key by key, as
 * programs that draw the screen want it. What cannot be found out counts as the last.
 */
export type InputMode = 'lines' | 'hidden-lines' | 'keys';

/** What a status needs of a terminal. */
interface StatusTerminal {
  /** Whether it is this job's: in the background, its rows are the shell's. */
  isOurs(): boolean;
  inputMode(): InputMode;
  write(text: string): void;
}

/** The terminal of this process; without one, nothing happens. */
const controllingTerminal: StatusTerminal = {
  isOurs: isInTerminalForeground,
  inputMode: () => withTerminal(constants.O_RDONLY, 'keys', modeOf),
  // Never blocks, as a terminal held with Ctrl-S would do; what cannot be written is not worth a wait.
  write: (text) =>
    withTerminal(constants.O_WRONLY | (constants.O_NONBLOCK ?? 0), undefined, (terminal) => {
      writeSync(terminal, text);
    }),
};

function withTerminal<T>(flags: number, otherwise: T, work: (terminal: number) => T): T {
  let terminal: number | undefined;
  try {
    terminal = openSync('/dev/tty', flags | constants.O_NOCTTY);
    return work(terminal);
  } catch {
    return otherwise; // there is none, it has gone, or it takes nothing now
  } finally {
    if (terminal !== undefined) closeSync(terminal);
  }
}

/** Milliseconds for a program that ends at once. */
const TIME_LIMIT = 500;

/** POSIX names the words of `stty -a`; one that is off has a `-` in front. Node has no call for it. */
function modeOf(terminal: number): InputMode {
  const stdio = [terminal, 'pipe', 'ignore'] as const;
  const { stdout } = spawnSync('stty', ['-a'], {
    stdio: [...stdio],
    encoding: 'utf8',
    timeout: TIME_LIMIT,
  });
  const words = (stdout ?? '').split(/[\s;]+/);
  if (!words.includes('icanon')) return 'keys';
  return words.includes('echo') ? 'lines' : 'hidden-lines';
}

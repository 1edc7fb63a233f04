/**
 * The one line that tells a person at the terminal for what swrole waits: after a moment, in place, and gone without trace
 * as soon as it is over or anything else is to be shown.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { isInTerminalForeground } from '../../run/terminal-foreground.ts';
import { safeText } from '../../safe-text.ts';
import type { Output } from '../../system.ts';
import type { Done, Witness } from '../../witness.ts';

/** Milliseconds: most waits are over before anybody wonders. */
const PATIENCE = 300;
/** Milliseconds between two looks at what there is to say. */
const TICK = 150;

/** Back to the first column, and away with what stands there. */
const ERASE = '\r\x1b[K';

/** The line, and what is in its way. */
export interface WaitingLine extends Pick<Witness, 'waiting'> {
  /** The terminal is somebody else's until the function that is returned is called: a question's, or a child's. */
  standAside(): Done;
  /** Takes the line away, because something else is about to be written. */
  erase(): void;
}

interface Wait {
  readonly words: () => string | undefined;
  readonly since: number;
}

/** A line on the controlling terminal, as wide as the stream that goes there. */
export function waitingLine({ columns }: Pick<Output, 'columns'>): WaitingLine {
  const waits = new Set<Wait>();
  let asides = 0;
  let shown: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  /** What there is to say now: of several waits, the one that was begun last. */
  function words(): string | undefined {
    const due = [...waits].filter(({ since }) => performance.now() - since >= PATIENCE);
    return asides > 0 ? undefined : due.at(-1)?.words();
  }

  function show(text: string | undefined): void {
    if (text === shown) return;
    // The line of a job in the background belongs to the shell.
    const isOurs = isInTerminalForeground();
    if (isOurs) write(text === undefined ? ERASE : ERASE + fitted(text, columns));
    shown = isOurs ? text : undefined;
  }

  function begin(wait: Wait): Done {
    waits.add(wait);
    timer ??= setInterval(() => show(words()), TICK).unref();
    return () => {
      if (!waits.delete(wait)) return;
      show(undefined);
      if (waits.size === 0) clearInterval(timer);
      if (waits.size === 0) timer = undefined;
    };
  }

  return {
    waiting: (said) => begin({ words: said, since: performance.now() }),
    standAside: () => {
      asides += 1;
      show(undefined);
      return once(() => {
        asides -= 1;
      });
    },
    erase: () => show(undefined),
  };
}

function once(work: () => void): Done {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

/** A full line would move the cursor on some terminals. Most characters beyond ASCII may be two columns wide. */
function fitted(text: string, columns: number): string {
  const line = `swrole: ${safeText(text)}`;
  let room = columns - 1;
  let kept = '';
  for (const character of line) {
    room -= character <= '~' || character === '…' ? 1 : 2;
    if (room < 0) return `${[...kept].slice(0, -1).join('')}…`;
    kept += character;
  }
  return kept;
}

const FLAGS = constants.O_WRONLY | constants.O_NOCTTY | (constants.O_NONBLOCK ?? 0);

/** Never blocks, as a terminal held with Ctrl-S would do; what cannot be written is not worth a wait. */
function write(text: string): void {
  let terminal: number | undefined;
  try {
    terminal = openSync('/dev/tty', FLAGS);
    writeSync(terminal, text);
  } catch {
    // The terminal has gone, or takes nothing now.
  } finally {
    if (terminal !== undefined) closeSync(terminal);
  }
}

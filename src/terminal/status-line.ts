/**
 * The one line that tells a person at the terminal for what swrole waits: after a moment, in place, and gone without trace
 * as soon as it is over or anything else is to be shown.
 */
import type { Output } from '../system.ts';
import type { Done, StatusPlace, Witness } from '../reporter.ts';
import { controllingTerminal, type StatusTerminal } from '../cli/people/controlling-terminal.ts';
import { rowAtCursor, rowBelowCursor, type StatusRow } from '../cli/people/status-row.ts';

/** Milliseconds: most waits are over before anybody wonders. */
const PATIENCE = 300;
/** Milliseconds between two looks at what there is to say. */
const TICK = 150;

/** The line, and what is in its way. */
export interface WaitingLine extends Pick<Witness, 'waiting'> {
  /** The terminal is somebody else's until the function that is returned is called: a question's, or a child's. */
  standAside(): Done;
  /** Takes the line away, because something else is about to be written. */
  erase(): void;
}

/** Time as the line needs it. */
export interface Clock {
  /** Milliseconds, which only ever grow. */
  now(): number;
  /** Does the work every so many milliseconds, until the function that is returned is called. Keeps no process alive. */
  every(milliseconds: number, work: () => void): Done;
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
export function waitingLine(
  output: Pick<Output, 'columns'>,
  terminal: StatusTerminal = controllingTerminal,
  clock: Clock = realClock,
): WaitingLine {
  const waits = new Set<Wait>();
  const columns = () => output.columns;
  const rows: Record<StatusPlace, StatusRow> = {
    'at-cursor': rowAtCursor(terminal, columns),
    'below-cursor': rowBelowCursor(terminal, columns, clock.now),
  };
  let asides = 0;
  let stopTicks: Done | undefined;

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

  function begin(wait: Wait): Done {
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
    waiting: (words, place = 'at-cursor') => begin({ words, place, since: clock.now() }),
    standAside: () => {
      asides += 1;
      erase();
      return once(() => {
        asides -= 1;
      });
    },
    erase,
  };
}

function once(work: () => void): Done {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

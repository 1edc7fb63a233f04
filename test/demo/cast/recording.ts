/**
 * A session as a recording: what the terminal received, and when. The file has the format of asciinema, version 2
 * (https://docs.asciinema.org/manual/asciicast/v2/): a header, then one line of JSON for each piece of output.
 */
import type { Session } from './session.ts';

/** A piece of output, in seconds from the start. */
export type Event = readonly [at: number, kind: 'o', data: string];

export interface Recording {
  readonly width: number;
  readonly height: number;
  readonly events: readonly Event[];
}

/** Seconds; typing is not measured, so that the same session gives the same recording but for its answers. */
const TYPING = { key: 0.05, before: 0.8, after: 0.2 };

/** A longer wait for an answer is cut to this: the reader waits for the page, not for the machine. */
const LONGEST_WAIT = 2;

/** Makes a recording of a session: typed at an even speed, answered as fast as it was. */
export function recordingOf(session: Session, size: { cols: number; rows: number }): Recording {
  const events: Event[] = [[0, 'o', session.prompt]];
  let at = 0;
  const add = (seconds: number, data: string) => {
    at = Math.round((at + seconds) * 1000) / 1000;
    events.push([at, 'o', data]);
  };
  for (const { text, output } of session.typed) {
    for (const [index, key] of [...text].entries())
      add(index === 0 ? TYPING.before : TYPING.key, key);
    add(TYPING.after, '');
    let before = 0;
    for (const { after, data } of output) {
      add(Math.min(Math.max(after - before, 0) / 1000, LONGEST_WAIT), data);
      before = after;
    }
  }
  const heard = events.filter(([, , data]) => data !== '');
  return { width: size.cols, height: size.rows, events: heard };
}

/** The file. */
export function writeRecording({ width, height, events }: Recording): string {
  const lines = [{ version: 2, width, height, title: 'swrole' }, ...events];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** Reads what {@link writeRecording} has written. */
export function readRecording(text: string): Recording {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const { width, height } = JSON.parse(header) as Recording;
  return { width, height, events: lines.map((line) => JSON.parse(line) as Event) };
}

/**
 * A line as a terminal gives it. Cooked, it comes whole and edited, with a newline at its end. When a parent
 * (a dev server with key shortcuts) holds the terminal raw, keys come one by one: Enter is a carriage return,
 * and Ctrl-C, Ctrl-D and Backspace are bytes like any other.
 */
import type { Stopped } from '../util/abort.ts';

/** What a person did at a question. */
export type Answer = { readonly text: string } | Stopped;

/** The keys that end a line. */
const END = /[\r\n\x03\x04]/;

const ERASED_PAIR = /[^\b\x7f][\b\x7f]/;

function withoutErased(keys: string): string {
  const fewer = keys.replace(ERASED_PAIR, '');
  return fewer === keys ? keys.replace(/[\b\x7f]/g, '') : withoutErased(fewer);
}

/**
 * @param keys everything that was typed since the question
 * @returns the answer once the line has ended, `undefined` before
 */
export function typedAnswer(keys: string): Answer | undefined {
  const end = keys.search(END);
  if (end < 0) return undefined;
  if (keys[end] === '\x03' || keys[end] === '\x04') return 'cancelled';
  return { text: withoutErased(keys.slice(0, end)) };
}

/** Whether the terminal itself showed the end of the line, so that the cursor stands on a new one. */
export function endedOnNewLine(keys: string): boolean {
  return keys[keys.search(END)] === '\n';
}

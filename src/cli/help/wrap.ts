/** Text in lines of a width. What stands in backquotes is there to be typed, and so is never broken. */
import { filledLines } from '../../ui/wrap.ts';

/** Words with the spaces that are inside backquotes. */
const WORD = /(?:`[^`]*`|[^ `])+/g;

/** The lines of one paragraph, without backquotes; a line that is too long is a single word. */
export function wrap(text: string, width: number): readonly string[] {
  const words = text.match(WORD) ?? [];
  return filledLines(
    words.map((word) => word.replaceAll('`', '')),
    width,
  );
}

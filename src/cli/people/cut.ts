/** Text in one line of a terminal, with `…` in the place of what does not fit: half a number must not look like a whole one. */
import { textWidth } from './text-width.ts';

/** The beginning of a safe text. */
export function cut(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${fitting([...text], width - 1).join('')}…`;
}

/** The end of a safe text: where one types. */
export function cutLeft(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `…${fitting([...text].reverse(), width - 1)
    .reverse()
    .join('')}`;
}

function fitting(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((character) => {
    room -= textWidth(character);
    return room < 0;
  });
  return characters.slice(0, end < 0 ? undefined : end);
}

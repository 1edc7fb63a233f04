/** Colour for people: on a terminal, unless they do not want it; never in a pipe. */
import type { Environment, Output } from '../../system.ts';

/** Text in a colour or weight; without colours, the text as it is. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
}

/**
 * The style of what goes to a stream. `NO_COLOR` (no-color.org) takes colours away, `FORCE_COLOR` gives them to a pipe as
 * well, both where they are not empty; the former is the stronger.
 */
export function styleOf(
  { isTerminal }: Output,
  { NO_COLOR, FORCE_COLOR, TERM }: Environment,
): Style {
  const wanted = FORCE_COLOR ? FORCE_COLOR !== '0' : isTerminal && TERM !== 'dumb';
  const colours = wanted && !NO_COLOR;
  const sgr = (code: number) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bold: sgr(1), dim: sgr(2), red: sgr(31), yellow: sgr(33), green: sgr(32) };
}

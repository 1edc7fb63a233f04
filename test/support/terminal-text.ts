/**
 * What a user reads of a terminal's output: without colours, titles and cursor movements, so that
 * a test can wait for words and not for one shell's way of drawing them.
 */

/** CSI (colours, cursor), then OSC and DCS strings (titles, answers), then the short escapes. */
const ESCAPE_SEQUENCE =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]+[0-~]|\x1b[0-OQ-WYZ\\`-~]/g;

/** A sequence whose end has not arrived yet: to be read together with what comes next. */
const UNFINISHED = /\x1b[^\x1b]*$/;

/**
 * @param raw - everything a terminal has received up to now
 * @returns the same as plain lines ending in "\n"; it only ever grows when `raw` grows
 */
export function terminalText(raw: string): string {
  return raw.replace(ESCAPE_SEQUENCE, '').replace(UNFINISHED, '').replaceAll(/\r+\n/g, '\n');
}

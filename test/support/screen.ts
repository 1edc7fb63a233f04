/**
 * What stands on a terminal's screen after some output: enough of a terminal for lines that are written in place. What it
 * does not know stays visible, as the characters that they are.
 */

/** The lines, without what is empty at the end; a line that is longer than the screen is wide goes on in the next. */
export function screen(raw: string, columns: number): readonly string[] {
  const lines: string[] = [''];
  let [row, column] = [0, 0];
  const line = () => lines[row] ?? '';
  for (const [part] of raw.matchAll(/\x1b\[K|./gsu)) {
    if (part === '\r') column = 0;
    else if (part === '\n') row += 1;
    else if (part === '\x1b[K') lines[row] = line().slice(0, column);
    else {
      if (column === columns) [row, column] = [row + 1, 0];
      lines[row] = line().padEnd(column).slice(0, column) + part + line().slice(column + 1);
      column += 1;
    }
  }
  return Array.from(lines, (text) => text ?? '')
    .join('\n')
    .trimEnd()
    .split('\n');
}

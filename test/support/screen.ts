/**
 * What stands on a terminal's screen after some output: enough of a terminal for lines that are written in place. What it
 * does not know stays visible, as the characters that they are. It is as high as it has to be: nothing is scrolled away.
 */

interface Cursor {
  readonly row: number;
  readonly column: number;
}

/** Where the cursor is after a part that only moves it; `\x1bD` is Index, which keeps the column. */
const MOVES: Readonly<Record<string, (from: Cursor, by: number) => Cursor>> = {
  '\r': ({ row }) => ({ row, column: 0 }),
  '\b': ({ row, column }) => ({ row, column: Math.max(0, column - 1) }),
  '\x1b[G': ({ row }) => ({ row, column: 0 }),
  '\n': ({ row, column }) => ({ row: row + 1, column }),
  '\x1bD': ({ row, column }) => ({ row: row + 1, column }),
  '\x1b[B': ({ row, column }, by) => ({ row: row + by, column }),
  '\x1b[A': ({ row, column }, by) => ({ row: Math.max(0, row - by), column }),
};

/** The lines, without what is empty at the end; a line that is longer than the screen is wide goes on in the next. */
export function screen(raw: string, columns: number): readonly string[] {
  const lines: string[] = [''];
  let cursor: Cursor = { row: 0, column: 0 };
  let saved = cursor;
  const line = () => lines[cursor.row] ?? '';
  for (const [whole, by = '1'] of raw.matchAll(/\x1b(?:\[(\d*)[A-Z]|[A-Z\d])|./gsu)) {
    const part = whole.replace(/^\x1b\[\d+/, '\x1b[');
    if (part === '\x1b7') saved = cursor;
    else if (part === '\x1b8') cursor = saved;
    else if (MOVES[part]) cursor = MOVES[part](cursor, Number(by || 1));
    else if (part === '\x1b[K' || part === '\x1b[J') {
      lines[cursor.row] = line().slice(0, cursor.column);
      if (part === '\x1b[J') lines.length = cursor.row + 1;
    } else {
      if (cursor.column === columns) cursor = { row: cursor.row + 1, column: 0 };
      const { row, column } = cursor;
      lines[row] = line().padEnd(column).slice(0, column) + part + line().slice(column + 1);
      cursor = { row, column: column + 1 };
    }
  }
  return Array.from(lines, (text) => text ?? '')
    .join('\n')
    .trimEnd()
    .split('\n');
}

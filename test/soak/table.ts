/** One case as it went. */
export interface Row {
  readonly name: string;
  readonly count: string;
  readonly measured: string;
  readonly ok: boolean;
}

const HEAD = ['case', 'count', 'measured', 'ok'];

/** Aligned columns, as plain text. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, count, measured, ok }) => [
    name,
    count,
    measured,
    ok ? 'yes' : 'NO',
  ]);
  const lines = [HEAD, ...cells];
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const aligned = (line: readonly string[]) =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ');
  return lines.map((line) => `${aligned(line).trimEnd()}\n`).join('');
}

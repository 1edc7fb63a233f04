/** The report as plain text. */
import { availableParallelism } from 'node:os';
import { WARM_UPS } from './measure.ts';
import type { Row } from './rows.ts';
import { quantile } from './statistics.ts';

/** What the numbers are, and on what kind of machine they were measured. */
export function heading(rounds: number, bare: readonly number[]): string {
  const machine = `node ${process.versions.node}, ${process.platform} ${process.arch}`;
  return `swrole -j PROFILE: wall time as a ratio to another program's, both run in turn
${machine}, ${availableParallelism()} cores; ${rounds} rounds after ${WARM_UPS} to warm up
1 × node -e 0 = ${quantile(bare, 0.5).toFixed(0)} ms (median), ${quantile(bare, 0.1).toFixed(0)} ms (p10)
`;
}

function verdict({ ratio: { median }, target }: Row): [limit: string, word: string] {
  if (target === undefined) return ['', ''];
  return [`≤ ${target.toFixed(2)}`, median <= target ? 'ok' : 'MISSED'];
}

function cells(row: Row): string[] {
  const { median, p10 } = row.ratio;
  return [row.what, row.against, median.toFixed(2), p10.toFixed(2), ...verdict(row)];
}

const HEAD = ['what', 'against', 'median', 'p10', 'target', ''];

/** Aligned columns, words to the left and numbers to the right. */
export function table(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const aligned = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return column >= 2 && column <= 4 ? cell.padStart(width) : cell.padEnd(width);
  };
  return lines.map((line) => `${line.map(aligned).join('   ').trimEnd()}\n`).join('');
}

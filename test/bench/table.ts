/** The report as plain text. */
import { availableParallelism } from 'node:os';
import { type Row, WARM_UPS } from './measure.ts';
import { quantile } from './statistics.ts';

/**
 * What the numbers are, and on what kind of machine they were measured.
 *
 * @param load of the machine before, as far as the system knows it
 * @param bare milliseconds of bare node
 */
export function heading(rounds: number, load: number, bare: readonly number[]): string {
  const machine = `node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`;
  const milliseconds = (part: number) => `${quantile(bare, part).toFixed(0)} ms`;
  return `swrole: wall time as a ratio to that of another program, both run in turn
${machine}, load ${load.toFixed(1)} before; ${rounds} rounds after ${WARM_UPS} to warm up
node -e 0: ${milliseconds(0.5)} (median), ${milliseconds(0.1)} (p10)
`;
}

/** Both must hold: on a busy machine a slow program can hide in the median, and in p10 of few rounds. */
function verdict({ ratio: { median, p10 }, target }: Row): [limit: string, word: string] {
  if (target === undefined) return ['', ''];
  return [`≤ ${target.toFixed(2)}`, Math.max(median, p10) <= target ? 'ok' : 'MISSED'];
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

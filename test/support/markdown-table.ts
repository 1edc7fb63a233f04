/** A table of the README, as text to look for. */

/** A cell that is AWS's word or a command. */
export const quoted = (text: string) => `\`${text}\``;

/** The lines of a table; a `|` in a cell is escaped. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]) {
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell.replaceAll('|', '\\|')} `)).join('|')}|\n`;
  return [titles, titles.map(() => '---'), ...rows].map(line).join('');
}

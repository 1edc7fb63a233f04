/** Words as one line of AWS's config file that a POSIX shell takes apart into the same words again. */
export function commandLine(words: readonly string[]): string {
  const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ');
}

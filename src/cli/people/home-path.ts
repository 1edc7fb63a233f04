/** A text in which paths below the home begin with `~`, as a shell shows them. */
export function withTilde(text: string, home: string): string {
  const prefix = home.endsWith('/') ? home : `${home}/`;
  const parts = text.split(prefix);
  // A home that is `/`, or is in the middle of another path, begins none.
  return parts.reduce(
    (shown, part) => shown + (/(?:^|[\s'"(])$/.test(shown) ? '~/' : prefix) + part,
  );
}

/** Paths as a shell shows them: `~/.aws/config`. */
import { sep } from 'node:path';
import { NO_HOME } from '../../fast-path/paths.ts';

/** A text in which every path below the home begins with `~`. Not for what is to be copied: quotes and SDKs keep it as it is. */
export function withTilde(text: string, home: string, separator: string = sep): string {
  return shortened(text, home, separator, /^[\s('"]?$/);
}

/** The same for advice, which may have a command in it: a path in quotes is whole, because no shell and no program expands it. */
export function adviceWithTilde(text: string, home: string, separator: string = sep): string {
  return shortened(text, home, separator, /^[\s(]?$/);
}

/** @param before what may stand before a path */
function shortened(text: string, home: string, separator: string, before: RegExp): string {
  // cmd.exe has no such name for the home.
  if (home === NO_HOME || separator === '\\') return text;
  const prefix = home.endsWith(separator) ? home : home + separator;
  // A home that is in the middle of another path begins none.
  const begins = (at: number) => before.test(text.charAt(at - 1));
  return text.replaceAll(prefix, (path, at: number) => (begins(at) ? `~${separator}` : path));
}

/** Paths as people say them: `~/.aws/config`. */
import { sep } from 'node:path';

/** A text in which every path below the home begins with `~`. Not for commands and values: quotes and SDKs keep it as it is. */
export function inHome(text: string, home: string): string {
  const begins = (at: number) => /^[\s('"]?$/.test(text.charAt(at - 1));
  return text.replaceAll(home + sep, (path, at: number) => (begins(at) ? `~${sep}` : path));
}

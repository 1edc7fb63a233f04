/**
 * The file that `SWROLE_DEBUG` names: SDKs swallow stderr, and start many processes at once. Each line is one write at the
 * end of the file, so that lines of several processes do not mix. No trouble with it ever fails a command.
 */
import { constants, openSync, writeSync } from 'node:fs';
import { expandHome } from '../../hot/places.ts';
import { safeText } from '../../safe-text.ts';
import type { System } from '../../system.ts';

/** Not blocking: the name may be that of a pipe that nobody reads. */
const FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

/** Adds lines to the file, each with its time and process; the file is for its owner only. */
export function debugFile(
  name: string,
  { home, now }: Pick<System, 'home' | 'now'>,
): (line: string) => void {
  const file = open(expandHome(name, home));
  return (line) => {
    const time = new Date(now()).toISOString();
    if (file !== undefined) append(file, `${time} ${process.pid} ${safeText(line)}\n`);
  };
}

function open(path: string): number | undefined {
  try {
    return openSync(path, FLAGS, 0o600);
  } catch {
    return undefined;
  }
}

function append(file: number, line: string): void {
  try {
    writeSync(file, line);
  } catch {
    // A full disk, for example.
  }
}

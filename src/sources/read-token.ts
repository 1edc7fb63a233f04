import type { NamedPath } from '../config/settings.ts';
import { decoded, readLimitedAsync, SMALL_LIMIT } from '../config/read-file.ts';
import { type SourceDoors, timeLeft } from './source-doors.ts';
import { SourceError } from '../providers/errors.ts';

/**
 * A token that something else writes into a file, and renews there: read anew whenever it is needed.
 *
 * @throws SourceError `no-token`; the reason of the interruption, when there is one
 */
export async function readToken(
  profile: string,
  file: NamedPath,
  doors: Pick<SourceDoors, 'now' | 'deadline' | 'interrupted'>,
): Promise<string> {
  const token = (await read(profile, file, doors)).trim();
  if (token === '') throw new SourceError({ kind: 'no-token', profile, file, code: 'EMPTY' });
  return token;
}

async function read(
  profile: string,
  file: NamedPath,
  doors: Parameters<typeof readToken>[2],
): Promise<string> {
  const limits = { bytes: SMALL_LIMIT, patience: timeLeft(doors) };
  try {
    return decoded(await readLimitedAsync(file.path, limits, doors.interrupted));
  } catch (error) {
    if (doors.interrupted.aborted) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SourceError({ kind: 'no-token', profile, file, code });
  }
}

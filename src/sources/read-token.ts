import { readFileSync } from 'node:fs';
import type { NamedPath } from '../config/named-path.ts';
import { SourceError } from './source-error.ts';

/**
 * A token that something else writes into a file, and renews there: read anew whenever it is needed.
 *
 * @throws SourceError `no-token`
 */
export function readToken(profile: string, file: NamedPath, encoding: BufferEncoding): string {
  const token = read(profile, file, encoding).trim();
  if (token === '') throw new SourceError({ kind: 'no-token', profile, file, code: 'EMPTY' });
  return token;
}

function read(profile: string, file: NamedPath, encoding: BufferEncoding): string {
  try {
    return readFileSync(file.path, encoding);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SourceError({ kind: 'no-token', profile, file, code });
  }
}

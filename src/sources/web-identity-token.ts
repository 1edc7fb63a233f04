import { readFileSync } from 'node:fs';
import type { NamedPath } from '../config/named-path.ts';
import { SourceError } from './source-error.ts';

/**
 * The token of another identity provider, read anew for every call, because whoever writes the file renews it.
 *
 * @throws SourceError `no-token`
 */
export async function webIdentityToken(profile: string, file: NamedPath): Promise<string> {
  const token = read(profile, file).trim();
  if (token === '') throw new SourceError({ kind: 'no-token', profile, file, code: 'EMPTY' });
  return token;
}

function read(profile: string, file: NamedPath): string {
  try {
    return readFileSync(file.path, 'ascii');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SourceError({ kind: 'no-token', profile, file, code });
  }
}

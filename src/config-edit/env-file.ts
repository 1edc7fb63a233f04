/**
 * The file of `swrole write --dotenv`, for `docker run --env-file` and Compose. Both ignore a line that begins with `#`,
 * and neither changes the values: these have no quotes, no spaces before a `#`, no `$` and no backslash.
 */

import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Instant } from '../credentials.ts';
import { isOwnedByUser } from '../fast-path/private-file.ts';
import { exportText } from '../formats/index.ts';
import type { ExportedRole } from '../formats/variables.ts';
import type { Environment } from '../system.ts';
import { WriteError } from './errors.ts';
import { type FileState, readForEdit } from './replace-file.ts';
import { markerLine, readMarker } from './written-section.ts';

/** The text of the file. Throws OutputError for a value that cannot be written. */
export function envFileText(role: ExportedRole, expiration: Instant, env: Environment): string {
  const { profile } = role;
  return `${markerLine({ profile, expiration })}\n${exportText('dotenv', role, env)}`;
}

/**
 * Checks that swrole may write the file: a new one, an empty one, or one that it wrote before. It never follows a link at
 * the path, and replaces no file of another user, who would own the keys.
 *
 * @throws WriteError `link`, `no-folder`, `file-of-another-user`, `foreign-file`
 * @throws ConfigEditError `not-a-file`
 * @throws ConfigError `unreadable-file`
 */
export function envFileState(file: string): FileState {
  const isLink = statsOf(file, lstatSync)?.isSymbolicLink();
  if (isLink) throw new WriteError({ kind: 'link', file });
  const folder = dirname(file);
  if (!statsOf(folder, statSync)?.isDirectory())
    throw new WriteError({ kind: 'no-folder', file, folder });
  const state = readForEdit(file);
  // A link that has come since the first look, in a folder that others can write to.
  if (state.target !== file) throw new WriteError({ kind: 'link', file });
  if (state.stats && !isOwnedByUser(state.stats))
    throw new WriteError({ kind: 'file-of-another-user', file });
  const [first = ''] = state.bytes.toString('latin1').split('\n', 1);
  if (state.bytes.length > 0 && readMarker(first) === undefined)
    throw new WriteError({ kind: 'foreign-file', file });
  return state;
}

function statsOf(path: string, read: (path: string) => Stats): Stats | undefined {
  try {
    return read(path);
  } catch {
    return undefined; // the write names the reason
  }
}

/**
 * Where locks and used codes go when swrole's directory cannot be used: without them, several calls at once would send the
 * same code. Nothing secret is kept there.
 */
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isPrivateDirectory } from '../fast-path/private-file.ts';
import type { Environment } from '../system.ts';

/**
 * A directory for this user's processes until the machine is switched off: in `XDG_RUNTIME_DIR`, or where that usually is,
 * so that a process without the variable looks at the same place; else one of a fixed name among the temporary files.
 * Nothing is made yet.
 */
export function runtimeDirectory({ XDG_RUNTIME_DIR }: Environment): string {
  const uid = process.geteuid?.();
  const places = [XDG_RUNTIME_DIR, uid === undefined ? undefined : `/run/user/${uid}`];
  const place = places.find((path) => path && isAbsolute(path) && isPrivateDirectory(path));
  if (place) return join(place, 'swrole');
  return join(tmpdir(), uid === undefined ? 'swrole' : `swrole-${uid}`);
}

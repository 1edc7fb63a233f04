/** Who may read and write what swrole reads and keeps. Modes exist on POSIX systems only. */
import { lstatSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS, ownNames, someOf } from '../../storage/own-files.ts';
import type { Cache } from '../../storage/private-store.ts';
import { isOurs } from '../../fast-path/private-file.ts';

/** One file or folder. */
export interface ModeFact {
  readonly path: string;
  readonly kind: 'config' | 'credentials' | 'cache' | 'cached';
  /** The permission bits, such as `0o644`. */
  readonly mode: number;
  readonly isDirectory: boolean;
  readonly isOurs: boolean;
}

function modeFact(kind: ModeFact['kind'], path: string, stats: Stats | undefined): ModeFact[] {
  if (stats === undefined) return [];
  const mode = stats.mode & 0o777;
  return [{ path, kind, mode, isDirectory: stats.isDirectory(), isOurs: isOurs(stats) }];
}

/** Never throws: what cannot be looked at is not there. */
function orNone<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** The two files behind any symlink, if they are regular ones (nothing is gained by the mode of a device or a pipe), swrole's directory and what is in it. */
export function gatherModes(
  paths: { readonly config: string; readonly credentials: string },
  cache: Cache,
  platform: NodeJS.Platform,
): readonly ModeFact[] {
  if (platform === 'win32') return [];
  const file = (kind: 'config' | 'credentials') =>
    modeFact(
      kind,
      paths[kind],
      orNone(() => regular(statSync(paths[kind]))),
    );
  return [...file('config'), ...file('credentials'), ...(cache ? cacheModes(cache) : [])];
}

const regular = (stats: Stats) => (stats.isFile() ? stats : undefined);

/** Nothing but swrole's own is looked at: the directory may be another program's, with very many files. */
function cacheModes(cache: string): ModeFact[] {
  const directory = factOf('cache', cache);
  if (!directory[0]?.isDirectory) return directory;
  const files = FOLDERS.flatMap((folder) =>
    someOf(ownNames(join(cache, folder), folder)).map((name) => join(folder, name)),
  );
  const cached = [...FOLDERS, ...files].flatMap((name) => factOf('cached', join(cache, name)));
  return [...directory, ...cached.sort((a, b) => (a.path < b.path ? -1 : 1))];
}

function factOf(kind: 'cache' | 'cached', path: string): ModeFact[] {
  return modeFact(
    kind,
    path,
    orNone(() => lstatSync(path)),
  );
}

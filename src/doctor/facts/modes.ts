/** Who may read and write what swrole reads and keeps. Modes exist on POSIX systems only. */
import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { isOurs } from '../../hot/private-file.ts';

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

/** The two files behind any symlink, swrole's directory and what is in it. */
export function gatherModes(
  paths: { readonly config: string; readonly credentials: string },
  cache: string,
  platform: NodeJS.Platform,
): readonly ModeFact[] {
  if (platform === 'win32') return [];
  const file = (kind: 'config' | 'credentials') =>
    modeFact(
      kind,
      paths[kind],
      orNone(() => statSync(paths[kind])),
    );
  return [...file('config'), ...file('credentials'), ...below('cache', cache)];
}

function below(kind: 'cache' | 'cached', path: string): ModeFact[] {
  const facts = modeFact(
    kind,
    path,
    orNone(() => lstatSync(path)),
  );
  if (!facts[0]?.isDirectory) return facts;
  const names = orNone(() => readdirSync(path).sort()) ?? [];
  return [...facts, ...names.flatMap((name) => below('cached', join(path, name)))];
}

/** Looks for programs without running any. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const LAUNCHD_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** What a program started from a dock or a menu gets as its PATH: launchd's, or that of systemd and of display managers. */
export function guiPath(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? LAUNCHD_PATH : `/usr/local/bin:${LAUNCHD_PATH}`;
}

/** The program of a name in a PATH; undefined if there is none that can be run. */
export function findProgram(name: string, path: string): string | undefined {
  const folders = path.split(':').filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => join(folder, name)).find((file) => stateOf(file) === 'runs');
}

/** Whether a file is a program. */
export function stateOf(file: string): 'runs' | 'missing' | 'not-executable' {
  try {
    if (!statSync(file).isFile()) return 'not-executable';
  } catch {
    return 'missing';
  }
  try {
    accessSync(file, constants.X_OK);
    return 'runs';
  } catch {
    return 'not-executable';
  }
}

/** The program that a script looks for on the PATH by `#!/usr/bin/env NAME`; undefined for others. */
export function wantedInterpreter(file: string): string | undefined {
  const [, name] = /^#!\s*\S*\/env(?:\s+-\S+)*\s+(\S+)/.exec(beginning(file)) ?? [];
  return name === undefined ? undefined : basename(name);
}

function beginning(file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const buffer = Buffer.alloc(256);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

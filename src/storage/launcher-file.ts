/**
 * Writes and inspects the launcher that `credential_process` names: `bin/swrole` in swrole's directory, a script of the shell from the
 * template `launcher.sh`. It contains the paths of node and of the program; the last line of its heading has the version that
 * wrote it, and a checksum that shows whether it was edited.
 */

import { accessSync, chmodSync, constants, existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { cksum } from '../fast-path/launcher-line.ts';
import { BIN, LAUNCHER } from '../fast-path/paths.ts';
import { isOpenToOthers, isPrivateDirectory, readPrivateFile } from '../fast-path/private-file.ts';
import type { System } from '../system.ts';
import {
  type Cache,
  DiskError,
  orDiskError,
  privateFolder,
  writePrivateFile,
} from './private-store.ts';

/** The launcher's path in swrole's directory. */
export function launcherPath(cache: string): string {
  return join(cache, BIN, LAUNCHER);
}

/** Placeholders of the template. The line of the version is not part of the sum. */
const NODE = /@node@/g;
const PROGRAM = /@program@/g;
const STAMP = /^# swrole (\S+) (.*)\n/m;

/** How the script tests for its node and for its program; the words are in single quotes. */
const NODE_TEST = /^\[ -x ('.*') \] && exec /m;
const PROGRAM_TEST = /^\[ -f ('.*') \] \|\| fail /m;

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const unquote = (word: string) => word.slice(1, -1).replaceAll("'\\''", "'");

/** What of the system the launcher is made from. */
type Parts = Pick<System, 'program' | 'shellFiles'>;

/**
 * Writes the launcher with mode 0700, in one step, so that a shell that is reading the old one reads on in that.
 *
 * @returns its path
 * @throws DiskError; with code `not-executable` for a file system that does not allow programs
 */
export function writeLauncher(cache: Cache, parts: Parts): string {
  const path = join(privateFolder(cache, BIN), LAUNCHER);
  orDiskError(path, () => {
    const text = launcherText(parts);
    if (readLauncher(cache)?.text !== text) writePrivateFile(path, text, 0o700);
    chmodSync(path, 0o700);
  });
  try {
    accessSync(path, constants.X_OK);
    accessSync('/bin/sh', constants.X_OK);
  } catch {
    throw new DiskError(path, 'not-executable');
  }
  return path;
}

function launcherText({ program: { node, script }, shellFiles }: Parts): string {
  const text = readFileSync(join(shellFiles, 'launcher.sh'), 'utf8')
    .replace(NODE, () => quote(node))
    .replace(PROGRAM, () => quote(script));
  return text.replace(STAMP, `# swrole ${manifest.version} ${sumOf(text)}\n`);
}

function sumOf(text: string): string {
  return cksum(Buffer.from(text.replace(STAMP, ''))).replace(' ', '-');
}

/** What a launcher says about itself. */
interface Launcher {
  readonly text: string;
  /** The version of swrole that wrote it; `undefined` if it was edited since. */
  readonly version: string | undefined;
  readonly node: string | undefined;
  readonly program: string | undefined;
}

/** The launcher of swrole's directory; `undefined` if there is none that only this user can open. Never throws. */
function readLauncher(cache: Cache): Launcher | undefined {
  if (cache === undefined || !isPrivateDirectory(cache)) return undefined;
  const text = readPrivateFile(launcherPath(cache))?.text;
  return text === undefined ? undefined : parsed(text);
}

function parsed(text: string): Launcher {
  const [, version, sum] = STAMP.exec(text) ?? [];
  const word = (pattern: RegExp) => {
    const [, quoted] = pattern.exec(text) ?? [];
    return quoted === undefined ? undefined : unquote(quoted);
  };
  return {
    text,
    version: sum === sumOf(text) ? version : undefined,
    node: word(NODE_TEST),
    program: word(PROGRAM_TEST),
  };
}

/** What is wrong with a launcher, the worst first. */
export type LauncherProblem =
  | { readonly kind: 'open'; readonly mode: number }
  | { readonly kind: 'edited' }
  | { readonly kind: 'no-program' | 'no-node'; readonly missing: string }
  | { readonly kind: 'old'; readonly version: string };

/** What is wrong with the launcher of swrole's directory; `undefined` if it is right, or not there. Never throws. */
export function launcherProblem(cache: Cache): LauncherProblem | undefined {
  if (cache === undefined) return undefined;
  const stats = orNone(() => lstatSync(launcherPath(cache)));
  if (stats === undefined) return undefined;
  if (isOpenToOthers(stats, WRITABLE)) return { kind: 'open', mode: stats.mode & 0o777 };
  const text = orNone(() => readFileSync(launcherPath(cache), 'utf8')) ?? '';
  const { version, node, program } = parsed(text);
  if (version === undefined || node === undefined || program === undefined)
    return { kind: 'edited' };
  if (!existsSync(program)) return { kind: 'no-program', missing: program };
  if (!existsSync(node)) return { kind: 'no-node', missing: node };
  return version === manifest.version ? undefined : { kind: 'old', version };
}

/** Bits that let other users write. */
const WRITABLE = 0o022;

function orNone<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/**
 * Replaces a launcher that another version of swrole wrote, if it starts the program that runs now: that is the version that is
 * installed there. Keeps the node in it, unless that has been removed.
 *
 * @returns whether it was replaced
 * @throws as `writeLauncher`
 */
export function renewLauncher(cache: Cache, { program, shellFiles }: Parts): boolean {
  const found = readLauncher(cache);
  if (found === undefined || found.program !== program.script) return false;
  const node = found.node !== undefined && existsSync(found.node) ? found.node : program.node;
  const parts = { program: { ...program, node }, shellFiles };
  if (found.text === launcherText(parts)) return false;
  writeLauncher(cache, parts);
  return true;
}

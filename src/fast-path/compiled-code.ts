/**
 * Keeps compiled code of swrole between runs, which halves the load time of the whole program: the file of the code, and its folder.
 *
 * The file has the code of several scripts. V8 checks only that code is for this version, these flags and a source of this length,
 * and damaged code crashes the process. So the file has a checksum. It stops no attacker, who could write it too: the owner and
 * the mode of the file keep other users out.
 *
 * Line 1 has the format and the checksum of the rest. Line 2 is an index in JSON: name, stamp and length of each script's code,
 * which follows in this order. Each part begins at a multiple of 8 bytes, so that V8 makes no copy.
 */

import {
  closeSync,
  fchmodSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { COMPILE_CACHE, cacheDirectory, type Environment, homeDirectory } from './paths.ts';
import {
  foreignHome,
  isPrivateDirectory,
  makeFolder,
  makePrivateFolder,
  readPrivateBytes,
} from './private-file.ts';

/** A script's code, and what it was compiled from. */
export interface Code {
  readonly name: string;
  /** Differs if the source differs. */
  readonly stamp: string;
  readonly data: Uint8Array;
}

/** CRC-32, of `node:zlib`. */
export type Checksum = (data: Uint8Array) => number;

const FORMAT = 'swrole-code-1';
const LINE_FEED = '\n';

/** The bytes of line 1, a multiple of 8. */
const HEADER = 32;

/** A larger file would take longer to read than it saves. */
const MAX_BYTES = 8 * 1024 * 1024;

const header = (rest: Uint8Array, checksum: Checksum) =>
  `${FORMAT} ${checksum(rest)}`.padEnd(HEADER - 1) + LINE_FEED;

const aligned = (length: number) => Math.ceil(length / 8) * 8;

/** The code in a file by the names of the scripts; none if the file is not private, or is damaged. Never throws. */
export function readCode(path: string, checksum: Checksum): ReadonlyMap<string, Code> {
  const codes = new Map<string, Code>();
  const bytes = readPrivateBytes(path, MAX_BYTES)?.bytes;
  if (bytes === undefined || bytes.length < HEADER) return codes;
  const rest = bytes.subarray(HEADER);
  if (bytes.toString('latin1', 0, HEADER) !== header(rest, checksum)) return codes;
  let at = rest.indexOf(LINE_FEED) + 1;
  const index: [name: string, stamp: string, length: number][] = JSON.parse(
    rest.toString('utf8', 0, at),
  );
  for (const [name, stamp, length] of index) {
    codes.set(name, { name, stamp, data: rest.subarray(at, at + length) });
    at += aligned(length);
  }
  return codes;
}

function formatCode(codes: readonly Code[], checksum: Checksum): Buffer {
  const index = JSON.stringify(codes.map(({ name, stamp, data }) => [name, stamp, data.length]));
  const length = Buffer.byteLength(index) + LINE_FEED.length;
  const line = Buffer.from(index + fill(length) + LINE_FEED);
  const parts = codes.flatMap(({ data }) => [data, Buffer.from(fill(data.length))]);
  const rest = Buffer.concat([line, ...parts]);
  return Buffer.concat([Buffer.from(header(rest, checksum)), rest]);
}

const fill = (length: number) => ' '.repeat(aligned(length) - length);

/** Milliseconds after which the temporary file of a killed writer is removed. */
const ORPHAN_AGE = 60_000;

/** The most files in a folder: there are 16 kinds of runs, and few versions of node. */
const MAX_FILES = 40;

/** A disk that is nearly full is left to what matters more. */
const MIN_FREE_BYTES = 32 * 1024 * 1024;

/**
 * Replaces a file in one step, unless another process is writing it, or the disk is nearly full.
 *
 * @param makeCodes called only if the file can be written
 * @throws the system's error; no temporary file is left behind
 */
export function writeCode(
  path: string,
  makeCodes: () => readonly Code[],
  checksum: Checksum,
): void {
  const { blocks, bavail, bsize } = statfsSync(dirname(path));
  // Some network drives report 0 for everything.
  if (blocks > 0 && bavail * bsize < MIN_FREE_BYTES) return;
  const temporary = `${path}.tmp`;
  const fd = openTemporary(temporary);
  if (fd === undefined) return;
  try {
    if (process.geteuid !== undefined) fchmodSync(fd, 0o600); // a umask of 0777 would leave it unreadable
    const bytes = formatCode(makeCodes(), checksum);
    const isWhole = bytes.length <= MAX_BYTES && writeSync(fd, bytes) === bytes.length;
    if (isWhole) renameSync(temporary, path);
    else rmSync(temporary);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  removeOldest(dirname(path));
}

/** `undefined` if another process is writing: then its code is as good. */
function openTemporary(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const { mtimeMs } = lstatSync(path);
    // The next run writes: another one may be about to do the same.
    if (Math.abs(Date.now() - mtimeMs) > ORPHAN_AGE) rmSync(path, { force: true });
    return undefined;
  }
}

function removeOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= MAX_FILES) return;
  const files = names
    .map((name) => join(folder, name))
    .map((path) => ({ path, writtenAt: lstatSync(path).mtimeMs }))
    .sort((a, b) => b.writtenAt - a.writtenAt);
  for (const { path } of files.slice(MAX_FILES)) rmSync(path, { force: true });
}

// The folder of the code. Node runs compiled code without a check, and by default stores it in the shared temporary directory:
// another user who creates that folder first could run code as this user. So each version of swrole has a private folder of its own, or none.

/**
 * The folder for compiled code; creates it if it is missing. It is in swrole's directory, if that exists and is private: the first
 * run that stores a session creates that directory. `NODE_COMPILE_CACHE` names another place and `NODE_DISABLE_COMPILE_CACHE` forbids
 * any, as for every program of node 22. Never throws.
 *
 * @param version a text that differs between versions of swrole
 * @returns a private folder of this user, or `undefined`
 */
export function compileCacheFolder(env: Environment, version: string): string | undefined {
  const { NODE_COMPILE_CACHE: named, NODE_DISABLE_COMPILE_CACHE: isOff } = env;
  if (isOff) return undefined;
  try {
    const above = named ? namedFolder(resolve(named)) : ownFolder(env);
    return above === undefined ? undefined : versionFolder(above, version);
  } catch {
    return undefined; // The cache only makes the start faster.
  }
}

function ownFolder(env: Environment): string | undefined {
  const cache = cacheDirectory(env, homeDirectory(env));
  if (cache === undefined || !isPrivateDirectory(cache)) return undefined;
  return makePrivateFolder(cache, COMPILE_CACHE) === undefined
    ? join(cache, COMPILE_CACHE)
    : undefined;
}

/** Others may see the folder that the user names, because only the folder in it must be private. */
function namedFolder(path: string): string | undefined {
  if (foreignHome(path) !== undefined) return undefined;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) makeFolder(path);
  return path;
}

/** How many versions keep their code: a global one and those of projects may be used in turn. */
const MAX_VERSIONS = 4;

const VERSION_FOLDER = /^swrole-[0-9a-f]{16}$/;

function versionFolder(above: string, version: string): string | undefined {
  const path = join(above, `swrole-${version}`);
  const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined && makeFolder(path);
  if (!isPrivateDirectory(path)) return undefined;
  if (isNew) removeOldVersions(path);
  return path;
}

/** Removes the code of all versions but the newest. In a folder that the user names, other programs have folders too. */
function removeOldVersions(newest: string): void {
  const above = dirname(newest);
  const others = readdirSync(above)
    .filter((name) => VERSION_FOLDER.test(name))
    .map((name) => join(above, name))
    .filter((path) => path !== newest && isPrivateDirectory(path))
    .map((path) => ({ path, changedAt: lstatSync(path).mtimeMs }))
    .sort((a, b) => b.changedAt - a.changedAt);
  for (const { path } of others.slice(MAX_VERSIONS - 1))
    rmSync(path, { recursive: true, force: true });
}

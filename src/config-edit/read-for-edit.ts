/** The config file as it is before an edit: its bytes, and where it really is. */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../config/errors.ts';
import { CONFIG_LIMIT, decoded, UnreadableError } from '../config/read-file.ts';
import { ConfigEditError } from './errors.ts';

/** A file as it was read. */
export interface FileState {
  /** The path that was asked for. */
  readonly path: string;
  /** The file itself, behind symbolic links. */
  readonly target: string;
  readonly bytes: Buffer;
  /** `undefined` if it does not exist. */
  readonly stats: Stats | undefined;
}

// A FIFO must not be waited for. Absent on Windows.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** So many links may lead to a file (Linux's own limit). */
const MOST_LINKS = 40;

/** The file itself, behind symbolic links. */
export function targetOf(path: string): string {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    try {
      target = resolve(dirname(target), readlinkSync(target));
    } catch {
      return target; // no link, or not there yet
    }
  }
  return target;
}

/**
 * Reads a file that is to be edited.
 *
 * @throws ConfigEditError `not-a-file`
 * @throws ConfigError `unreadable-file`
 */
export function readForEdit(path: string): FileState {
  const target = targetOf(path);
  let fd: number | undefined;
  try {
    fd = openSync(target, FLAGS);
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new ConfigEditError({ kind: 'not-a-file', file: path });
    if (stats.size > CONFIG_LIMIT) throw new UnreadableError('TOO-LARGE');
    const bytes = readFileSync(fd);
    decoded(bytes); // what is added is UTF-8
    return { path, target, bytes, stats };
  } catch (error) {
    if (error instanceof ConfigEditError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { path, target, bytes: Buffer.alloc(0), stats: undefined };
    throw new ConfigError({ kind: 'unreadable-file', file: path, code });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

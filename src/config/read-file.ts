/**
 * Reading the files that the user names: config, credentials, policies, tokens, certificates. Such a path may lead to
 * anything: a pipe (`<(…)` of a shell, a FIFO), a device without an end, a directory. So every file has a limit, and
 * waiting for a pipe has one too.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Most bytes of a config or credentials file: some 100,000 profiles. */
export const CONFIG_LIMIT = 16 * 1024 * 1024;
/** Most bytes of a policy, a token or a sign-in. */
export const SMALL_LIMIT = 1024 * 1024;

/** How much is read, and how long is waited. */
export interface ReadLimits {
  /** Most bytes. */
  readonly bytes: number;
  /** Milliseconds to wait for a pipe that gives nothing yet. */
  readonly patience: number;
}

/** Why a file cannot be read, by a code as the file system's errors have one. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly code: UnreadableCode;

  constructor(code: UnreadableCode) {
    super(code);
    this.code = code;
  }
}

/** `SILENT`: a pipe from which nothing came in time. The others are encodings that no SDK reads. */
export type UnreadableCode = 'TOO-LARGE' | 'SILENT' | Encoding;

/** Encodings in which PowerShell and editors on Windows write files. */
export type Encoding = 'UTF-16LE' | 'UTF-16BE' | 'UTF-32LE' | 'UTF-32BE';

// O_NONBLOCK: opening a FIFO without a writer, and reading a pipe without data, must not block. Absent on Windows.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Milliseconds between two looks at a pipe. */
const PAUSE = 10;

/** Milliseconds since this process was started. Not by `performance`, a module which the Tab key would load too. */
export const sinceStart = () => process.uptime() * 1000;

/** The bytes of a file. Throws the file system's error, or an {@link UnreadableError}. */
export function readLimited(path: string, limits: ReadLimits): Buffer {
  const next = steps(path, limits);
  for (let bytes = next(); ; bytes = next()) {
    if (bytes !== undefined) return bytes;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

/** The same without blocking the process meanwhile. Rejects with the reason of `stop` when that is aborted. */
export async function readLimitedAsync(
  path: string,
  limits: ReadLimits,
  stop: AbortSignal,
): Promise<Buffer> {
  const next = steps(path, limits);
  for (let bytes = next(); ; bytes = next(stop)) {
    if (bytes !== undefined) return bytes;
    // Not by `node:timers/promises`, which the Tab key would load too. A signal is seen at the next look.
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Each call reads on, and gives the bytes when all are there; `undefined` before. Whatever it throws, the file is closed. */
function steps(path: string, { bytes, patience }: ReadLimits) {
  const reading = read(path, bytes);
  const deadline = sinceStart() + patience;
  return (stop?: AbortSignal): Buffer | undefined => {
    if (stop?.aborted) reading.throw(stop.reason);
    const { done, value } = reading.next();
    if (!done && sinceStart() > deadline) reading.throw(new UnreadableError('SILENT'));
    return done ? value : undefined;
  };
}

/** The text of a file in UTF-8. Throws as {@link readLimited} does, also for a file in another encoding. */
export function readLimitedText(path: string, limits: ReadLimits): string {
  return decoded(readLimited(path, limits));
}

/** Bytes as UTF-8. Throws an {@link UnreadableError} for another encoding. */
export function decoded(bytes: Buffer): string {
  const encoding = foreignEncoding(bytes);
  if (encoding !== undefined) throw new UnreadableError(encoding);
  return bytes.toString();
}

/** Bytes that are read at once: most files have fewer. */
const FIRST = 64 * 1024;

/** Yields whenever there is nothing to read yet. */
function* read(path: string, limit: number): Generator<undefined, Buffer, undefined> {
  const fd = openSync(path, FLAGS);
  try {
    let buffer = Buffer.allocUnsafe(FIRST);
    for (let length = 0; ; ) {
      const count = readSome(fd, buffer, length);
      const isEarly = count === 0 && length === 0 && awaitsWriter(fd, path);
      if (count === undefined || isEarly) yield;
      else if (count === 0) return buffer.subarray(0, length);
      else length += count;
      if (length > limit) throw new UnreadableError('TOO-LARGE');
      if (length === buffer.length) buffer = Buffer.concat([buffer], 2 * length);
    }
  } finally {
    closeSync(fd);
  }
}

/** Of a shell's `<(…)` the writer is there first; a FIFO is at its end as long as no writer has opened it. */
function awaitsWriter(fd: number, path: string): boolean {
  return !/^\/(?:dev|proc)\//.test(path) && fstatSync(fd).isFIFO();
}

function readSome(fd: number, buffer: Buffer, start: number): number | undefined {
  try {
    return readSync(fd, buffer, start, buffer.length - start, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  // Before UTF-16LE, whose mark begins in the same way.
  ['UTF-32LE', [0xff, 0xfe, 0, 0]],
  ['UTF-32BE', [0, 0, 0xfe, 0xff]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
];

/** A file of AWS begins with ASCII, so without a mark the zeros around its first characters tell. */
const ZEROS: readonly (readonly [Encoding, RegExp])[] = [
  ['UTF-32LE', /^[^\0]\0{3}/],
  ['UTF-32BE', /^\0{3}[^\0]/],
  ['UTF-16LE', /^[^\0]\0(?:[^\0]\0|$)/],
  ['UTF-16BE', /^\0[^\0](?:\0[^\0]|$)/],
];

function foreignEncoding(bytes: Buffer): Encoding | undefined {
  // Nearly every file is in UTF-8, and the Tab key waits for this.
  if (!bytes.subarray(0, 4).some((byte) => byte === 0 || byte >= 0xfe)) return undefined;
  const start = bytes.toString('latin1', 0, 4);
  const [marked] = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? [];
  return marked ?? ZEROS.find(([, zeros]) => zeros.test(start))?.[0];
}

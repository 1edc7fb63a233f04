/**
 * Reads the files that the user names: config, credentials, policies, tokens, certificates. Such a path may lead to
 * anything: a pipe (`<(…)` of a shell, a FIFO), an endless device, a directory. So the size of every file has a limit, and
 * so has the wait for a pipe.
 */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Maximum bytes of a config or credentials file: about 100,000 profiles. */
export const CONFIG_LIMIT = 16 * 1024 * 1024;
/** Maximum bytes of a policy, a token or a sign-in. */
export const SMALL_LIMIT = 1024 * 1024;

/** How much to read, and how long to wait. */
interface ReadLimits {
  /** Maximum bytes. */
  readonly bytes: number;
  /** Milliseconds to wait for a pipe without data. */
  readonly patience: number;
}

/** A file that cannot be read, with a code like the file system's errors. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly code: UnreadableCode;

  constructor(code: UnreadableCode) {
    super(code);
    this.code = code;
  }
}

/** `SILENT`: a pipe gave no data in time. The encodings are those that no SDK reads. */
type UnreadableCode = 'TOO-LARGE' | 'SILENT' | Encoding;

/** Encodings in which PowerShell and editors on Windows write files. */
export type Encoding = 'UTF-16LE' | 'UTF-16BE' | 'UTF-32LE' | 'UTF-32BE';

// O_NONBLOCK: opening a FIFO without a writer, and reading a pipe without data, must not block. Absent on Windows.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Milliseconds between two reads of an empty pipe. */
const POLL_INTERVAL = 10;

/** Milliseconds since the start of this process. Does not use `performance`, a module that completion would load too. */
export const sinceStart = () => process.uptime() * 1000;

/** Reads a file's bytes. Throws the file system's error, or an {@link UnreadableError}. */
export function readLimited(path: string, limits: ReadLimits): Buffer {
  const next = steps(path, limits);
  for (let bytes = next(); ; bytes = next()) {
    if (bytes !== undefined) return bytes;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_INTERVAL);
  }
}

/** Like {@link readLimited}, without blocking the process. Rejects with the reason of `stop` when that is aborted. */
export async function readLimitedAsync(
  path: string,
  limits: ReadLimits,
  stop: AbortSignal,
): Promise<Buffer> {
  const next = steps(path, limits);
  for (let bytes = next(); ; bytes = next(stop)) {
    if (bytes !== undefined) return bytes;
    // Not `node:timers/promises`, which completion would load too. The next read notices a signal.
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
}

/**
 * Returns a function that reads on at each call. It returns all bytes at the end of the file, `undefined` before; if it
 * throws, the file is closed.
 */
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

/** Reads a file as UTF-8. Throws like {@link readLimited}, and for another encoding. */
export function readLimitedText(path: string, limits: ReadLimits): string {
  return decoded(readLimited(path, limits));
}

/** Decodes bytes as UTF-8. Throws an {@link UnreadableError} for another encoding. */
export function decoded(bytes: Buffer): string {
  const encoding = foreignEncoding(bytes);
  if (encoding !== undefined) throw new UnreadableError(encoding);
  return bytes.toString();
}

/** The initial size of the buffer: most files are smaller. */
const INITIAL_SIZE = 64 * 1024;

/** Yields whenever a pipe has no data yet. */
function* read(path: string, limit: number): Generator<undefined, Buffer, undefined> {
  const fd = openSync(path, FLAGS);
  try {
    let buffer = Buffer.allocUnsafe(INITIAL_SIZE);
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

/** Descriptors of this process: the `<(…)` of a shell, which has its writer from the start, or stdin. */
const DESCRIPTORS = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/)/;

/** Whether a FIFO reads as empty because no writer has opened it yet. */
function awaitsWriter(fd: number, path: string): boolean {
  return !DESCRIPTORS.test(path) && fstatSync(fd).isFIFO();
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
  // Before UTF-16LE, whose mark begins with the same bytes.
  ['UTF-32LE', [0xff, 0xfe, 0, 0]],
  ['UTF-32BE', [0, 0, 0xfe, 0xff]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
];

/** AWS's files begin with ASCII, so without a mark the zeros around the first characters reveal the encoding. */
const ZEROS: readonly (readonly [Encoding, RegExp])[] = [
  ['UTF-32LE', /^[^\0]\0{3}/],
  ['UTF-32BE', /^\0{3}[^\0]/],
  ['UTF-16LE', /^[^\0]\0(?:[^\0]\0|$)/],
  ['UTF-16BE', /^\0[^\0](?:\0[^\0]|$)/],
];

function foreignEncoding(bytes: Buffer): Encoding | undefined {
  // A shortcut: nearly every file is UTF-8, and completion waits for this.
  if (!bytes.subarray(0, 4).some((byte) => byte === 0 || byte >= 0xfe)) return undefined;
  const start = bytes.toString('latin1', 0, 4);
  const [marked] = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? [];
  return marked ?? ZEROS.find(([, zeros]) => zeros.test(start))?.[0];
}

/** Readers of files while others replace these as fast as they can: every read gives one whole version. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { collectOutput, untilClosed } from '../../support/child-output.ts';
import { driverProgram } from '../../support/driver.ts';
import { makeTempHome } from '../../support/temp-home.ts';
import type { Findings } from '../soak-case.ts';

const WRITERS = 2;
const READERS = 2;
/** Of entries. */
const KINDS = 2;
/** Enough for a million reads. */
const TIME_LIMIT = 600_000;

function start(program: string, args: readonly string[], stop: AbortSignal) {
  const words = [driverProgram(new URL(program, import.meta.url)), ...args];
  const child = spawn(process.execPath, words, { signal: stop, killSignal: 'SIGKILL' });
  child.on('error', () => undefined); // of `stop`
  return child;
}

/** What a reader came to with one entry. */
interface Reading {
  readonly torn: number;
  /** How many different ones it saw: only one, if no process has written meanwhile. */
  readonly versions: number;
}

async function reading(child: ChildProcessWithoutNullStreams): Promise<Reading[]> {
  const output = collectOutput(child);
  await untilClosed(child, TIME_LIMIT);
  if (child.exitCode !== 0) throw new Error(`a reader failed: ${output.stderr}`);
  return JSON.parse(output.stdout);
}

/** @param count of reads, shared out evenly among the readers and the kinds of entries */
async function readWhileWritten(cache: string, count: number, stop: AbortSignal) {
  const several = (size: number, program: string, ...words: string[]) =>
    Array.from({ length: size }, () => start(program, [cache, ...words], stop));
  const writers = several(WRITERS, 'write-entry.ts');
  const ended = Promise.allSettled(writers.map((writer) => once(writer, 'close')));
  // They start while the writers do: later they would have to share the processors with them.
  const readers = several(READERS, 'read-entry.ts', String(Math.ceil(count / READERS / KINDS)));
  const readings = Promise.all(readers.map(reading));
  try {
    const writing = Promise.all(writers.map(({ stdout }) => once(stdout, 'readable')));
    await Promise.race([writing, readings]);
    for (const { stdin } of readers) stdin.end('\n');
    return (await readings).flat();
  } finally {
    for (const { stdin } of writers) stdin.end();
    await ended;
  }
}

/** @param count of reads */
export async function tornReads(count: number, stop: AbortSignal): Promise<Findings> {
  const home = await makeTempHome();
  const readings = await readWhileWritten(home.cacheDir, count, stop).finally(home.close);
  const torn = readings.reduce((total, each) => total + each.torn, 0);
  return {
    found: readings.map(({ torn, versions }) => ({ torn, hasSeenChanges: versions > 1 })),
    wanted: { torn: 0, hasSeenChanges: true },
    summary: `${count} reads by ${READERS} readers: ${torn} torn`,
  };
}

/** Readers of one file while others replace it as fast as they can: every read gives one whole version. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { collectOutput, untilClosed } from '../../support/child-output.ts';
import { driverProgram } from '../../support/driver.ts';
import { makeTempHome } from '../../support/temp-home.ts';
import type { Findings } from '../soak-case.ts';
import { ENTRIES } from './entry.ts';

const WRITERS = 2;
const READERS = 2;
/** Enough for a million reads. */
const TIME_LIMIT = 600_000;

function start(program: string, args: readonly string[], stop: AbortSignal) {
  const words = [driverProgram(new URL(program, import.meta.url)), ...args];
  const child = spawn(process.execPath, words, { signal: stop, killSignal: 'SIGKILL' });
  child.on('error', () => undefined); // of `stop`
  return child;
}

/** What a reader came to. */
interface Reading {
  readonly torn: number;
  /** How many different ones it saw: only one, if no process has written meanwhile. */
  readonly versions: number;
}

async function reading(child: ChildProcessWithoutNullStreams): Promise<Reading> {
  const output = collectOutput(child);
  await untilClosed(child, TIME_LIMIT);
  if (child.exitCode !== 0) throw new Error(`a reader failed: ${output.stderr}`);
  return JSON.parse(output.stdout);
}

/** @param entry the words that name it to the drivers */
async function readWhileWritten(
  entry: readonly string[],
  count: number,
  stop: AbortSignal,
): Promise<Reading[]> {
  const writers = Array.from({ length: WRITERS }, () => start('write-entry.ts', entry, stop));
  const ended = Promise.allSettled(writers.map((writer) => once(writer, 'close')));
  try {
    await Promise.all(writers.map(({ stdout }) => once(stdout, 'readable')));
    const words = [...entry, String(Math.ceil(count / READERS))];
    const readers = Array.from({ length: READERS }, () => start('read-entry.ts', words, stop));
    return await Promise.all(readers.map(reading));
  } finally {
    for (const { stdin } of writers) stdin.end();
    await ended;
  }
}

/** @param count of reads, shared out evenly among the kinds of entries and their readers */
export async function tornReads(count: number, stop: AbortSignal): Promise<Findings> {
  const home = await makeTempHome();
  const kinds = Object.keys(ENTRIES);
  const readings: Reading[] = [];
  try {
    for (const kind of kinds)
      readings.push(...(await readWhileWritten([home.cacheDir, kind], count / kinds.length, stop)));
  } finally {
    await home.close();
  }
  const torn = readings.reduce((total, each) => total + each.torn, 0);
  return {
    found: readings.map(({ torn, versions }) => ({ torn, hasSeenChanges: versions > 1 })),
    wanted: { torn: 0, hasSeenChanges: true },
    summary: `${count} reads by ${readings.length} readers: ${torn} torn`,
  };
}

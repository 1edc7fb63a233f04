/** The most memory that a process has had at its end, in terms of bare node. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from './measure.ts';
import { BARE, type Call, type Measurement, run } from './measurements.ts';
import { quantile } from './statistics.ts';

/** Programs that are started twenty at once, or that stay beside a command. */
const ROWS = [BARE, 'cached', 'exec true, cached', 'cold, role without MFA'];
const ROUNDS = 3;

/**
 * The peak memory of some rows, as lines of a text.
 *
 * @throws as `measure`
 */
export async function memoryTable(
  measurements: readonly Measurement[],
  stop: AbortSignal,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'swrole-bench-'));
  try {
    const recorder = await makeRecorder(folder);
    const chosen = measurements.filter(({ what }) => ROWS.includes(what));
    const samples = await measure(chosen, ROUNDS, stop, recorder);
    const kilobytes = (what: string) => quantile(samples.get(what) ?? [], 0.5);
    const line = (what: string) =>
      `${(kilobytes(what) / 1024).toFixed(0).padStart(6)} MB   ${(kilobytes(what) / kilobytes(BARE)).toFixed(2)}   ${what}\n`;
    return `peak memory, and as a ratio to ${BARE}\n${chosen.map(({ what }) => line(what)).join('')}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a call with a module that records its memory, in kilobytes. */
async function makeRecorder(folder: string) {
  const record = join(folder, 'record.cjs');
  const report = join(folder, 'kilobytes');
  const text = JSON.stringify(report);
  await writeFile(
    record,
    `process.on('exit', () => require('fs').writeFileSync(${text}, String(process.resourceUsage().maxRSS)));`,
  );
  return async (call: Call) => {
    await run({ ...call, args: ['--require', record, ...call.args] });
    return Number(await readFile(report, 'utf8'));
  };
}

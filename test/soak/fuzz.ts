/** Tests of `npm test` with chance in them, with more of it, from a seed of its own each time. */
import { MORE_CASES, SEED } from '../support/property-runs.ts';
import { failedTests, failureTexts, runTests } from './run-tests.ts';
import type { Findings } from './soak-case.ts';

/** What chance is to decide, and how much of it. */
interface MoreChance {
  readonly file: string;
  /** How many times as much as in `npm test`. */
  readonly times: number;
  /** Milliseconds. */
  readonly timeLimit: number;
}

async function withMoreChance({ file, times, timeLimit }: MoreChance, stop: AbortSignal) {
  const seed = Date.now() % 2 ** 31;
  const env = { [MORE_CASES]: String(times), [SEED]: String(seed) };
  const words = [`--testTimeout=${timeLimit}`];
  const report = await runTests([file], { stop, words, env, timeLimit });
  const failed = failedTests(report);
  const summary = `seed ${seed}: ${report.numPassedTests} tests passed, ${failed.length} failed`;
  const found = [{ failed, why: failureTexts(report) }];
  return { found, wanted: { failed: [], why: [] }, summary };
}

/** @param count of inputs of each kind */
export function moreInputs(count: number, stop: AbortSignal): Promise<Findings> {
  // An hour for a hundred thousand, on a slow machine.
  const timeLimit = 300_000 + count * 36;
  return withMoreChance({ file: 'test/fuzz/fuzz.test.ts', times: count / 5_000, timeLimit }, stop);
}

/** @param count of rounds */
export function moreEdits(count: number, stop: AbortSignal): Promise<Findings> {
  const timeLimit = 300_000 + count * 20;
  const times = count / 2_000;
  return withMoreChance({ file: 'test/cli/random-edits.test.ts', times, timeLimit }, stop);
}

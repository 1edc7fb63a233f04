/** The fuzzing of `npm test` with more inputs, from a seed of its own each time. */
import { MORE_CASES } from '../support/property-runs.ts';
import { failedTests, failureTexts, runTests } from './run-tests.ts';
import type { Findings } from './soak-case.ts';

const FILE = 'test/fuzz/fuzz.test.ts';

/** What `npm test` tries of each kind. */
const IN_TEST = 5_000;

/** Milliseconds: forty minutes for a hundred thousand of each kind, on a slow machine. */
const timeLimit = (count: number) => 300_000 + count * 24;

/** @param count of inputs of each kind */
export async function moreInputs(count: number, stop: AbortSignal): Promise<Findings> {
  const seed = Date.now() % 2 ** 31;
  const env = { [MORE_CASES]: String(count / IN_TEST), SWROLE_FUZZ_SEED: String(seed) };
  const limit = timeLimit(count);
  const words = [`--testTimeout=${limit}`];
  const report = await runTests([FILE], { stop, words, env, timeLimit: limit });
  const failed = failedTests(report);
  const summary = `seed ${seed}: ${report.numPassedTests} tests passed, ${failed.length} failed`;
  return {
    found: [{ failed, why: failureTexts(report) }],
    wanted: { failed: [], why: [] },
    summary,
  };
}

/** The tests of properties with more generated cases than a test has time for. */
import { MORE_CASES } from '../support/property-runs.ts';
import { failedTests, runTests } from './run-tests.ts';
import type { Findings } from './soak-case.ts';

const FILES = [
  'test/config/differential.test.ts',
  'test/config/config-files.test.ts',
  'test/config/shared-plans.test.ts',
  'test/config-edit/byte-preserving.test.ts',
  'test/session/failure-record.test.ts',
  'test/fast-path/digest.test.ts',
  'test/fast-path/launcher.test.ts',
  'test/util/secret-text.test.ts',
];

/** @param count how many times as many */
export async function moreCases(count: number, stop: AbortSignal): Promise<Findings> {
  const report = await runTests(FILES, {
    stop,
    words: ['--testTimeout=600000'],
    env: { [MORE_CASES]: String(count) },
  });
  const failed = failedTests(report);
  const summary = `${report.numPassedTests} tests passed, ${failed.length} failed`;
  return { found: [{ failed }], wanted: { failed: [] }, summary };
}

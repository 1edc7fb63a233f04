/**
 * The tests over real terminals, again and again: what depends on who is faster shows itself seldom. They are not
 * written a second time; vitest runs them as `npm test` does.
 */
import { failedTests, runTests } from './run-tests.ts';
import { type Findings, inRounds } from './soak-case.ts';

const FILES = [
  'test/terminal/tty.test.ts',
  'test/cli/terminal.test.ts',
  'test/cli/prompting.test.ts',
];

/** @param count how often all of them run */
export async function terminalMatrix(count: number, stop: AbortSignal): Promise<Findings> {
  const reports = await inRounds(count, stop, () => runTests(FILES, { stop }));
  const passed = reports.reduce((total, { numPassedTests }) => total + numPassedTests, 0);
  const found = reports.map((report) => ({ failed: failedTests(report) }));
  const failures = found.reduce((total, { failed }) => total + failed.length, 0);
  return { found, wanted: { failed: [] }, summary: `${passed} tests passed, ${failures} failed` };
}

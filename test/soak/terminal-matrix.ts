/**
 * The tests over real terminals, again and again: what depends on who is faster shows itself seldom. They are not
 * written a second time; vitest runs them as `npm test` does.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import { type Findings, inRounds } from './soak-case.ts';

const FILES = [
  'test/mfa/terminal.test.ts',
  'test/cli/terminal.test.ts',
  'test/cli/prompting.test.ts',
];

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/** Ten times as long as all files need. */
const TIME_LIMIT = 600_000;

/** What is used of vitest's JSON report. */
interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

async function runTests(stop: AbortSignal): Promise<Report> {
  const words = [VITEST, 'run', '--reporter=json', ...FILES];
  const child = spawn(process.execPath, words, { cwd: PROJECT, signal: stop });
  child.on('error', () => undefined); // of `stop`
  const output = collectOutput(child);
  await untilClosed(child, TIME_LIMIT);
  return JSON.parse(output.stdout);
}

function failedTests({ testResults }: Report): readonly string[] {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName);
}

/** @param count how often all of them run */
export async function terminalMatrix(count: number, stop: AbortSignal): Promise<Findings> {
  const reports = await inRounds(count, stop, () => runTests(stop));
  const passed = reports.reduce((total, { numPassedTests }) => total + numPassedTests, 0);
  const found = reports.map((report) => ({ failed: failedTests(report) }));
  const failures = found.reduce((total, { failed }) => total + failed.length, 0);
  return { found, wanted: { failed: [] }, summary: `${passed} tests passed, ${failures} failed` };
}

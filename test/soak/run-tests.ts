/** Tests of this project, run again by vitest: they are not written a second time. */
import { spawn } from 'node:child_process';
import { accessSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectOutput, untilClosed } from '../support/child-output.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/** Ten times as long as all files need. */
const TIME_LIMIT = 600_000;

/** What is used of vitest's JSON report. */
export interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** How tests are run. */
interface Running {
  readonly stop: AbortSignal;
  /** Words for vitest. */
  readonly words?: readonly string[];
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; ten times as long as all files need, where absent. */
  readonly timeLimit?: number;
}

/** Runs files of tests as `npm test` does. */
export async function runTests(
  files: readonly string[],
  { stop, words = [], env = {}, timeLimit = TIME_LIMIT }: Running,
): Promise<Report> {
  for (const file of files) accessSync(join(PROJECT, file)); // vitest passes over a name that it does not find
  const options = { cwd: PROJECT, signal: stop, env: { ...process.env, ...env } };
  const child = spawn(
    process.execPath,
    [VITEST, 'run', '--reporter=json', ...words, ...files],
    options,
  );
  child.on('error', () => undefined); // of `stop`
  const output = collectOutput(child);
  await untilClosed(child, timeLimit);
  return JSON.parse(output.stdout);
}

/** The first lines of why tests failed. */
export function failureTexts({ testResults }: Report): readonly string[] {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.flatMap(({ failureMessages = [] }) => failureMessages);
}

/** The names of those that failed. */
export function failedTests({ testResults }: Report): readonly string[] {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName);
}

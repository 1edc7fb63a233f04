/** How many runs ended, in a form that can be compared: one entry for all that are identical. */
import type { RunResult } from '../support/run-swrole.ts';

const DOCUMENT =
  /^\{"Version":1,"AccessKeyId":"ASIA\w{16}","SecretAccessKey":"[^"]+","SessionToken":"[^"]+","Expiration":"[-\dT:]+Z","AccountId":"\d{12}"\}\n$/;

/** A run that gave credentials; which ones, chance decides. */
export const ANSWERED: RunResult = {
  exitCode: 0,
  signal: null,
  stdout: 'a Version 1 document\n',
  stderr: '',
};

/** A run that failed with these lines on stderr. */
export function failed(exitCode: number, ...lines: readonly string[]): RunResult {
  const stderr = lines.map((line) => `swrole: ${line}\n`).join('');
  return { exitCode, signal: null, stdout: '', stderr };
}

function withoutSecrets(result: RunResult): RunResult {
  return DOCUMENT.test(result.stdout) ? { ...result, stdout: ANSWERED.stdout } : result;
}

/** The endings that differ in any byte. Two answers with other credentials are two, and look the same here. */
export function differentEndings(results: readonly RunResult[]): readonly RunResult[] {
  const different = new Map(results.map((result) => [JSON.stringify(result), result]));
  return [...different.values()].map(withoutSecrets);
}

/** The two programs that are compared, each run once in a home. */

import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { type TimedRun, timedRun } from '../support/timed-run.ts';
import type { Home } from './homes.ts';

const DOCUMENT =
  /^\{"Version":1,"AccessKeyId":"ASIA\w{16}","SecretAccessKey":"[^"]+","SessionToken":"[^"]+","Expiration":"[-\dT:]+Z","AccountId":"\d{12}"\}\n$/;

async function run(args: readonly string[], home: Home, expected: RegExp): Promise<TimedRun> {
  const result = await timedRun(process.execPath, args, home.env);
  const { exitCode, stdout, stderr } = result;
  if (exitCode === 0 && stderr === '' && expected.test(stdout)) return result;
  // What was on stdout may be a secret.
  throw new Error(`wrong answer of node ${args.join(' ')}: exit code ${exitCode}, ${stderr}`);
}

/** Bare node, which does nothing. */
export function runNode(home: Home): Promise<TimedRun> {
  return run(['-e', '0'], home, /^$/);
}

/** What a shell asks at the Tab key behind `swr project`. */
export function runCompletion(home: Home): Promise<TimedRun> {
  const args = [SWROLE_PROGRAM, '__complete', 'words', 'swr', 'project'];
  return run(args, home, /^my-company\t\nproject-dev\tarn:/);
}

/**
 * `swrole -j project-dev`, as the built program.
 *
 * @throws Error if the answer is not one, or not `answer` where that is given
 */
export async function runSwrole(home: Home, answer?: string): Promise<TimedRun> {
  const result = await run([SWROLE_PROGRAM, '-j', 'project-dev'], home, DOCUMENT);
  if (answer !== undefined && result.stdout !== answer)
    throw new Error('another answer than before');
  return result;
}

/** `swrole list`, as a user runs it. */
export function runList(home: Home): Promise<TimedRun> {
  return run([SWROLE_PROGRAM, 'list'], home, /^PROFILE +KIND (?:.*\n)+$/);
}

/**
 * Lets the first of many callers of a profile get the answer, while the others wait without loading the whole program: twenty
 * SDKs that start together would load it twenty times, on the processors that the first one needs. A waiter takes an answer as
 * it would take a stored one, with all checks. It stops waiting when the first caller has ended, or after some seconds; then it
 * goes on as if there were no other.
 */

import { closeSync, fstatSync, lstatSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from './cached-answer.ts';
import { digest } from './fingerprint.ts';
import { cacheDirectory, type Environment, FIRST_CALLER, homeDirectory, LOCKS } from './paths.ts';
import { isPrivateDirectory, makePrivateFolder, readPrivateFile } from './private-file.ts';

/** Milliseconds: as long as a person needs for a code, or a slow network for a call. The locks of a session wait for longer. */
const PATIENCE = 10_000;

/** Milliseconds between two looks, of which each takes a fraction of one. */
const INTERVAL = 20;

/** Milliseconds that no run of swrole reaches. */
const LONGEST_RUN = 60_000;

/** Milliseconds in which a caller has written its number into the file that it has created. */
const STARTING = 1_000;

/**
 * Waits for the answer of a caller that was earlier. Blocks the process, and never throws.
 *
 * @param patience for how many milliseconds at most
 * @returns the document; `undefined` if this process must get it: there is no other caller, or it has none
 */
export function awaitFirstCaller(
  profile: string,
  env: Environment,
  patience = PATIENCE,
): string | undefined {
  // A command of a profile never waits for that profile. On a terminal, and with a log, a person wants to see what happens.
  if (env.SWROLE_ACTIVE || env.SWROLE_MFA_SERIAL || env.SWROLE_DEBUG) return undefined;
  try {
    const mark = markOf(profile, env);
    if (mark === undefined || mayBeTerminal(2) || becomeFirst(mark)) return undefined;
    return waitWhileFirstRuns(mark, () => readDocument(profile, env), patience);
  } catch {
    return undefined;
  }
}

/** Whether a stream may be a terminal: any device of characters but /dev/null. */
export function mayBeTerminal(stream: number): boolean {
  const stats = fstatSync(stream);
  return stats.isCharacterDevice() && stats.rdev !== statSync('/dev/null').rdev;
}

/** The file that the first caller of a profile keeps while it runs, in swrole's directory, if that exists and is private. */
function markOf(profile: string, env: Environment): string | undefined {
  const cache = cacheDirectory(env, homeDirectory(env));
  if (cache === undefined || !isPrivateDirectory(cache)) return undefined;
  if (makePrivateFolder(cache, LOCKS) !== undefined) return undefined;
  return join(cache, LOCKS, FIRST_CALLER + digest(profile));
}

/** Whether this process is the first caller now. Its mark goes with it; that of a killed process is taken over. */
function becomeFirst(mark: string): boolean {
  if (isAbandoned(mark)) rmSync(mark, { force: true });
  let fd: number;
  try {
    fd = openSync(mark, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  process.on('exit', () => rmSync(mark, { force: true }));
  try {
    writeSync(fd, String(process.pid));
  } finally {
    closeSync(fd);
  }
  return true;
}

const exists = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Whether there is a mark, but not the process that created it. */
function isAbandoned(mark: string): boolean {
  if (!exists(mark)) return false;
  const file = readPrivateFile(mark);
  const pid = Number(file?.text);
  const age = Math.abs(Date.now() - (file?.writtenAt ?? 0));
  if (file?.text === '') return age > STARTING;
  // swrole ends within a minute, so an older mark has the number of another process by now.
  if (age > LONGEST_RUN || !(pid > 0) || pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

function waitWhileFirstRuns(
  mark: string,
  read: () => string | undefined,
  patience: number,
): string | undefined {
  const until = performance.now() + patience;
  while (performance.now() < until) {
    // Before the look at the answer, which the first caller stores before it ends.
    const isRunning = exists(mark) && !isAbandoned(mark);
    const document = read();
    if (document !== undefined || !isRunning) return document;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, INTERVAL);
  }
  return undefined;
}

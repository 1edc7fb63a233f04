/**
 * Prints the cached answer. SDKs start swrole for every process, so the fast path only reads one small file and prints it.
 * This folder imports only node's builtins and itself. If there is any doubt about the answer, the whole program (`app.ts`)
 * takes over. Reading never throws and never waits.
 */

import { writeSync } from 'node:fs';
import { cachedRequest, type ReadyAnswer, readAnswer } from './cached-answer.ts';
import { fingerprint } from './fingerprint.ts';
import { cacheDirectory, type Environment, homeDirectory } from './paths.ts';
import { restoreRegion } from './region.ts';

/** The document to print for this command line, or `undefined` if there is any doubt about it. */
export function readCachedDocument(): string | undefined {
  const profile = cachedRequest(process.argv.slice(2));
  return profile === undefined ? undefined : readDocument(profile, process.env);
}

/** The stored document of a profile in an environment, or `undefined` if there is any doubt about it. */
export function readDocument(profile: string, env: Environment): string | undefined {
  return readReadyAnswer(profile, env)?.document;
}

/** The stored answer of a profile in an environment, or `undefined` if there is any doubt about it. */
export function readReadyAnswer(profile: string, env: Environment): ReadyAnswer | undefined {
  if (env.SWROLE_DEBUG) return undefined;
  try {
    const home = homeDirectory(env);
    const cache = cacheDirectory(env, home);
    if (cache === undefined) return undefined;
    const current = (dependencies: readonly string[]) =>
      fingerprint(profile, env, home, dependencies);
    return readAnswer(cache, profile, current, Date.now());
  } catch {
    return undefined;
  }
}

/** A copy of the process's environment, as the program around the library has it, with the region that is the user's own. */
export function copyEnvironment(): Environment {
  const entries = Object.entries(process.env);
  const isWindows = process.platform === 'win32';
  // Windows ignores the case of variables; a copy does not.
  const env = Object.fromEntries(
    entries.map(([name, value]) => [isWindows ? name.toUpperCase() : name, value]),
  );
  restoreRegion(env);
  return env;
}

/** Milliseconds to wait for a reader that takes nothing. swrole always ends within 55 s: the Go SDK kills it after 60 s. */
const PATIENCE = 55_000;

/** Milliseconds between two attempts to write, so that other programs can use the processor. */
const RETRY_AFTER = 5;

/**
 * Writes to the descriptor directly: `process.stdout` would load node's stream and terminal modules.
 *
 * @returns the system's error code; `undefined` if everything is written or the reader has closed the pipe
 */
export function writeAll(fd: 1 | 2, text: string): string | undefined {
  const bytes = Buffer.from(text);
  const since = Date.now();
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return undefined;
      // EAGAIN: a non-blocking pipe whose reader is slow.
      if (code !== 'EAGAIN' || Math.abs(Date.now() - since) > PATIENCE) return code;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_AFTER);
    }
  }
  return undefined;
}

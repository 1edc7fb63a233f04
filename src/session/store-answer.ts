/** Leaves what was just handed out where the next call finds it without loading anything (`src/hot/`). */
import { type BigIntStats, statSync } from 'node:fs';
import type { Instant } from '../credentials.ts';
import { DiskError, type PrivateStore } from '../storage/private-store.ts';
import { type Answer, answerName, formatAnswer } from '../fast-path/cached-answer.ts';

/** Milliseconds in which a second change of a file may leave its times as they are: a kernel tick. */
const TICK = 20;
/** The same for file systems that count whole seconds, or two. */
const COARSE_TICK = 2_000;

/**
 * Whether a change made after the instant must show in the file's times. An edit in the same tick as
 * the one before it would not (git calls such an entry racily clean), and an old answer would stay.
 */
function isSettled(path: string, at: Instant): boolean {
  let stats: BigIntStats | undefined;
  try {
    stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return false; // such as a folder that was closed meanwhile
  }
  if (stats === undefined) return true;
  const tick = stats.ctimeNs % 1_000_000_000n === 0n ? COARSE_TICK : TICK;
  return Number(stats.ctimeMs) + tick < at;
}

/**
 * Stores the answer of a profile, unless its config files were changed too recently to tell a
 * further change apart.
 *
 * @param files the paths of the config files
 * @param readAt when the answer's fingerprint was taken, before the files were read
 * @returns why it is not kept; `undefined` if it is
 */
export function storeAnswer(
  store: PrivateStore,
  profile: string,
  answer: Answer,
  files: readonly string[],
  readAt: Instant,
): string | undefined {
  if (!files.every((path) => isSettled(path, readAt)))
    return 'a config file was changed a moment ago';
  try {
    store.write(answerName(profile), formatAnswer(answer));
    return undefined;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return error.message;
  }
}

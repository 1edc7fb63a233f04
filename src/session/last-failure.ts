/**
 * Stores the last failure of each profile, with the message that went to stderr. Some SDKs (those for JavaScript, Java
 * and C++) do not show it, so it is kept for `status` and `doctor`. A success deletes it.
 */

import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Instant } from '../credentials.ts';
import type { PrivateFolder, PrivateStore } from '../storage/private-store.ts';
import { keyFile } from './session-key.ts';
import { instant } from './stored-error.ts';

/** Why a profile gave no credentials. It contains nothing secret, because it was shown. */
export interface LastFailure {
  /** The requested profile. */
  readonly profile: string;
  readonly at: Instant;
  /** The process that failed. */
  readonly pid: number;
  readonly exitCode: number;
  readonly message: string;
  /** What to do about it, if there is something to do. */
  readonly hint?: string | undefined;
}

/** Changes when the meaning of a stored failure changes. */
const FORMAT = 1;

/** Failures are deleted after this many milliseconds. A day, so that the reason can still be found tomorrow. */
export const FAILURE_LIFETIME = 24 * 60 * 60 * 1000;

/** Stores a failure instead of the one before it. @throws DiskError */
export function storeFailure(outcomes: PrivateStore, failure: LastFailure): void {
  outcomes.write(fileName(failure.profile), `${JSON.stringify({ format: FORMAT, ...failure })}\n`);
}

/** Deletes the failure of a profile, if there is one. @throws DiskError */
export function deleteFailure(outcomes: PrivateStore, profile: string): void {
  outcomes.remove(fileName(profile));
}

/** All stored failures, the latest first, without those that are damaged or of another version. */
export function lastFailures(outcomes: PrivateFolder, now: Instant): readonly LastFailure[] {
  return outcomes
    .list()
    .flatMap((name) => {
      const failure = parseFailure(outcomes.read(name));
      return failure !== undefined && fileName(failure.profile) === name ? failure : [];
    })
    .filter(({ at }) => now - at < FAILURE_LIFETIME)
    .sort((a, b) => b.at - a.at);
}

/** Looks like all names in the folder, but is never the name of an attempt's failures. */
function fileName(profile: string): string {
  const text = JSON.stringify(['last failure', profile]);
  return keyFile(createHash('sha256').update(text).digest('hex'));
}

const schema = z.object({
  format: z.literal(FORMAT),
  profile: z.string(),
  at: instant(),
  pid: z.number().check(z.int(), z.positive()),
  exitCode: z.number().check(z.int(), z.minimum(0), z.maximum(255)),
  message: z.string(),
  hint: z.optional(z.string()),
});

function parseFailure(text: string | undefined): LastFailure | undefined {
  try {
    const { format: _, ...failure } = schema.parse(JSON.parse(text ?? ''));
    return failure;
  } catch {
    return undefined;
  }
}

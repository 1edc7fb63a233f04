/**
 * The last failure of each profile, in the words that went to stderr. Some SDKs show nothing of them (those for JavaScript,
 * Java and C++), so they are kept for a later look at the reason. A success removes it.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Instant } from '../credentials.ts';
import type { PrivateFolder, PrivateStore } from '../storage/private-store.ts';
import { keyFile } from './inventory.ts';
import { instant } from './stored-error.ts';

/** Why a profile gave no credentials. Nothing secret is in it: it was shown. */
export interface LastFailure {
  /** The profile that was asked for. */
  readonly profile: string;
  readonly at: Instant;
  /** The process that failed. */
  readonly pid: number;
  readonly exitCode: number;
  readonly message: string;
  /** What to do about it, where there is something. */
  readonly hint?: string | undefined;
}

/** Changes when a stored failure means something else than before. */
const FORMAT = 1;

/** So many milliseconds a failure is kept: the reason may be looked for tomorrow. */
export const FAILURE_KEPT = 24 * 60 * 60 * 1000;

/** Has the form of all names there, and is never the name of an attempt's failures. */
function fileName(profile: string): string {
  const text = JSON.stringify(['last failure', profile]);
  return keyFile(createHash('sha256').update(text).digest('hex'));
}

/** Keeps a failure, instead of the one before it. @throws DiskError */
export function storeFailure(outcomes: PrivateStore, failure: LastFailure): void {
  outcomes.write(fileName(failure.profile), `${JSON.stringify({ format: FORMAT, ...failure })}\n`);
}

/** Removes the failure of a profile, if there is one. @throws DiskError */
export function deleteFailure(outcomes: PrivateStore, profile: string): void {
  outcomes.remove(fileName(profile));
}

/** All failures that are kept, the latest first; what is damaged, or of another version, is passed over. */
export function lastFailures(outcomes: PrivateFolder, now: Instant): readonly LastFailure[] {
  return outcomes
    .list()
    .flatMap((name) => {
      const failure = parseFailure(outcomes.read(name));
      return failure !== undefined && fileName(failure.profile) === name ? failure : [];
    })
    .filter(({ at }) => now - at < FAILURE_KEPT)
    .sort((a, b) => b.at - a.at);
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

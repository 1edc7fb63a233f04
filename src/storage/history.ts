/**
 * Remembers which profiles a user has switched to, how often and when: the order of the picker, and what `-` goes back to. It
 * holds names of profiles and times, nothing else. A damaged file counts as an empty one, and no trouble with it fails a command.
 */

import { type Instant, isInstant } from '../credentials.ts';
import { HISTORY } from '../fast-path/paths.ts';
import type { Environment } from '../system.ts';
import { type Cache, DiskError, privateStore } from './private-store.ts';

/** One profile and its use. */
export interface Use {
  readonly profile: string;
  /** When it was last used. */
  readonly at: Instant;
  /** How often it was used until then; each use counts less the older it is. */
  readonly weight: number;
}

const FILE = 'profiles.json';

/** Changes when the meaning of the file changes. */
const FORMAT = 1;

/** The most profiles to remember; the least used ones are dropped. */
const MAX_USES = 200;

/** Bytes in JSON: a longer name is not remembered, so that the file stays small enough to be read (64 KiB). */
const MAX_NAME = 200;

const isShort = (profile: string) => Buffer.byteLength(JSON.stringify(profile)) <= MAX_NAME;

/** After so many milliseconds, a use counts half: what was used every day last month is not what is used today. */
const HALF_LIFE = 7 * 24 * 60 * 60 * 1000;

/** What the history needs. */
interface HistoryDeps {
  readonly cache: Cache;
  readonly system: { readonly env: Environment; now(): Instant };
}

/** Whether the user wants no history: `SWROLE_HISTORY=off`. */
export function isHistoryOff({ SWROLE_HISTORY }: Environment): boolean {
  return SWROLE_HISTORY?.toLowerCase() === 'off';
}

/** The used profiles, the most used first; empty without a history. Never throws. */
export function readHistory({ cache, system }: HistoryDeps): readonly Use[] {
  if (isHistoryOff(system.env)) return [];
  const now = system.now();
  return parseUses(privateStore(cache, HISTORY).read(FILE)).sort(
    (a, b) => weightAt(b, now) - weightAt(a, now),
  );
}

/** The profile that was used last, besides this one; `undefined` if there is none. */
export function lastUsed(uses: readonly Use[], besides: string | undefined): string | undefined {
  const others = uses.filter(({ profile }) => profile !== besides);
  return others.reduce<Use | undefined>(
    (last, use) => (last === undefined || use.at > last.at ? use : last),
    undefined,
  )?.profile;
}

/**
 * Adds a use of a profile now. Two processes that write at the same moment may lose one of the two uses, which only changes an
 * order.
 *
 * @returns why it is not kept, for the log; `undefined` if it is
 */
export function addUse(profile: string, deps: HistoryDeps): string | undefined {
  const { cache, system } = deps;
  if (isHistoryOff(system.env)) return 'SWROLE_HISTORY=off';
  if (!isShort(profile)) return 'its name is too long';
  const uses = withUse(readHistory(deps), profile, system.now());
  try {
    privateStore(cache, HISTORY).write(FILE, `${JSON.stringify({ format: FORMAT, uses })}\n`);
    return undefined;
  } catch (error) {
    if (error instanceof DiskError) return error.message;
    throw error;
  }
}

/** The uses with one more, the latest first, at most `MAX_USES`. */
function withUse(uses: readonly Use[], profile: string, now: Instant): readonly Use[] {
  const before = uses.find((use) => use.profile === profile);
  const use = { profile, at: now, weight: 1 + (before ? weightAt(before, now) : 0) };
  return [use, ...uses.filter((each) => each.profile !== profile)].slice(0, MAX_USES);
}

/** What the uses of a profile count at an instant; a use in the future (the clock was set back) counts as one now. */
function weightAt({ at, weight }: Use, now: Instant): number {
  return weight * 2 ** -(Math.max(0, now - at) / HALF_LIFE);
}

/** The uses in the file; without those that are damaged, and none if another program or version wrote it. */
function parseUses(text: string | undefined): Use[] {
  try {
    const { format, uses } = JSON.parse(text ?? '') as { format?: unknown; uses?: unknown };
    if (format !== FORMAT || !Array.isArray(uses)) return [];
    return uses.slice(0, MAX_USES).filter(isUse);
  } catch {
    return [];
  }
}

function isUse(use: unknown): use is Use {
  const { profile, at, weight } = (use ?? {}) as Record<string, unknown>;
  if (typeof profile !== 'string' || !isShort(profile) || !isInstant(at)) return false;
  return typeof weight === 'number' && weight > 0 && weight < Number.MAX_SAFE_INTEGER;
}

/** The answers that `swrole -j PROFILE` would repeat without loading anything. Only their first lines are looked at. */

import type { Instant } from '../../credentials.ts';
import { isTemporary } from '../../storage/own-files.ts';
import { type PrivateStore, privateStore } from '../../storage/private-store.ts';
import { ANSWERS, readAnswer } from '../../fast-path/cached-answer.ts';
import { fingerprint } from '../../fast-path/fingerprint.ts';
import { jsonInstant } from '../people/json-text.ts';
import type { World } from '../context.ts';

/** One answer. */
export interface AnswerFacts {
  readonly profile: string;
  /** Until when it may be repeated: at most until its session is to be renewed. */
  readonly usableUntil: string;
  /** Whether it would be given now: nothing that it depends on has changed since, and its time is not over. */
  readonly isCurrent: boolean;
}

/** All answers, by profile. */
export function answerFacts({ system, cache }: World, now: Instant): readonly AnswerFacts[] {
  if (cache === undefined) return [];
  const store = privateStore(cache, ANSWERS);
  return store.list().flatMap((name) => {
    const profile = profileOf(name);
    const usableUntil = usableUntilOf(store, name);
    if (profile === undefined || usableUntil === undefined) return [];
    const current = (dependencies: readonly string[]) =>
      fingerprint(profile, system.env, system.home, dependencies);
    const isCurrent = isGiven(() => readAnswer(cache, profile, current, now));
    return [{ profile, usableUntil, isCurrent }];
  });
}

/** A name that swrole did not make is nobody's. */
function profileOf(name: string): string | undefined {
  try {
    return isTemporary(name) ? undefined : decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function usableUntilOf(store: PrivateStore, name: string): string | undefined {
  const [, seconds] = store.read(name)?.split('\n', 1)[0]?.split(' ') ?? [];
  const instant = Number(seconds) * 1000;
  return Number.isNaN(new Date(instant).getTime()) ? undefined : jsonInstant(instant);
}

/** As the hot path does it: any trouble is a miss. */
function isGiven(read: () => string | undefined): boolean {
  try {
    return read() !== undefined;
  } catch {
    return false;
  }
}

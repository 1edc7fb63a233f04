/** Names of profiles that nobody has written down. */
import type { Facts } from './facts/facts.ts';

/** Whether a file could not be read: nobody knows which profiles are in it. */
export function isHalfRead({ fileFacts }: Facts): boolean {
  return fileFacts.some(({ error }) => error !== undefined);
}

/** Whether a profile is certainly in neither file. */
export function isMissing(name: string, facts: Facts): boolean {
  return !facts.files.profiles.has(name) && !isHalfRead(facts);
}

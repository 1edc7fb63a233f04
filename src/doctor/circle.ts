/** Circles of profiles, which are found once from each profile on them. */

/** One id for a circle, wherever somebody got onto it. */
export function circleId(profiles: readonly string[]): string {
  return JSON.stringify([...new Set(profiles)].sort());
}

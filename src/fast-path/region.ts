/**
 * The region that swrole sets is swrole's to take away. So the environment says which one swrole has set and what was
 * there before, and the next profile, a failure and `swr off` bring that back. It stands in `hot/` because the cached
 * answer depends on the region as well.
 */

/** The variable with the region that swrole has set. A variable of the region that differs from it is the user's own. */
export const REGION_SET = 'SWROLE_REGION';

/** The variables of the region, in the order in which they count. */
export const REGION_NAMES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** The variables of the region, each with the one that keeps what it held before; that is not set if it was not set. */
export const REGION_VARIABLES = [
  [REGION_NAMES[0], 'SWROLE_REGION_BEFORE'],
  [REGION_NAMES[1], 'SWROLE_DEFAULT_REGION_BEFORE'],
] as const;

/** Gives both variables of the region what they held before swrole set them. A second time changes nothing. */
export function restoreRegion(env: Record<string, string | undefined>): void {
  const region = env[REGION_SET];
  if (!region) return;
  for (const [name, before] of REGION_VARIABLES) {
    if (env[name] !== region) continue;
    const value = env[before];
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
}

/**
 * Restores the region variables that swrole has set in a shell. The environment stores the region that swrole has set and the
 * values before; the next profile, a failure and `swr off` restore these. It is in `fast-path/` because the cached answer
 * depends on the region too.
 */

/** The variable with the region that swrole has set. A region variable with another value is the user's own. */
export const REGION_SET = 'SWROLE_REGION';

/** The region variables, the one with precedence first. */
export const REGION_NAMES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** The region variables, each with the variable that stores its value before swrole; unset if it was unset. */
export const REGION_VARIABLES = [
  [REGION_NAMES[0], 'SWROLE_REGION_BEFORE'],
  [REGION_NAMES[1], 'SWROLE_DEFAULT_REGION_BEFORE'],
] as const;

/** Restores both region variables to their values before swrole set them. A second call changes nothing. */
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

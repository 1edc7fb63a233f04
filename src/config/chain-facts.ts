/** What can be read off a chain. */
import type { RoleArn, RoleChain } from './plan.ts';

/** The role that a profile gives in the end; `undefined` where its source gives what it has. */
export function roleOf({ steps, base }: RoleChain): RoleArn | undefined {
  return steps.at(-1)?.role ?? (base.kind === 'web-identity' ? base.role : undefined);
}

/** The profiles that a chain passes through along `source_profile`, the one asked for first. */
export function profilesOf({ profile, steps, base }: RoleChain): readonly string[] {
  const roles = steps.map((step) => step.profile).reverse();
  return [...new Set([profile, ...roles, base.profile])];
}

/** A role that is made from the profile which is to be made from it: each would wait for the other (aws/aws-cli#8860). */
import { profilesOf } from '../../config/chain-facts.ts';
import type { ConfigFiles } from '../../config/files.ts';
import type { Surroundings } from '../../config/plan-context.ts';
import { type PlannedChain, roleChain } from '../../config/plan.ts';
import { ConfigEditError } from '../../config-edit/errors.ts';
import { swroleBehind } from '../../doctor/facts/swrole-call.ts';

/** The profiles that a chain passes through, and those of every swrole that it starts. */
function rowOf(chain: PlannedChain, files: ConfigFiles, surroundings: Surroundings): string[] {
  const row: string[] = [];
  for (let current = chain; ; ) {
    row.push(...profilesOf(current));
    const next = swroleBehind(current.base);
    if (next === undefined) return row;
    if (row.includes(next) || !files.profiles.has(next)) return [...row, next];
    current = roleChain(files, next, surroundings);
  }
}

/**
 * The chain of `role`.
 *
 * @throws ConfigError if it leads nowhere, ConfigEditError `leads-back` if it leads to `app`
 */
export function chainAwayFrom(
  app: string,
  role: string,
  files: ConfigFiles,
  surroundings: Surroundings,
): PlannedChain {
  const chain = roleChain(files, role, surroundings);
  const row = rowOf(chain, files, surroundings);
  const index = row.indexOf(app);
  if (index < 0) return chain;
  const profiles = [app, ...row.slice(0, index), app];
  throw new ConfigEditError({ kind: 'leads-back', profiles });
}

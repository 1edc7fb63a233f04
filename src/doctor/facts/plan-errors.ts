/**
 * Finds all errors of a profile. A plan ends at its first error, so this repairs the error in memory and plans the profile again,
 * until the plan succeeds or gives no new error.
 */

import { ConfigError, type ConfigErrorDetails } from '../../config/errors.ts';
import type { ConfigFiles } from '../../config/files.ts';
import { roleKeys } from '../../config/keys.ts';
import { type ChainPlanner, roleChain } from '../../config/planning.ts';
import { hasStaticKeys, type RawProfile } from '../../config/profile/raw-profile.ts';
import { type Attempt, endingAt, repaired, sourceOf } from './repairs.ts';

/** A limit above the errors of any profile: each error is about another key or profile of the chain. */
const MOST = 100;

/**
 * The errors of a profile in the order of planning; `first` is the error that ended the plan.
 *
 * @param planner already holds the results of the plans of sources
 */
export function planErrors(
  first: ConfigError,
  profile: string,
  { files, planEnv, planner }: Attempt & { readonly planner: ChainPlanner },
): readonly ConfigError[] {
  const errors = [first];
  const seen = new Set([idOf(first.details)]);
  const source = furtherSource(profile, files);
  let attempt: Attempt = { files, planEnv };
  if (source !== undefined) attempt = endingAt(source, attempt);
  for (let error = first; errors.length < MOST; ) {
    const next = repaired(error.details, profile, attempt);
    const found = next && errorOf(() => roleChain(next.files, profile, next.planEnv));
    if (next === undefined || found === undefined) break;
    const id = idOf(found.details);
    // A repair without effect would repeat endlessly.
    if (seen.has(id)) break;
    seen.add(id);
    errors.push(found);
    attempt = next;
    error = found;
  }
  const isTold = errors.some(
    ({ details }) => !('profile' in details) || details.profile !== profile,
  );
  const behind = source && !isTold ? errorOf(() => planner.plan(source.name)) : undefined;
  return behind === undefined ? errors : [...errors, behind];
}

/** A cycle may have many names, and its location is enough. */
function idOf(details: ConfigErrorDetails): string {
  return details.kind === 'cycle' ? `cycle ${JSON.stringify(details.at)}` : JSON.stringify(details);
}

function errorOf(plan: () => unknown): ConfigError | undefined {
  try {
    plan();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** The source of a profile, if the chain continues after it. */
function furtherSource(planned: string, { profiles }: ConfigFiles): RawProfile | undefined {
  const source = profiles.get(sourceOf(profiles.get(planned)) ?? '');
  if (source === undefined || source.name === planned) return undefined;
  if (hasStaticKeys(source) || !source.settings.has(roleKeys.roleArn)) return undefined;
  const further = sourceOf(source);
  return further === undefined || further === source.name ? undefined : source;
}

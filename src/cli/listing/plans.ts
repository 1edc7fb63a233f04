/** What every profile would do, without doing any of it: the chain, its sessions and their keys. */
import { ConfigError } from '../../config/config-error.ts';
import { type ConfigFiles, listProfiles } from '../../config/config-files.ts';
import { readTextFile } from '../../config/read-config-files.ts';
import { type RoleChain, roleChain } from '../../config/role-chain.ts';
import { attemptKey, type SessionKey, sessionKey } from '../../session/session-key.ts';
import { type SessionPath, type SessionStep, sessionPath } from '../../session/session-step.ts';
import type { System } from '../../system.ts';

/** One session on the way of a profile. */
export interface Hop {
  readonly step: SessionStep;
  readonly key: SessionKey;
  readonly attemptKey: string;
}

/** How a profile becomes credentials. */
export interface Plan {
  readonly profile: string;
  readonly chain: RoleChain;
  /** In the order in which they are obtained; the last is what the profile gives. Empty for what is not kept. */
  readonly hops: readonly Hop[];
}

/** A profile that does not say how. */
export interface Unplanned {
  readonly profile: string;
  readonly error: ConfigError;
}

/** The plan of one profile. Throws `ConfigError`. */
export function planOf(files: ConfigFiles, profile: string, system: System): Plan {
  const chain = roleChain(files, profile, { ...system, readText: readTextFile });
  return { profile, chain, hops: hopsOf(sessionPath(chain, system.machine)) };
}

function hopsOf(path: SessionPath): readonly Hop[] {
  return path.steps.map((step, index) => ({
    step,
    key: sessionKey(path, index + 1),
    attemptKey: attemptKey(path, index + 1),
  }));
}

/** The plans of all profiles, in the order of the files: one that is wrong hurts no other. */
export function allPlans(files: ConfigFiles, system: System): readonly (Plan | Unplanned)[] {
  return listProfiles(files).map((profile) => {
    try {
      return planOf(files, profile, system);
    } catch (error) {
      if (error instanceof ConfigError) return { profile, error };
      throw error;
    }
  });
}

/** Whether a profile has a plan. */
export function isPlanned(plan: Plan | Unplanned): plan is Plan {
  return 'chain' in plan;
}

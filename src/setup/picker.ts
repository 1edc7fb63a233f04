/** Which roles `setup` offers, and the check that the role does not lead back to its SDK profile. */

import { profilesOf, roleOf } from '../config/chain-queries.ts';
import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, listProfiles } from '../config/files.ts';
import type { PlannedChain, RoleChain } from '../config/plan.ts';
import type { PlanEnv } from '../config/plan-context.ts';
import { roleChain } from '../config/planning.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { answeredBySwrole, swroleBehind } from '../doctor/facts/command-lines.ts';
import type { Dialog } from '../terminal/dialog.ts';
import { type Choice, type Picker, picker } from '../terminal/picker.ts';

/**
 * The dialog that selects the role.
 *
 * @param choices at least one
 */
export function rolePicker(choices: readonly Choice[]): Dialog<Picker<Choice>, Choice> {
  return picker(choices, {
    title: 'Role for SDKs',
    cells: ({ name, also }, style, isMarked) => {
      const paint = isMarked ? style.bold : undefined;
      return [
        { text: name, paint },
        { text: also, paint },
      ];
    },
    dispensable: [],
  });
}

// The choices: profiles that SDKs need swrole for. Profiles with plain keys work in every SDK.

/** The choices in the order of the files. */
export function roleChoices(files: ConfigFiles, planEnv: PlanEnv): Choice[] {
  return listProfiles(files).flatMap((name) => {
    const chain = chainOf(name, files, planEnv);
    const also = chain && describeCredentials(chain);
    return also === undefined ? [] : [{ name, also }];
  });
}

/** `undefined` for an invalid profile, which cannot be used. */
function chainOf(name: string, files: ConfigFiles, planEnv: PlanEnv): RoleChain | undefined {
  try {
    return roleChain(files, name, planEnv);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function describeCredentials(chain: RoleChain): string | undefined {
  const { source, mfaSession } = chain;
  const role = roleOf(chain);
  if (role !== undefined) return `role ${role.roleName} in ${role.accountId}`;
  switch (source.kind) {
    case 'sso':
      return `SSO role ${source.roleName} in ${source.accountId}`;
    case 'login':
      return 'aws login';
    case 'cognito':
      return 'Cognito identity pool';
    case 'process':
      return answeredBySwrole(source) === undefined ? 'another program' : undefined;
    case 'instance':
      return 'role of the EC2 instance';
    case 'container':
      return 'role of the container';
    default:
      return mfaSession === undefined ? undefined : 'keys behind an MFA session';
  }
}

// The loop check: a role that gets its credentials from its own SDK profile would wait for itself (aws/aws-cli#8860).

/**
 * Checks that the chain of `role` does not lead to `app`, and returns it.
 *
 * @throws ConfigError for an invalid role, ConfigEditError `leads-back` if the chain leads to `app`
 */
export function chainWithoutLoop(
  app: string,
  role: string,
  files: ConfigFiles,
  planEnv: PlanEnv,
): PlannedChain {
  const chain = roleChain(files, role, planEnv);
  const row = profilePath(chain, files, planEnv);
  const index = row.indexOf(app);
  if (index < 0) return chain;
  const profiles = [app, ...row.slice(0, index), app];
  throw new ConfigEditError({ kind: 'leads-back', profiles });
}

/** The profiles of a chain, and of every chain that it calls swrole for. */
function profilePath(chain: PlannedChain, files: ConfigFiles, planEnv: PlanEnv): string[] {
  const row: string[] = [];
  for (let current = chain; ; ) {
    row.push(...profilesOf(current));
    const next = swroleBehind(current.source);
    if (next === undefined) return row;
    if (row.includes(next) || !files.profiles.has(next)) return [...row, next];
    current = roleChain(files, next, planEnv);
  }
}

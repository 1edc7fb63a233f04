/** The profiles that are worth a `credential_process`: every SDK reads plain keys by itself. */
import { roleOf } from '../../config/chain-facts.ts';
import { ConfigError } from '../../config/errors.ts';
import { type ConfigFiles, listProfiles } from '../../config/files.ts';
import type { Surroundings } from '../../config/plan-context.ts';
import { type RoleChain, roleChain } from '../../config/plan.ts';
import { answeredBySwrole } from '../../doctor/facts/swrole-call.ts';

/** A profile, and what it gives in a few words. */
export interface Choice {
  readonly name: string;
  readonly what: string;
}

/** In the order of the files. */
export function roleChoices(files: ConfigFiles, surroundings: Surroundings): Choice[] {
  return listProfiles(files).flatMap((name) => {
    const chain = chainOf(name, files, surroundings);
    const what = chain && whatItGives(chain);
    return what === undefined ? [] : [{ name, what }];
  });
}

/** `undefined` for a profile that leads nowhere: it would be refused. */
function chainOf(
  name: string,
  files: ConfigFiles,
  surroundings: Surroundings,
): RoleChain | undefined {
  try {
    return roleChain(files, name, surroundings);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function whatItGives(chain: RoleChain): string | undefined {
  const { base, mfaSession } = chain;
  const role = roleOf(chain);
  if (role !== undefined) return `role ${role.roleName} in ${role.accountId}`;
  switch (base.kind) {
    case 'sso':
      return `SSO role ${base.roleName} in ${base.accountId}`;
    case 'login':
      return 'aws login';
    case 'process':
      return answeredBySwrole(base) === undefined ? 'another program' : undefined;
    case 'instance':
      return 'role of the EC2 instance';
    case 'container':
      return 'role of the container';
    default:
      return mfaSession === undefined ? undefined : 'keys behind an MFA session';
  }
}

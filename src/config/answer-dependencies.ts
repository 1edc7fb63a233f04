/**
 * What a stored answer depends on beside the config files: the hot path looks at these and at nothing else before it
 * repeats the answer.
 */
import type { Dependency } from '../fast-path/fingerprint.ts';
import { REGION_NAMES } from '../fast-path/region.ts';
import type { Base } from './base/bases.ts';
import { CONTAINER_VARIABLES } from './base/container-base.ts';
import { ENVIRONMENT_VARIABLES, KEY_VARIABLES } from './sources/environment.ts';
import { METADATA_VARIABLES } from './base/instance-base.ts';
import { WEB_IDENTITY_VARIABLES } from './sources/web-identity.ts';
import type { RoleChain } from './plan.ts';

/** What the answer of a chain depends on; undefined if something of it has no name, and nothing may be repeated. */
export function answerDependencies(chain: RoleChain): readonly Dependency[] | undefined {
  const { base, steps, mfaSession } = chain;
  const roles = base.kind === 'web-identity' ? [base, ...steps] : steps;
  const calls = mfaSession === undefined ? roles : [mfaSession, ...roles];
  const own = baseDependencies(base);
  if (own === undefined) return undefined;
  // Whether the global host is called is a matter of the region.
  const region = calls.some(({ endpoint }) => endpoint.isLegacy) ? variables(REGION_NAMES) : [];
  const policies = roles.flatMap(({ policy }) => (policy ? [`file:${policy.path}` as const] : []));
  return [...own, ...region, ...policies];
}

function baseDependencies(base: Base): readonly Dependency[] | undefined {
  switch (base.kind) {
    case 'environment':
      return variables(ENVIRONMENT_VARIABLES);
    case 'instance':
      return ['machine', ...variables(METADATA_VARIABLES)];
    case 'container':
      return ['machine', ...variables(CONTAINER_VARIABLES)];
    case 'login':
      return variables(REGION_NAMES);
    case 'web-identity':
      return 'variable' in base.tokenFile.named
        ? variables([KEY_VARIABLES.id, KEY_VARIABLES.secret, ...WEB_IDENTITY_VARIABLES])
        : [];
    case 'process':
      return base.variables && ['aws-variables', ...variables(base.variables)];
    default:
      return [];
  }
}

function variables(names: readonly string[]): readonly Dependency[] {
  return names.map((name) => `variable:${name}` as const);
}

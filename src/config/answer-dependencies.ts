/**
 * What a stored answer depends on beside the config files: the hot path looks at these and at nothing else before it
 * repeats the answer.
 */
import type { Dependency } from '../hot/fingerprint.ts';
import type { Base } from './base/bases.ts';
import { CONTAINER_VARIABLES } from './base/container-base.ts';
import { KEY_VARIABLES } from './base/environment-base.ts';
import { METADATA_VARIABLES } from './base/instance-base.ts';
import { WEB_IDENTITY_VARIABLES } from './base/web-identity-base.ts';
import type { RoleChain } from './role-chain.ts';

/** What the answer of a chain depends on; undefined if nobody can tell, and nothing may be repeated. */
export function answerDependencies({ base, steps }: RoleChain): readonly Dependency[] | undefined {
  const calls = base.kind === 'web-identity' ? [base, ...steps] : steps;
  const policies = calls.flatMap(({ policy }) => (policy ? [`file:${policy.path}` as const] : []));
  const own = baseDependencies(base);
  return own && [...own, ...policies];
}

function baseDependencies(base: Base): readonly Dependency[] | undefined {
  switch (base.kind) {
    case 'environment':
      return variables([KEY_VARIABLES.id]);
    case 'instance':
      return ['machine', ...variables(METADATA_VARIABLES)];
    case 'container':
      return ['machine', ...variables(CONTAINER_VARIABLES)];
    case 'web-identity':
      return 'variable' in base.tokenFile.named
        ? variables([KEY_VARIABLES.id, KEY_VARIABLES.secret, ...WEB_IDENTITY_VARIABLES])
        : [];
    case 'process':
      // The values of its variables may be secrets, and must not be kept to compare them.
      return Object.keys(base.variables).length === 0 ? [] : undefined;
    default:
      return [];
  }
}

function variables(names: readonly string[]): readonly Dependency[] {
  return names.map((name) => `variable:${name}` as const);
}

import type { RoleChain } from '../config/plan.ts';
import { LONGEST_CHAINED_SECONDS } from '../config/resolve-step.ts';
import type { CredentialOptions } from './invocation.ts';
import { UsageError } from './errors.ts';

type Overrides = Pick<CredentialOptions, 'duration' | 'sessionName'>;

/**
 * The chain with `--duration` and `--session-name` in its last session; what is before it stays shared.
 *
 * @throws UsageError for a duration that STS would refuse
 */
export function withOverrides(chain: RoleChain, overrides: Overrides): RoleChain {
  const last = chain.steps.at(-1);
  if (last !== undefined) {
    if (last.isChained) checkChained(chain.profile, overrides);
    return {
      ...chain,
      steps: [...chain.steps.slice(0, -1), { ...last, ...given(last, overrides) }],
    };
  }
  const { base, mfaSession } = chain;
  if (base.kind === 'web-identity')
    return { ...chain, base: { ...base, ...given(base, overrides) } };
  if (mfaSession === undefined) return chain;
  const durationSeconds = overrides.duration ?? mfaSession.durationSeconds;
  return { ...chain, mfaSession: { ...mfaSession, durationSeconds } };
}

function checkChained(profile: string, { duration = 0 }: Overrides): void {
  if (duration <= LONGEST_CHAINED_SECONDS) return;
  throw new UsageError(
    `--duration: profile '${profile}' is a role behind another session, and lasts an hour at most`,
  );
}

/** The parameters of a session as they are, but for what is given on the command line. */
function given(
  call: { readonly durationSeconds: number | undefined; readonly sessionName: string | undefined },
  { duration, sessionName }: Overrides,
) {
  return {
    durationSeconds: duration ?? call.durationSeconds,
    sessionName: sessionName ?? call.sessionName,
  };
}

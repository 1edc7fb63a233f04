import type { RoleChain } from '../config/role-chain.ts';
import type { CredentialOptions } from './invocation.ts';
import { UsageError } from './usage-error.ts';

/** Seconds that STS gives a role which is assumed with another session's credentials (role chaining). */
const CHAINED_MAXIMUM = 3600;

/**
 * The chain with `--duration` and `--session-name` in its last step; the roles before it stay shared.
 *
 * @throws UsageError for a duration that STS would refuse
 */
export function withOverrides(
  chain: RoleChain,
  { duration, sessionName }: Pick<CredentialOptions, 'duration' | 'sessionName'>,
): RoleChain {
  const last = chain.steps.at(-1);
  if (last === undefined) return withSessionDuration(chain, duration);
  if (duration !== undefined && duration > CHAINED_MAXIMUM && chain.steps.length > 1) {
    throw new UsageError(
      `--duration: profile '${chain.profile}' is a role behind a role, and such a session lasts an hour at most`,
    );
  }
  const step = {
    ...last,
    durationSeconds: duration ?? last.durationSeconds,
    sessionName: sessionName ?? last.sessionName,
  };
  return { ...chain, steps: [...chain.steps.slice(0, -1), step] };
}

function withSessionDuration(chain: RoleChain, duration: number | undefined): RoleChain {
  if (chain.mfaSession === undefined || duration === undefined) return chain;
  return { ...chain, mfaSession: { ...chain.mfaSession, durationSeconds: duration } };
}

/** `--online`: the one thing that doctor asks of AWS. */
import type { ChainPlan } from '../config/planning.ts';
import type { StsEndpoint } from '../config/sts-endpoint.ts';
import type { Transport } from '../config/transport.ts';
import type { System } from '../system.ts';
import type { ClockReading, Facts } from './facts/facts.ts';

interface Call {
  readonly endpoint: StsEndpoint;
  readonly transport: Transport;
}

/** The first call that a chain makes to STS; undefined if it makes none. */
function firstCall({ base, mfaSession, role }: ChainPlan): Call | undefined {
  if (base.kind === 'web-identity') return base;
  let first = role;
  while (first?.behind) first = first.behind;
  return mfaSession ?? first?.step;
}

/** STS's clock, where the first profile that calls STS would call it. Never throws. */
export async function askClock(
  { plans }: Facts,
  { env, now }: Pick<System, 'env' | 'now'>,
): Promise<ClockReading> {
  for (const plan of plans) {
    const call = 'chain' in plan ? firstCall(plan.chain) : undefined;
    if (call === undefined) continue;
    // Only here, because the AWS SDK is heavy.
    const { stsClock } = await import('../sts/clock.ts');
    return stsClock(call.endpoint, call.transport, { env, now });
  }
  return 'nobody-to-ask';
}

/** The MFA devices that profiles name: whether their code of this moment is used up, and when a person was asked for one. */

import type { Instant } from '../../credentials.ts';
import { privateStore } from '../../storage/private-store.ts';
import { lastAsked } from '../../mfa/session-hint.ts';
import { isStepSpent, MFA } from '../../mfa/used-codes.ts';
import { untilNextCode } from '../../mfa/time-step.ts';
import { jsonInstant } from '../people/json-text.ts';
import type { World } from '../context.ts';
import type { Plan } from '../../inventory/plans.ts';

/** One device. */
export interface DeviceFacts {
  readonly serial: string;
  /** The profiles that need its code. */
  readonly profiles: readonly string[];
  /** Whether a code was sent in this window of 30 seconds: each works once. */
  readonly codeUsed: boolean;
  /** When the next code can be sent; `null` when that is now. */
  readonly nextCodeAt: string | null;
  /** When a person was last asked on a terminal; `null` if nobody was. */
  readonly askedAt: string | null;
}

/** The devices on the way of these profiles, in their order. */
export function deviceFacts(
  plans: readonly Plan[],
  { cache, runtime }: Pick<World, 'cache' | 'runtime'>,
  now: Instant,
): readonly DeviceFacts[] {
  const store = privateStore(cache, MFA);
  const stores = [store, privateStore(runtime, MFA)];
  return [...usersBySerial(plans)].map(([serial, profiles]) => {
    const codeUsed = stores.some((each) => isStepSpent(each, serial, now));
    const askedAt = lastAsked(store, serial);
    return {
      serial,
      profiles,
      codeUsed,
      nextCodeAt: codeUsed ? jsonInstant(now + untilNextCode(now)) : null,
      askedAt: askedAt === undefined ? null : jsonInstant(askedAt),
    };
  });
}

function usersBySerial(plans: readonly Plan[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const plan of plans)
    for (const serial of serialsOf(plan))
      users
        .set(serial, users.get(serial) ?? [])
        .get(serial)
        ?.push(plan.profile);
  return users;
}

/** In the order of the way. */
function serialsOf({ last }: Plan): readonly string[] {
  const serials: string[] = [];
  for (let each = last?.devices; each; each = each.before) serials.push(each.serial);
  return serials.reverse();
}

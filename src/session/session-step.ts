/** The sessions that a chain passes through, in the order in which each signs for the next. */
import type { Base, MfaSession, RoleChain, RoleStep } from '../config/role-chain.ts';

/** One call to STS that gives a session. */
export type SessionStep =
  | (RoleStep & { readonly kind: 'role' })
  | (MfaSession & { readonly kind: 'mfa-session' });

/** Where a chain starts, and its sessions. */
export interface SessionPath {
  /** The profile that was asked for. */
  readonly profile: string;
  readonly base: Base;
  readonly steps: readonly SessionStep[];
}

/** Seconds that STS gives a role behind another session at most, and a role that names no duration. */
const CHAINED_MAXIMUM = 3600;

/**
 * The path of a chain. A role of more than an hour goes the direct way, with a code of its own: STS caps
 * roles behind a session at one hour (contract D.4).
 */
export function sessionPath({ profile, base, mfaSession, steps }: RoleChain): SessionPath {
  const [first, ...rest] = steps.map((step) => ({ kind: 'role', ...step }) as const);
  const session = mfaSession && ({ kind: 'mfa-session', ...mfaSession } as const);
  if (first === undefined) return { profile, base, steps: session ? [session] : [] };
  const isShort = (first.durationSeconds ?? CHAINED_MAXIMUM) <= CHAINED_MAXIMUM;
  if (session === undefined || !isShort) return { profile, base, steps: [first, ...rest] };
  return { profile, base, steps: [session, { ...first, mfa: undefined }, ...rest] };
}

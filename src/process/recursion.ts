/**
 * swrole runs commands of the config file, and such a command may start swrole. For the same profile that
 * would go on for ever, each waiting for the next (aws/aws-cli#8860), so the profiles that wait are
 * in the environment of every such command.
 */
import type { Environment } from '../system.ts';

/** The profiles that wait for a command, outermost first: percent-encoded, comma between. */
const ACTIVE = 'SWROLE_ACTIVE';

/** The device for whose code a command was started. */
export const MFA_SERIAL = 'SWROLE_MFA_SERIAL';

/** So many profiles may wait for each other: more are a loop in which no profile comes twice (the AWS CLI allows 4). */
const DEEPEST = 8;

/** A command was started to get what is waiting for that command, or too far down a row of commands: exit code 3. */
export class RecursionError extends Error {
  override readonly name = 'RecursionError';
  readonly kind: 'loop' | 'too-deep';
  /** Outermost first; the last is the one that was refused. */
  readonly profiles: readonly string[];

  constructor(kind: RecursionError['kind'], profiles: readonly string[]) {
    super(profiles.join(' -> '));
    this.kind = kind;
    this.profiles = profiles;
  }
}

/** The environment of a command that a profile waits for. */
export function markedEnvironment(env: Environment, profile: string): Environment {
  const active = [...activeProfiles(env), profile].map(encodeURIComponent).join(',');
  return { ...env, [ACTIVE]: active };
}

/** The profiles for which commands further up started this process, outermost first. */
export function activeProfiles(env: Environment): readonly string[] {
  return (env[ACTIVE] ?? '').split(',').filter(Boolean).map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not written by us; it can still be compared
  }
}

/**
 * Refuses a profile that waits for this very process, and one that needs a code of the device for which it
 * was started. To be asked before any lock is taken: the one waited for is held by the waiting swrole.
 *
 * @param serials the devices that the profile may need
 * @throws RecursionError
 */
export function assertNoRecursion(
  env: Environment,
  profile: string,
  serials: readonly string[],
): void {
  const active = activeProfiles(env);
  const sameDevice = active.length > 0 && serials.includes(env[MFA_SERIAL] ?? '');
  const row = [...active, profile];
  if (sameDevice || active.includes(profile)) throw new RecursionError('loop', row);
  if (row.length > DEEPEST) throw new RecursionError('too-deep', row);
}

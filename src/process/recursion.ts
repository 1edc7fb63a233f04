/**
 * Stops recursion: swrole runs commands of the config file, and such a command may start swrole again. For the same profile
 * this would never end, each process waiting for the next (aws/aws-cli#8860). So the environment of every such command
 * lists the profiles that wait for it.
 */
import type { Environment } from '../system.ts';

/** The profiles that wait for a command, outermost first: percent-encoded, separated by commas. */
const ACTIVE = 'SWROLE_ACTIVE';

/** The MFA device whose code a command has to give. */
export const MFA_SERIAL = 'SWROLE_MFA_SERIAL';

/** The most profiles that may wait for each other; more look like a loop without a repeated profile (the AWS CLI allows 4). */
const MAX_DEPTH = 8;

/** A command needs the profile that waits for this command, or too many commands wait for each other: exit code 3. */
export class RecursionError extends Error {
  override readonly name = 'RecursionError';
  readonly kind: 'loop' | 'too-deep';
  /** Outermost first; the last one was refused. */
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

/** The profiles that wait for this process, outermost first. */
export function activeProfiles(env: Environment): readonly string[] {
  return (env[ACTIVE] ?? '').split(',').filter(Boolean).map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // another program wrote it; it can still be compared
  }
}

/**
 * Refuses a profile that waits for this process, and a profile that needs a code of the device whose code this process has
 * to give. Call it before taking any lock: the waiting swrole holds that lock.
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
  const chain = [...active, profile];
  if (sameDevice || active.includes(profile)) throw new RecursionError('loop', chain);
  if (chain.length > MAX_DEPTH) throw new RecursionError('too-deep', chain);
}

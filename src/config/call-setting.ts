import { environmentValue } from './environment-value.ts';
import type { Planning } from './planning.ts';
import type { Profile } from './profile/profile.ts';
import type { ValueRule } from './profile/value-rules.ts';

/** The settings that may stand in the environment as well. */
type CallSettings = Pick<
  Profile,
  'useFipsEndpoint' | 'useDualStackEndpoint' | 'stsRegionalEndpoints' | 'maxAttempts' | 'retryMode'
>;

/**
 * How a call of `profile` is made, which is a matter of the machine more than of one role: the environment's word comes
 * first, as in every SDK, then the profile's, then that of the profile asked for. Throws `invalid-environment`.
 */
export function callSetting<Name extends keyof CallSettings>(
  name: Name,
  variable: string,
  rule: ValueRule<NonNullable<Profile[Name]>>,
  profile: Profile,
  { env, selected }: Planning,
): Profile[Name] {
  return environmentValue(env, variable, rule) ?? profile[name] ?? selected[name];
}

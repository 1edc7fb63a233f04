import type { CallDefaults, Planning } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import type { ValueRule } from './profile/rules.ts';

/** The settings that may stand in the environment as well. */
type CallSettings = Omit<CallDefaults, 'raw'>;

/**
 * How a call of `profile` is made, which is a matter of the machine more than of one role: the environment's word comes
 * first, as in every SDK, then the profile's, then that of the profile asked for. Throws `invalid-environment`.
 */
export function callSetting<Name extends keyof CallSettings>(
  name: Name,
  variable: string,
  rule: ValueRule<NonNullable<CallSettings[Name]>>,
  profile: Profile,
  { variables, selected }: Planning,
): CallSettings[Name] {
  return variables.value(variable, rule) ?? profile[name] ?? selected[name];
}

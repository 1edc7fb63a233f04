/** How calls are made, as far as it changes nothing of what they ask for. */
import { callSetting } from './call-setting.ts';
import { transportKeys } from './keys.ts';
import { environmentPath, type NamedPath, profilePath } from './settings.ts';
import type { Planning } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import { maxAttemptsRule, retryModeRule } from './profile/rules.ts';

/** The way of a call. */
export interface Transport {
  /** Certificates to trust in the place of node's own. */
  readonly caBundle: NamedPath | undefined;
  /** For calls without a one-time code; one with a code is made once. */
  readonly maxAttempts: number;
  readonly retryMode: 'standard' | 'adaptive';
}

/** What the SDKs have agreed on for `standard` (AWS SDK reference guide, "Retry behavior"). */
const DEFAULT_ATTEMPTS = 3;

/** How the calls of a profile are made. Throws `invalid-environment`. */
export function transportOf(profile: Profile, planning: Planning): Transport {
  const attempts = callSetting(
    'maxAttempts',
    'AWS_MAX_ATTEMPTS',
    maxAttemptsRule,
    profile,
    planning,
  );
  const mode = callSetting('retryMode', 'AWS_RETRY_MODE', retryModeRule, profile, planning);
  return {
    caBundle: caBundleOf(profile, planning),
    maxAttempts: attempts ?? DEFAULT_ATTEMPTS,
    retryMode: mode === 'adaptive' ? mode : 'standard',
  };
}

function caBundleOf(
  profile: Profile,
  { variables, home, selected }: Planning,
): NamedPath | undefined {
  const named = ({ raw }: Pick<Profile, 'raw'>) => profilePath(raw, transportKeys.caBundle, home);
  return environmentPath(variables, 'AWS_CA_BUNDLE', home) ?? named(profile) ?? named(selected);
}

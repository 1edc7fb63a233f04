/** `login_session`: what `aws login` has signed in to the console. */
import { loginKeys } from '../keys.ts';
import type { Planning } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf, textOf } from '../profile/raw-profile.ts';
import { serviceEndpoint } from '../endpoints.ts';
import { stsRegion } from '../regions.ts';
import { transportOf } from '../transport.ts';
import type { Base } from './bases.ts';

/** The console session of a profile; undefined if it names none. */
export function loginBase(profile: Profile, planning: Planning): Base | undefined {
  const { name, raw } = profile;
  const loginSession = textOf(raw.settings, loginKeys.loginSession);
  if (loginSession === undefined) return undefined;
  const region = stsRegion(
    profile,
    partitionOfArn(loginSession),
    planning.variables,
    planning.warn,
  );
  return {
    kind: 'login',
    profile: name,
    loginSession,
    endpoint: serviceEndpoint('signin', region, profile, planning),
    transport: transportOf(profile, planning),
    at: locationOf(raw, loginKeys.loginSession),
  };
}

// `arn:aws:iam::111111111111:user/ada` as `aws login` writes it; the region is only used where its token names none.
function partitionOfArn(loginSession: string): string {
  return /^arn:([^:]+):/.exec(loginSession)?.[1] ?? 'aws';
}

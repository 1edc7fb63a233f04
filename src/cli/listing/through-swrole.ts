/** A profile for SDKs: its `credential_process` asks swrole for another one, and so it gives what that one gives. */
import type { ProfileFacts } from '../../inventory/profiles.ts';

/** The same facts, with what is known of the profiles behind swrole. */
export function throughSwrole(facts: readonly ProfileFacts[]): readonly ProfileFacts[] {
  const byName = new Map(facts.map((each) => [each.profile, each]));
  return facts.map((each) => {
    const behind = each.kind === 'process' ? byName.get(each.swrole ?? '') : undefined;
    if (behind === undefined) return each;
    const { accountId, role, roleArn, mfa, mfaCount, cachedUntil } = behind;
    return { ...each, accountId, role, roleArn, mfa, mfaCount, cachedUntil };
  });
}

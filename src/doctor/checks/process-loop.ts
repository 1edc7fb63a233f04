/** Profiles that lead back to themselves where at least one of them asks swrole for the next by `credential_process`. */
import { processKeys } from '../../config/keys.ts';
import { locationOf, type RawProfile } from '../../config/profile/raw-profile.ts';
import { edgesOf } from '../facts/concerned.ts';
import type { Check } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';

/** A profile on the way, and the key by which it goes on. */
interface Hop {
  readonly profile: RawProfile;
  readonly key: string;
}

/** Loops through credential processes; those of `source_profile` alone are found when the chain is planned. */
export const processLoop: Check = ({ profiles, files }) => {
  const findings = new Map<string, Finding>();
  for (const profile of profiles) {
    for (const hops of loopsFrom(profile, files.profiles)) {
      const id = JSON.stringify(hops.map((hop) => hop.profile.name).sort());
      if (!findings.has(id)) findings.set(id, finding(hops));
    }
  }
  return [...findings.values()];
};

function loopsFrom(start: RawProfile, profiles: ReadonlyMap<string, RawProfile>): Hop[][] {
  const loops: Hop[][] = [];
  const seen = new Set<string>();
  const walk = (profile: RawProfile, hops: readonly Hop[]) => {
    for (const { key, to } of edgesOf(profile)) {
      const path = [...hops, { profile, key }];
      const next = profiles.get(to);
      if (next === start && isOurs(path)) loops.push(path);
      if (next === undefined || seen.has(to)) continue;
      seen.add(to);
      walk(next, path);
    }
  };
  seen.add(start.name);
  walk(start, []);
  return loops;
}

/** One profile that asks for itself is a check of its own. */
function isOurs(hops: readonly Hop[]): boolean {
  return hops.length > 1 && hops.some(({ key }) => key === processKeys.credentialProcess);
}

function finding(hops: readonly Hop[]): Finding {
  const names = [...hops, ...hops.slice(0, 1)].map(({ profile }) => profile.name);
  const { profile, key } = hops.find((hop) => hop.key === processKeys.credentialProcess) as Hop;
  return {
    level: 'error',
    what: `profiles wait for each other: ${names.join(' -> ')}`,
    where: locationOf(profile, key),
    why: 'each runs swrole or takes a source to get the next, and none has credentials of its own, so swrole refuses all of them',
    advice: fix('let one of them have keys, or name a profile outside of the circle'),
  };
}

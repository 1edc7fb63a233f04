/** Profiles that lead back to themselves where at least one of them asks swrole for the next by `credential_process`. */
import { processKeys } from '../../config/keys.ts';
import { locationOf, type RawProfile } from '../../config/profile/raw-profile.ts';
import { circleId } from '../circle.ts';
import { type Edge, edgesOf } from '../facts/concerned.ts';
import type { Check } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';

/** A profile on the way, and the key by which it goes on. */
interface Hop {
  readonly profile: RawProfile;
  readonly key: string;
}

/** Loops through credential processes; those of `source_profile` alone are found when the chain is planned. */
export const processLoop: Check = ({ profiles }) => {
  const ways: Ways = new Map(
    profiles.map((profile) => [profile.name, { profile, edges: edgesOf(profile) }]),
  );
  const findings = new Map<string, Finding>();
  for (const name of ways.keys()) {
    const hops = loopFrom(name, ways);
    if (!isOurs(hops)) continue;
    const id = circleId(hops.map(({ profile }) => profile.name));
    if (!findings.has(id)) findings.set(id, finding(hops));
  }
  return [...findings.values()];
};

/** Where each profile leads. */
type Ways = ReadonlyMap<string, { readonly profile: RawProfile; readonly edges: readonly Edge[] }>;

/** The shortest way back to a profile that begins with its `credential_process`; empty if there is none. */
function loopFrom(start: string, ways: Ways): readonly Hop[] {
  const cameBy = new Map<string, { readonly from: string; readonly key: string }>();
  const next = [start];
  for (const from of next) {
    for (const { key, to } of ways.get(from)?.edges ?? []) {
      if (from === start && key !== processKeys.credentialProcess) continue;
      if (cameBy.has(to)) continue;
      cameBy.set(to, { from, key });
      next.push(to);
    }
    if (cameBy.has(start)) return wayBack(start, cameBy, ways);
  }
  return [];
}

function wayBack(
  start: string,
  cameBy: ReadonlyMap<string, { readonly from: string; readonly key: string }>,
  ways: Ways,
): readonly Hop[] {
  const hops: Hop[] = [];
  for (let name = start; hops.length === 0 || name !== start; ) {
    const step = cameBy.get(name);
    const way = ways.get(step?.from ?? '');
    if (step === undefined || way === undefined) return [];
    hops.unshift({ profile: way.profile, key: step.key });
    name = step.from;
  }
  return hops;
}

/** One profile that asks for itself is a check of its own. */
function isOurs(hops: readonly Hop[]): hops is readonly [Hop, Hop, ...Hop[]] {
  return hops.length > 1;
}

function finding(hops: readonly [Hop, Hop, ...Hop[]]): Finding {
  const names = [...hops, ...hops.slice(0, 1)].map(({ profile }) => profile.name);
  const [first] = hops;
  return {
    level: 'error',
    what: `profiles wait for each other: ${names.join(' -> ')}`,
    where: locationOf(first.profile, first.key),
    why: 'each runs swrole or takes a source to get the next, and none has credentials of its own, so swrole refuses all of them',
    advice: fix('let one of them have keys, or name a profile outside of the circle'),
  };
}

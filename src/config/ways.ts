/**
 * Follows `source_profile` from a profile to one that has credentials of its own. What follows a profile is found once,
 * however many others lead to it.
 */

import { ConfigError } from './errors.ts';
import { cycleError, hasRoleToAssume, type Onward, onwardFrom } from './find-profile.ts';
import { cacheKeys, roleKeys } from './keys.ts';
import { type CacheSetting, type CredentialSource, strictestCache } from './plan.ts';
import type { CommandLine } from './plan-calls.ts';
import { type PartContext, PartMaker } from './plan-context.ts';
import { checkProfile, type Profile } from './profile/profile.ts';
import { locationOf, type RawProfile, textOf } from './profile/raw-profile.ts';
import type { ChainWarning } from './warnings.ts';

/** A profile on a way to credentials. */
export interface Waypoint {
  readonly profile: Profile;
  readonly onward: Onward;
  /** Warnings about this profile's part of the way; its role has its own. */
  readonly warnings: readonly ChainWarning[];
  /** The next profile; `undefined` at the end. */
  readonly next: Waypoint | undefined;
  /** The credential source and its profile: the same for all profiles of the chain. */
  readonly end: { readonly source: CredentialSource; readonly profile: Profile };
  /** The command that prints codes, from this profile or the nearest one behind it. */
  readonly generateToken: CommandLine | undefined;
  /** The strictest `swrole_cache` of this profile and of those behind it. */
  readonly cache: CacheSetting | undefined;
}

/** A way that leads to no credentials; `at` is the profile with the error. */
type DeadEnd = { readonly error: ConfigError; readonly at: string } | WayIntoCircle;

/** Profiles that lead to each other, and the first of them that a way reaches. */
interface WayIntoCircle {
  /** By name, in order; each with the profile that leads to it. */
  readonly circle: ReadonlyMap<string, RawProfile>;
  readonly entry: string;
}

/** One profile and what follows it, without the rest of the way. */
interface Stop {
  readonly profile: Profile;
  readonly onward: Onward;
  readonly warnings: readonly ChainWarning[];
}

/** The ways from profiles, for one plan context. */
export class Ways {
  readonly #profiles: ReadonlyMap<string, RawProfile>;
  readonly #parts: PartMaker;
  readonly #checks: ProfileChecks;
  readonly #fromSources = new Map<string, Waypoint | DeadEnd | 'on-this-way'>();

  constructor(context: PartContext, checks: ProfileChecks) {
    this.#profiles = context.files.profiles;
    this.#parts = new PartMaker(context);
    this.#checks = checks;
  }

  /** The way from the selected profile. Throws {@link ConfigError} if it leads to no credentials. */
  from(profile: Profile): Waypoint {
    // Without keys, a selected profile and a source profile follow the same way.
    if (hasRoleToAssume(profile, false)) return orThrow(this.#wayFromSource(profile.raw));
    const stop = this.#stopAt(profile.raw, true);
    if (stop instanceof ConfigError) throw stop;
    if (!('sourceProfile' in stop.onward)) return waypoint(stop, undefined);
    const next = this.#wayFromSource(stop.onward.sourceProfile);
    assertNoReturn(profile.raw, next, this.#profiles);
    return waypoint(stop, orThrow(next));
  }

  /** The way from a profile that another one names as its source. No recursion: chains may be long. */
  #wayFromSource(start: RawProfile): Waypoint | DeadEnd {
    const stops: Stop[] = [];
    let raw = start;
    let end = this.#fromSources.get(raw.name);
    while (end === undefined) {
      const stop = this.#stopAt(raw, false);
      if (stop instanceof ConfigError) end = { error: stop, at: raw.name };
      else if (!('sourceProfile' in stop.onward)) end = waypoint(stop, undefined);
      else {
        stops.push(stop);
        this.#fromSources.set(raw.name, 'on-this-way');
        raw = stop.onward.sourceProfile;
        end = this.#fromSources.get(raw.name);
        continue;
      }
      this.#fromSources.set(raw.name, end);
    }
    let way = end === 'on-this-way' ? circleAt(raw.name, stops) : end;
    for (const stop of stops.reverse()) {
      const { name } = stop.profile;
      way = 'end' in way ? waypoint(stop, way) : deadEndFrom(name, way);
      this.#fromSources.set(name, way);
    }
    return way;
  }

  #stopAt(raw: RawProfile, isFirst: boolean): Stop | ConfigError {
    const checked = this.#checks.of(raw);
    if (checked instanceof ConfigError) return checked;
    const { profile } = checked;
    const { made, error, warnings } = this.#parts.make((context) =>
      onwardFrom(profile, isFirst, context),
    );
    if (made === undefined) return error as ConfigError;
    const all = checked.warnings.length === 0 ? warnings : [...checked.warnings, ...warnings];
    return { profile, onward: made, warnings: all };
  }
}

function waypoint({ profile, onward, warnings }: Stop, next: Waypoint | undefined): Waypoint {
  const generateToken = profile.generateToken ?? next?.generateToken;
  const end = 'sourceProfile' in onward ? next?.end : { source: onward.source, profile };
  if (end === undefined) throw new RangeError('a source leads on');
  const cache = strictestCache(cacheOf(profile), next?.cache);
  return { profile, onward, warnings, next, end, generateToken, cache };
}

function cacheOf({ name, raw, swroleCache: use }: Profile): CacheSetting | undefined {
  return use && { use, profile: name, at: locationOf(raw, cacheKeys.swroleCache) };
}

function circleAt(entry: string, stops: readonly Stop[]): WayIntoCircle {
  const all = stops.map(({ profile }) => [profile.name, profile.raw] as const);
  const circle = all.slice(all.findIndex(([name]) => name === entry));
  let [, before] = circle.at(-1) as (typeof circle)[number];
  const leading = new Map<string, RawProfile>();
  for (const [name, raw] of circle) {
    leading.set(name, before);
    before = raw;
  }
  return { circle: leading, entry };
}

/** The entry of a profile on a circle is the profile itself; other profiles keep the entry that they lead to. */
function deadEndFrom(name: string, end: DeadEnd): DeadEnd {
  return 'circle' in end && end.circle.has(name) ? { ...end, entry: name } : end;
}

function orThrow(way: Waypoint | DeadEnd): Waypoint {
  if ('end' in way) return way;
  if ('error' in way) throw way.error;
  const { circle, entry } = way;
  throw cycleError(() => namesFrom(entry, [...circle.keys()]), circle.get(entry) as RawProfile);
}

function namesFrom(entry: string, names: readonly string[]): readonly string[] {
  const at = names.indexOf(entry);
  return [...names.slice(at), ...names.slice(0, at), entry];
}

/** A way back to the selected profile is a circle, even if that profile has keys: it is selected for its role. */
function assertNoReturn(
  first: RawProfile,
  next: Waypoint | DeadEnd,
  profiles: ReadonlyMap<string, RawProfile>,
): void {
  const end = 'end' in next ? next.end.profile.name : 'at' in next ? next.at : undefined;
  if (end !== first.name) return;
  const names = [first.name];
  let last = first;
  for (let name = sourceOf(first); name !== first.name; name = sourceOf(last)) {
    names.push(name);
    last = profiles.get(name) ?? first;
  }
  throw cycleError(() => [...names, first.name], last);
}

function sourceOf({ settings }: RawProfile): string {
  return textOf(settings, roleKeys.sourceProfile) ?? '';
}

type Checked = { readonly profile: Profile; readonly warnings: readonly ChainWarning[] };

/** The profiles of the two config files, each checked once. */
export class ProfileChecks {
  readonly #checked = new Map<string, Checked | ConfigError>();

  /** The checked profile, or the error about one of its values. */
  of(raw: RawProfile): Checked | ConfigError {
    const known = this.#checked.get(raw.name);
    if (known !== undefined) return known;
    const checked = check(raw);
    this.#checked.set(raw.name, checked);
    return checked;
  }
}

function check(raw: RawProfile): Checked | ConfigError {
  const warnings: ChainWarning[] = [];
  try {
    return { profile: checkProfile(raw, (warning) => void warnings.push(warning)), warnings };
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

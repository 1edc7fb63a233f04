/**
 * From profiles along `source_profile` to those that need no source. What leads on from a profile is found once, however
 * many others lead to it.
 */

import { ConfigError } from './errors.ts';
import { cycleError, hasRoleToAssume, type Onward, onwardFrom } from './find-profile.ts';
import { roleKeys } from './keys.ts';
import type { CommandLine, CredentialSource } from './plan.ts';
import { PartMaker, type PartPlanning } from './plan-context.ts';
import { checkProfile, type Profile } from './profile/profile.ts';
import { type RawProfile, textOf } from './profile/raw-profile.ts';
import type { ChainWarning } from './warnings.ts';

/** A profile on a way to credentials. */
export interface Waypoint {
  readonly profile: Profile;
  readonly onward: Onward;
  /** Of this profile, as far as the way is concerned. */
  readonly warnings: readonly ChainWarning[];
  /** The next one; `undefined` at the end. */
  readonly next: Waypoint | undefined;
  /** What gives the credentials: the same for all on the way. */
  readonly end: { readonly base: CredentialSource; readonly source: Profile };
  /** The command that prints codes, of this profile or the nearest one behind it. */
  readonly generateToken: CommandLine | undefined;
}

/** A way that leads to no credentials: `at` is the profile where that shows. */
type DeadEnd = { readonly error: ConfigError; readonly at: string } | WayIntoCircle;

/** Profiles that lead to each other, and where a way gets among them. */
interface WayIntoCircle {
  /** By name and in their order, each with the profile that leads to it. */
  readonly circle: ReadonlyMap<string, RawProfile>;
  readonly entry: string;
}

/** One profile, looked at alone. */
interface Look {
  readonly profile: Profile;
  readonly onward: Onward;
  readonly warnings: readonly ChainWarning[];
}

/** The ways from profiles, for one planning. */
export class Ways {
  readonly #profiles: ReadonlyMap<string, RawProfile>;
  readonly #parts: PartMaker;
  readonly #checks: ProfileChecks;
  readonly #later = new Map<string, Waypoint | DeadEnd>();

  constructor(planning: PartPlanning, checks: ProfileChecks) {
    this.#profiles = planning.files.profiles;
    this.#parts = new PartMaker(planning);
    this.#checks = checks;
  }

  /** The way from the profile asked for. Throws {@link ConfigError} for everything that keeps it from an end. */
  from(profile: Profile): Waypoint {
    // Without keys, it leads where it leads others.
    if (hasRoleToAssume(profile, false)) return orThrow(this.#laterFrom(profile.raw));
    const look = this.#look(profile.raw, true);
    if (look instanceof ConfigError) throw look;
    if (!('source' in look.onward)) return waypoint(look, undefined);
    const next = this.#laterFrom(look.onward.source);
    refuseReturn(profile.raw, next, this.#profiles);
    return waypoint(look, orThrow(next));
  }

  /** The way from a profile that is there to sign. No recursion: chains may be long. */
  #laterFrom(start: RawProfile): Waypoint | DeadEnd {
    const looks = new Map<string, Look>();
    let raw = start;
    let end = this.#known(raw, looks);
    while (end === undefined) {
      const look = this.#look(raw, false);
      if (look instanceof ConfigError) end = { error: look, at: raw.name };
      else if (!('source' in look.onward)) end = waypoint(look, undefined);
      else {
        looks.set(raw.name, look);
        raw = look.onward.source;
        end = this.#known(raw, looks);
        continue;
      }
      this.#later.set(raw.name, end);
    }
    for (const [name, look] of [...looks].reverse()) {
      end = 'end' in end ? waypoint(look, end) : deadEndFrom(name, end);
      this.#later.set(name, end);
    }
    return end;
  }

  #known({ name }: RawProfile, looks: ReadonlyMap<string, Look>): Waypoint | DeadEnd | undefined {
    return this.#later.get(name) ?? (looks.has(name) ? circleAt(name, looks) : undefined);
  }

  #look(raw: RawProfile, isFirst: boolean): Look | ConfigError {
    const checked = this.#checks.of(raw);
    if (checked instanceof ConfigError) return checked;
    const { profile } = checked;
    const { made, error, warnings } = this.#parts.make((planning) =>
      onwardFrom(profile, isFirst, planning),
    );
    if (made === undefined) return error as ConfigError;
    const all = checked.warnings.length === 0 ? warnings : [...checked.warnings, ...warnings];
    return { profile, onward: made, warnings: all };
  }
}

function waypoint({ profile, onward, warnings }: Look, next: Waypoint | undefined): Waypoint {
  const generateToken = profile.generateToken ?? next?.generateToken;
  const end = 'source' in onward ? next?.end : { base: onward.base, source: profile };
  if (end === undefined) throw new RangeError('a source leads on');
  return { profile, onward, warnings, next, end, generateToken };
}

function circleAt(entry: string, looks: ReadonlyMap<string, Look>): WayIntoCircle {
  const all = [...looks].map(([name, { profile }]) => [name, profile.raw] as const);
  const circle = all.slice(all.findIndex(([name]) => name === entry));
  let [, before] = circle.at(-1) as (typeof circle)[number];
  const leading = new Map<string, RawProfile>();
  for (const [name, raw] of circle) {
    leading.set(name, before);
    before = raw;
  }
  return { circle: leading, entry };
}

/** A profile on a circle gets there by itself, and others by it. */
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

/** What is asked for its role is not there to sign as well: with keys too, a way back to it is a circle. */
function refuseReturn(
  first: RawProfile,
  next: Waypoint | DeadEnd,
  profiles: ReadonlyMap<string, RawProfile>,
): void {
  const end = 'end' in next ? next.end.source.name : 'at' in next ? next.at : undefined;
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

/** The profiles of two files, each checked once. */
export class ProfileChecks {
  readonly #checked = new Map<string, Checked | ConfigError>();

  /** The profile, or what is wrong with one of its values. */
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

/**
 * The plan: a profile's name → one base and the roles to assume from it, in order. Nothing is asked, run or called here,
 * so whatever is wrong with the configuration is said before anybody types a code. First the way back to the credentials
 * is found (`ways.ts`), then each role on it becomes a step (`role-links.ts`). What two chains have in common is planned
 * once, so that the time for all profiles grows with their number and not with the length of their chains.
 */

import type { Base } from './base/bases.ts';
import { refuseOwnKeys } from './sources/environment.ts';
import { ConfigError } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import type { ChainWarning } from './warnings.ts';
import { Variables } from './environment-value.ts';
import { findProfile } from './find-profile.ts';
import { PassedOverLines } from './passed-over.ts';
import type { PartPlanning, Surroundings } from './plan-context.ts';
import { profileColor } from './profile/color.ts';
import type { Profile } from './profile/profile.ts';
import type { MfaSession } from './plan.ts';
import { type RoleLink, RoleLinks } from './role-links.ts';
import { ProfileChecks, type Waypoint, Ways } from './ways.ts';

/** How a profile becomes credentials: as a `RoleChain` has it, but for its roles, which chains have in common. */
export interface ChainPlan {
  /** The profile that was asked for. */
  readonly profile: string;
  readonly region: string | undefined;
  readonly color: string | undefined;
  readonly base: Base;
  readonly mfaSession: MfaSession | undefined;
  /** The role that the profile gives; `undefined` where it gives what its base has. */
  readonly role: RoleLink | undefined;
  readonly way: Waypoint;
  readonly roles: RoleLinks;
  /** Of the profile alone, beside those of its way and its roles. */
  readonly warnings: readonly ChainWarning[];
}

/** Plans for which the same is said of how to call. */
interface Group {
  readonly ways: Ways;
  readonly roles: RoleLinks;
}

/** Plans the profiles of two files, one by one. */
export class ChainPlanner {
  readonly #files: ConfigFiles;
  readonly #surroundings: Omit<PartPlanning, 'selected'>;
  readonly #checks = new ProfileChecks();
  readonly #groups = new Map<string, Group>();
  readonly #passedOver: PassedOverLines;

  constructor(files: ConfigFiles, { env, home, readText }: Surroundings) {
    this.#files = files;
    this.#surroundings = { files, variables: new Variables(env), home, readText };
    this.#passedOver = new PassedOverLines(files);
  }

  /**
   * How profile `name` becomes credentials; a profile with credentials of its own and no role has no role to assume.
   * Throws `ConfigError`; another profile is never taken instead.
   */
  plan(name: string): ChainPlan {
    try {
      return this.#plan(name);
    } catch (error) {
      throw this.#passedOver.addedTo(error);
    }
  }

  #plan(name: string): ChainPlan {
    const checked = this.#checks.of(findProfile(this.#files, name));
    if (checked instanceof ConfigError) throw checked;
    const { profile } = checked;
    const { ways, roles } = this.#groupOf(profile);
    const way = ways.from(profile);
    const { link, mfaSession, roleError, mfaError } = roles.of(way);
    if (roleError !== undefined) throw roleError;
    refuseOwnKeys(name, link, way.end.base, this.#surroundings);
    if (mfaError !== undefined) throw mfaError;
    const warnings: ChainWarning[] = [];
    const color = profileColor(profile, (warning) => void warnings.push(warning));
    const { region } = profile;
    const { base } = way.end;
    return { profile: name, region, color, base, mfaSession, role: link, way, roles, warnings };
  }

  #groupOf(profile: Profile): Group {
    const { useFipsEndpoint, useDualStackEndpoint, stsRegionalEndpoints } = profile;
    const { maxAttempts, retryMode, caBundle } = profile;
    const hosts = `${useFipsEndpoint} ${useDualStackEndpoint} ${stsRegionalEndpoints}`;
    // An error about the bundle names the profile.
    const key = `${hosts} ${maxAttempts} ${retryMode} ${caBundle ? profile.name : ''}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const planning = { ...this.#surroundings, selected: profile };
    const group = { ways: new Ways(planning, this.#checks), roles: new RoleLinks(planning) };
    this.#groups.set(key, group);
    return group;
  }
}

/** The warnings of plans, in the order of their ways; what two of them have in common is said once. */
export function planWarnings(plans: Iterable<ChainPlan>): readonly ChainWarning[] {
  const seen = new Set<Waypoint>();
  const found: ChainWarning[] = [];
  const add = (warnings: readonly ChainWarning[]) => {
    for (const warning of warnings) found.push(warning);
  };
  for (const { way, roles, warnings } of plans) {
    const waypoints: Waypoint[] = [];
    for (let each: Waypoint | undefined = way; each && !seen.has(each); each = each.next) {
      seen.add(each);
      waypoints.push(each);
      add(each.warnings);
    }
    for (const each of waypoints) add(roles.of(each).warnings);
    if (waypoints.length > 0) add(roles.of(way).mfaWarnings);
    add(warnings);
  }
  return found;
}

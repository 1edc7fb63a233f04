/**
 * The plan: a profile's name → one credential source and the roles to assume from it, in order. Planning asks no question,
 * runs no command and calls no service, so a configuration error shows before the user types a code. `ways.ts` finds the
 * way back to the credentials; `role-links.ts` turns each role on it into a step. What two chains share is planned once,
 * so the time for all profiles grows with their number and not with the length of their chains.
 */

import {
  ConfigError,
  type ConfigErrorDetails,
  type IgnoredLines,
  type Location,
} from './errors.ts';
import type { ConfigFiles } from './files.ts';
import { findProfile } from './find-profile.ts';
import { cacheKeys } from './keys.ts';
import type { CredentialSource, MfaSession, PlannedChain, RoleLink } from './plan.ts';
import type { RoleStep } from './plan-calls.ts';
import { newSharedParts, type PartContext, type PlanEnv, Variables } from './plan-context.ts';
import { type Profile, profileColor } from './profile/profile.ts';
import { locationOf } from './profile/raw-profile.ts';
import { RoleLinks } from './role-links.ts';
import { assertNotOwnKeys } from './sources/environment.ts';
import type { ChainWarning, SectionName } from './warnings.ts';
import { ProfileChecks, type Waypoint, Ways } from './ways.ts';

/**
 * The chain of profile `name`; a profile with its own credentials and no role has no steps. Throws `ConfigError`; never
 * uses another profile instead.
 */
export function roleChain(files: ConfigFiles, name: string, planEnv: PlanEnv): PlannedChain {
  return chainOf(new ChainPlanner(files, planEnv).plan(name));
}

/** Converts a plan to a chain, with its roles as a list. */
export function chainOf(plan: ChainPlan): PlannedChain {
  const { profile, region, color, confirm, source, mfaSession } = plan;
  const steps: RoleStep[] = [];
  for (let link = plan.role; link; link = link.behind) steps.push(link.step);
  const warnings = planWarnings([plan]);
  const display = { profile, region, color, confirm, cache: plan.way.cache };
  return { ...display, source, mfaSession, steps: steps.reverse(), warnings };
}

/** Like a `RoleChain`, but the roles are linked, so that chains can share them. */
export interface ChainPlan {
  /** The selected profile. */
  readonly profile: string;
  readonly region: string | undefined;
  readonly color: string | undefined;
  readonly confirm: boolean | undefined;
  readonly source: CredentialSource;
  readonly mfaSession: MfaSession | undefined;
  /** The role that the profile gives; `undefined` if it gives the credentials of its source. */
  readonly role: RoleLink | undefined;
  readonly way: Waypoint;
  readonly roles: RoleLinks;
  /** Warnings about the profile alone; its way and its roles have their own. */
  readonly warnings: readonly ChainWarning[];
}

/** The ways and roles of profiles that share the same client options. */
interface Group {
  readonly ways: Ways;
  readonly roles: RoleLinks;
}

/** Plans the profiles of the two config files, one by one. */
export class ChainPlanner {
  readonly #files: ConfigFiles;
  readonly #context: Omit<PartContext, 'selected' | 'shared'>;
  readonly #checks = new ProfileChecks();
  readonly #groups = new Map<string, Group>();
  readonly #ignoredLines: IgnoredLineFinder;

  constructor(files: ConfigFiles, { env, home, readText }: PlanEnv) {
    this.#files = files;
    this.#context = { files, variables: new Variables(env), home, readText };
    this.#ignoredLines = new IgnoredLineFinder(files);
  }

  /**
   * The plan of profile `name`; a profile with its own credentials and no role has no role to assume. Throws
   * `ConfigError`; never uses another profile instead.
   */
  plan(name: string): ChainPlan {
    try {
      return this.#plan(name);
    } catch (error) {
      throw this.#ignoredLines.addedTo(error);
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
    assertNotOwnKeys(name, link, way.end.source, this.#context);
    if (mfaError !== undefined) throw mfaError;
    const warnings: ChainWarning[] = [];
    const color = profileColor(profile, (warning) => void warnings.push(warning));
    if (way.cache !== undefined) warnings.push(...unusedAwsCliCache(profile));
    const { region, confirm } = profile;
    const { source } = way.end;
    const display = { profile: name, region, color, confirm };
    return { ...display, source, mfaSession, role: link, way, roles, warnings };
  }

  #groupOf(profile: Profile): Group {
    const { useFipsEndpoint, useDualStackEndpoint, stsRegionalEndpoints } = profile;
    const { maxAttempts, retryMode, caBundle } = profile;
    const hosts = `${useFipsEndpoint} ${useDualStackEndpoint} ${stsRegionalEndpoints}`;
    // Errors about the CA bundle name the profile, so profiles with a bundle share no group.
    const key = `${hosts} ${maxAttempts} ${retryMode} ${caBundle ? profile.name : ''}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const context = { ...this.#context, selected: profile, shared: newSharedParts() };
    const group = { ways: new Ways(context, this.#checks), roles: new RoleLinks(context) };
    this.#groups.set(key, group);
    return group;
  }
}

/** The AWS CLI's cache is plain text, which `swrole_cache` does not want. */
function unusedAwsCliCache({ name, raw, awsCliCache }: Profile): ChainWarning[] {
  if (awsCliCache === undefined || awsCliCache === 'off') return [];
  const { awsCliCache: key, swroleCache: used } = cacheKeys;
  return [{ kind: 'unused-key', profile: name, key, used, at: locationOf(raw, key) }];
}

/** The warnings of plans, in the order of their ways; a warning that two plans share appears once. */
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

// When something is missing, an ignored line may have been meant to define it: `key: value`, `export KEY=…`. The error then
// names these lines.

/** Errors that a credentials file would have prevented. */
const MISSING: ReadonlySet<ConfigErrorDetails['kind']> = new Set([
  'no-credentials',
  'unknown-profile',
]);

/** Finds the ignored lines, and a directory at the path of the credentials file, for errors. */
class IgnoredLineFinder {
  readonly #files: ConfigFiles;
  #bySection: ReadonlyMap<string, IgnoredLines> | undefined;

  constructor(files: ConfigFiles) {
    this.#files = files;
  }

  /** The error, with the ignored lines that may define what is missing; any other error unchanged. */
  addedTo(error: unknown): unknown {
    if (!(error instanceof ConfigError)) return error;
    const passedOver = this.#linesFor(error.details);
    const directory = MISSING.has(error.details.kind) ? this.#directory() : undefined;
    if (passedOver === undefined && directory === undefined) return error;
    const added = { ...(passedOver && { passedOver }), ...(directory && { directory }) };
    return new ConfigError({ ...error.details, ...added } as ConfigErrorDetails);
  }

  #linesFor(details: ConfigErrorDetails): IgnoredLines | undefined {
    switch (details.kind) {
      case 'unknown-profile':
        return this.#linesOf(undefined);
      case 'no-source':
      case 'no-credentials':
        return this.#linesOf({ type: 'profile', name: details.profile });
      case 'partial-keys':
        return this.#linesOf(
          details.section === undefined
            ? { type: 'profile', name: details.profile }
            : { type: 'sso-session', name: details.section },
        );
      default:
        return undefined;
    }
  }

  #directory(): string | undefined {
    return this.#files.warnings.find((warning) => warning.kind === 'directory')?.path;
  }

  #linesOf(section: SectionName | undefined): IgnoredLines | undefined {
    this.#bySection ??= linesBySection(this.#files);
    return this.#bySection.get(idOf(section));
  }
}

function linesBySection({ warnings }: ConfigFiles): ReadonlyMap<string, IgnoredLines> {
  const lines = new Map<string, Location[]>();
  for (const warning of warnings) {
    if (warning.kind !== 'ignored-line') continue;
    const id = idOf(warning.section);
    const others = lines.get(id);
    if (others === undefined) lines.set(id, [warning.at]);
    else others.push(warning.at);
  }
  return lines;
}

/** The map key of a section; empty for lines above the first section. */
const idOf = (section: SectionName | undefined) =>
  section ? `${section.type} ${section.name}` : '';

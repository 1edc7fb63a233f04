/**
 * The plan: a profile's name → one base and the roles to assume from it, in order. Nothing is asked, run or called here,
 * so whatever is wrong with the configuration is said before anybody types a code. First the way back to the credentials
 * is found (`ways.ts`), then each role on it becomes a step (`role-links.ts`). What two chains have in common is planned
 * once, so that the time for all profiles grows with their number and not with the length of their chains.
 */
import { ConfigError, type ConfigErrorDetails, type Location, type PassedOver } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import { findProfile } from './find-profile.ts';
import type { CredentialSource, MfaSession, PlannedChain, RoleLink, RoleStep } from './plan.ts';
import { type PartPlanning, type PlanEnv, Variables } from './plan-context.ts';
import { type Profile, profileColor } from './profile/profile.ts';
import { RoleLinks } from './role-links.ts';
import { assertNotOwnKeys } from './sources/environment.ts';
import type { ChainWarning, SectionName } from './warnings.ts';
import { ProfileChecks, type Waypoint, Ways } from './ways.ts';

// Where something is missing, a line that is passed over may have been meant to say it: `key: value`, `export KEY=…`. The
// error then names these lines.

/** Errors that a credentials file would have prevented. */
const MISSING: ReadonlySet<ConfigErrorDetails['kind']> = new Set([
  'no-credentials',
  'unknown-profile',
]);

/** What of two files is passed over, for errors: lines, and a directory at the place of the credentials file. */
class PassedOverLines {
  readonly #files: ConfigFiles;
  #bySection: ReadonlyMap<string, PassedOver> | undefined;

  constructor(files: ConfigFiles) {
    this.#files = files;
  }

  /** The error with the lines that may say what it misses; any other error as it is. */
  addedTo(error: unknown): unknown {
    if (!(error instanceof ConfigError)) return error;
    const passedOver = this.#linesFor(error.details);
    const directory = MISSING.has(error.details.kind) ? this.#directory() : undefined;
    if (passedOver === undefined && directory === undefined) return error;
    const added = { ...(passedOver && { passedOver }), ...(directory && { directory }) };
    return new ConfigError({ ...error.details, ...added } as ConfigErrorDetails);
  }

  #linesFor(fact: ConfigErrorDetails): PassedOver | undefined {
    switch (fact.kind) {
      case 'unknown-profile':
        return this.#linesOf(undefined);
      case 'no-source':
      case 'no-credentials':
        return this.#linesOf({ type: 'profile', name: fact.profile });
      case 'partial-keys':
        return this.#linesOf(
          fact.section === undefined
            ? { type: 'profile', name: fact.profile }
            : { type: 'sso-session', name: fact.section },
        );
      default:
        return undefined;
    }
  }

  #directory(): string | undefined {
    return this.#files.warnings.find((warning) => warning.kind === 'directory')?.path;
  }

  #linesOf(section: SectionName | undefined): PassedOver | undefined {
    this.#bySection ??= linesBySection(this.#files);
    return this.#bySection.get(idOf(section));
  }
}

function linesBySection({ warnings }: ConfigFiles): ReadonlyMap<string, PassedOver> {
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

/** Lines above the first section have none. */
const idOf = (section: SectionName | undefined) =>
  section ? `${section.type} ${section.name}` : '';

/** How a profile becomes credentials: as a `RoleChain` has it, but for its roles, which chains have in common. */
export interface ChainPlan {
  /** The profile that was asked for. */
  readonly profile: string;
  readonly region: string | undefined;
  readonly color: string | undefined;
  readonly base: CredentialSource;
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

  constructor(files: ConfigFiles, { env, home, readText }: PlanEnv) {
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
    assertNotOwnKeys(name, link, way.end.base, this.#surroundings);
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

/**
 * How profile `name` becomes credentials; a profile with credentials of its own and no role has no steps. Throws
 * `ConfigError`; another profile is never taken instead.
 */
export function roleChain(files: ConfigFiles, name: string, surroundings: PlanEnv): PlannedChain {
  return chainOf(new ChainPlanner(files, surroundings).plan(name));
}

/** A plan with its roles in a list of its own. */
export function chainOf(plan: ChainPlan): PlannedChain {
  const { profile, region, color, base, mfaSession } = plan;
  const steps: RoleStep[] = [];
  for (let link = plan.role; link; link = link.behind) steps.push(link.step);
  const warnings = planWarnings([plan]);
  return { profile, region, color, base, mfaSession, steps: steps.reverse(), warnings };
}

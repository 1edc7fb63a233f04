/** Plans how each profile gets credentials, without doing it: the chain, its sessions and their keys. */

import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, listProfiles, readTextFile } from '../config/files.ts';
import type { CredentialSource, RoleLink } from '../config/plan.ts';
import { sessionArnStart } from '../config/plan-calls.ts';
import { type ChainPlan, ChainPlanner } from '../config/planning.ts';
import { swroleBehind } from '../doctor/facts/command-lines.ts';
import type { StoredSession } from '../session/inventory.ts';
import { RunningKey, type SessionKey } from '../session/session-key.ts';
import { type MfaStep, needsMfa, type SessionStep, stepsToFirstRole } from '../session/steps.ts';
import type { System } from '../system.ts';

/** How a profile gets credentials. */
export interface Plan {
  readonly profile: string;
  readonly chain: ChainPlan;
  /** The session of the profile; `undefined` if it is not cached. */
  readonly last: PathStep | undefined;
}

/** An invalid profile. */
export interface Unplanned {
  readonly profile: string;
  readonly error: ConfigError;
}

/** Plans the profiles of both config files; paths share their common steps. */
export class Plans {
  readonly #files: ConfigFiles;
  readonly #machine: string;
  readonly #planner: ChainPlanner;
  readonly #startKeys = new Map<CredentialSource, RunningKey>();
  readonly #pathSteps = new Map<RoleLink, PathStep | undefined>();

  constructor(files: ConfigFiles, system: System) {
    this.#files = files;
    this.#machine = system.machine;
    this.#planner = new ChainPlanner(files, { ...system, readText: readTextFile });
  }

  /**
   * The plan of one profile.
   *
   * @throws ConfigError
   */
  of(profile: string): Plan {
    const chain = this.#planner.plan(profile);
    return { profile, chain, last: this.#lastStepOf(chain) };
  }

  /** The plans of all profiles, in the order of the files. An invalid profile does not affect the others. */
  all(): readonly (Plan | Unplanned)[] {
    return listProfiles(this.#files).map((profile) => {
      try {
        return this.of(profile);
      } catch (error) {
        if (error instanceof ConfigError) return { profile, error };
        throw error;
      }
    });
  }

  #lastStepOf(chain: ChainPlan): PathStep | undefined {
    const missing: RoleLink[] = [];
    let link = chain.role;
    while (link?.behind && !this.#pathSteps.has(link)) {
      missing.push(link);
      link = link.behind;
    }
    let pathStep = (link && this.#pathSteps.get(link)) ?? this.#firstStepsOf(chain, link);
    if (link) this.#pathSteps.set(link, pathStep);
    for (const each of missing.reverse()) {
      pathStep = new PathStep(each.step, pathStep, undefined);
      this.#pathSteps.set(each, pathStep);
    }
    return pathStep;
  }

  #firstStepsOf(chain: ChainPlan, first: RoleLink | undefined): PathStep | undefined {
    const start = () => this.#startOf(chain.source);
    let pathStep: PathStep | undefined;
    for (const step of stepsToFirstRole(chain, first?.step))
      pathStep = new PathStep(step, pathStep, start);
    return pathStep;
  }

  #startOf(source: CredentialSource): RunningKey {
    const start =
      this.#startKeys.get(source) ?? RunningKey.from({ source, machine: this.#machine });
    this.#startKeys.set(source, start);
    return start;
  }
}

/** Whether a profile is valid and has a plan. */
export function isPlanned(plan: Plan | Unplanned): plan is Plan {
  return 'chain' in plan;
}

/** The `color` of each profile that has a valid one. */
export function profileColors(plans: readonly (Plan | Unplanned)[]): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  for (const plan of plans)
    if (isPlanned(plan) && plan.chain.color !== undefined)
      colors.set(plan.profile, plan.chain.color);
  return colors;
}

/** The most profiles that ask swrole for each other. */
const MAX_DELEGATES = 8;

/**
 * Whether a person who uses the profile is asked for its name (`confirm = true`), its own or that of the profile for which its
 * `credential_process` calls swrole.
 *
 * @param chainOf the chain of a profile; `undefined` for an invalid one, which is not used
 */
export function confirms(
  profile: string,
  chainOf: (profile: string) => ChainPlan | undefined,
  depth = 0,
): boolean {
  const chain = chainOf(profile);
  if (chain === undefined) return false;
  if (chain.confirm) return true;
  const behind = swroleBehind(chain.source);
  return behind !== undefined && depth < MAX_DELEGATES && confirms(behind, chainOf, depth + 1);
}

/** The profiles whose name swrole asks for before they are used. */
export function confirmingProfiles(plans: readonly (Plan | Unplanned)[]): ReadonlySet<string> {
  const chains = new Map(
    plans.map((plan) => [plan.profile, isPlanned(plan) ? plan.chain : undefined]),
  );
  return new Set([...chains.keys()].filter((name) => confirms(name, (other) => chains.get(other))));
}

/** The sessions of a path, in the order in which swrole gets them. */
export function pathStepsOf({ last }: Plan): readonly PathStep[] {
  const pathSteps: PathStep[] = [];
  for (let pathStep = last; pathStep; pathStep = pathStep.behind) pathSteps.push(pathStep);
  return pathSteps.reverse();
}

/** A path lists at most this many codes and its last one; further codes are only counted. */
const MAX_FIRST_CODES = 99;

/** One session on the path of one profile or several. */
export class PathStep {
  readonly step: SessionStep;
  /** The session that signs the call for this one; `undefined` for the first step. */
  readonly behind: PathStep | undefined;
  /** The first step of the path up to this one. */
  readonly first: PathStep;
  /** The steps up to this one that need an MFA code: their number, the first ones and the last. */
  readonly codes: Codes;
  /** The MFA devices of these steps, without duplicates. */
  readonly devices: Devices | undefined;
  readonly #start: (() => RunningKey) | undefined;
  #keys: RunningKey | undefined;
  #key: SessionKey | undefined;

  /** @param start gets the key of the credential source; only the first step has one */
  constructor(
    step: SessionStep,
    behind: PathStep | undefined,
    start: (() => RunningKey) | undefined,
  ) {
    this.step = step;
    this.behind = behind;
    this.first = behind?.first ?? this;
    this.codes = codesWith(step, behind?.codes ?? NO_CODES);
    this.devices = devicesWith(step, behind?.devices);
    this.#start = start;
  }

  /** The session key, computed on demand: with an empty cache it is not needed. */
  get key(): SessionKey {
    this.#key ??= this.#runningKey().key();
    return this.#key;
  }

  /** Iterative, because chains may be long. */
  #runningKey(): RunningKey {
    const missing: PathStep[] = [];
    let known: PathStep = this;
    while (known.#keys === undefined && known.behind !== undefined) {
      missing.push(known);
      known = known.behind;
    }
    let keys = known.#keys ?? known.#first();
    for (const pathStep of missing.reverse()) {
      keys = keys.after(pathStep.step);
      pathStep.#keys = keys;
    }
    return keys;
  }

  #first(): RunningKey {
    if (this.#start === undefined) throw new RangeError('the first hop of a way has a start');
    this.#keys = this.#start().after(this.step);
    return this.#keys;
  }
}

/** The steps of a path that need an MFA code. */
interface Codes {
  readonly count: number;
  /** In path order, at most 99. */
  readonly first: readonly MfaStep[];
  readonly last: MfaStep | undefined;
}

const NO_CODES: Codes = { count: 0, first: [], last: undefined };

/** A linked list of serial numbers, the last one first; paths share their beginning. */
interface Devices {
  readonly serial: string;
  readonly before: Devices | undefined;
}

function codesWith(step: SessionStep, behind: Codes): Codes {
  if (!needsMfa(step)) return behind;
  const first = behind.count < MAX_FIRST_CODES ? [...behind.first, step] : behind.first;
  return { count: behind.count + 1, first, last: step };
}

/** A linear search is enough: chains may be long, but they have few devices. */
function devicesWith({ mfa }: SessionStep, behind: Devices | undefined): Devices | undefined {
  if (mfa === undefined) return behind;
  for (let each = behind; each; each = each.before) if (each.serial === mfa.serial) return behind;
  return { serial: mfa.serial, before: behind };
}

// Which steps may have a stored session. A key takes longer than the rest of a plan, and a role without a stored session
// needs none.

/** The stored sessions, and where on the paths of profiles they may be. */
export class StoredSessions {
  readonly #sessions: ReadonlyMap<SessionKey, StoredSession>;
  /** Their ARNs up to the session's name; empty for sessions without a role of STS. */
  readonly #roles: ReadonlySet<string>;
  readonly #onPaths = new Map<PathStep, boolean>();

  constructor(sessions: readonly StoredSession[]) {
    this.#sessions = new Map(sessions.map((session) => [session.key, session]));
    this.#roles = new Set(sessions.map(({ assumedRoleArn = '' }) => roleOfSession(assumedRoleArn)));
  }

  /** The session of a step; computes its key only if there is a session of its role. */
  of(pathStep: PathStep): StoredSession | undefined {
    return this.#mayHave(pathStep) ? this.#sessions.get(pathStep.key) : undefined;
  }

  /** Whether a session may be of this step or one before it. */
  mayBeOnPath(last: PathStep | undefined): boolean {
    const without: PathStep[] = [];
    let pathStep = last;
    while (pathStep && !this.#onPaths.has(pathStep) && !this.#mayHave(pathStep)) {
      without.push(pathStep);
      pathStep = pathStep.behind;
    }
    const isFound = pathStep !== undefined && (this.#onPaths.get(pathStep) ?? true);
    for (const each of without) this.#onPaths.set(each, isFound);
    return isFound;
  }

  #mayHave({ step }: PathStep): boolean {
    return this.#roles.has('role' in step ? sessionArnStart(step.role) : '');
  }
}

/** An assumed-role ARN without the name of its session; empty for another text. */
function roleOfSession(assumedRoleArn: string): string {
  return /^[^/]*\/[^/]*\//.exec(assumedRoleArn)?.[0] ?? '';
}

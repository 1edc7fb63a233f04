/** What every profile would do, without doing any of it: the chain, its sessions and their keys. */

import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, listProfiles, readTextFile } from '../config/files.ts';
import type { CredentialSource, Mfa, RoleLink } from '../config/plan.ts';
import { type ChainPlan, ChainPlanner } from '../config/planning.ts';
import { RunningKey, type SessionKey } from '../session/session-key.ts';
import { firstSteps, type SessionStep } from '../session/steps.ts';
import type { System } from '../system.ts';

/** More codes on a way than these are counted, but for the last one. */
const MOST_FIRST = 99;

/** One session on the way of a profile, or of several. */
export class PathStep {
  readonly step: SessionStep;
  /** The session that it is obtained with; `undefined` for the first of a way. */
  readonly behind: PathStep | undefined;
  /** The pathSteps up to here that need a code: how many there are, the first ones and the last. */
  readonly codes: Codes;
  /** The devices of these codes, each once. */
  readonly devices: Devices | undefined;
  readonly #start: (() => RunningKey) | undefined;
  #keys: RunningKey | undefined;
  #key: SessionKey | undefined;

  /** @param start gives what the key of the first pathStep goes on from */
  constructor(
    step: SessionStep,
    behind: PathStep | undefined,
    start: (() => RunningKey) | undefined,
  ) {
    this.step = step;
    this.behind = behind;
    this.codes = codesWith(step, behind?.codes ?? NO_CODES);
    this.devices = devicesWith(step, behind?.devices);
    this.#start = start;
  }

  /** Made when it is asked for: where nothing is cached, it never is. */
  get key(): SessionKey {
    this.#key ??= this.#runningKey().key();
    return this.#key;
  }

  /** No recursion: chains may be long. */
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
    if (this.#start === undefined) throw new RangeError('the first pathStep of a way has a start');
    this.#keys = this.#start().after(this.step);
    return this.#keys;
  }
}

/** A step that needs a code. */
type AskingStep = SessionStep & { readonly mfa: Mfa };

/** The steps of a way that need a code. */
interface Codes {
  readonly count: number;
  /** In their order, 99 at most. */
  readonly first: readonly AskingStep[];
  readonly last: AskingStep | undefined;
}

const NO_CODES: Codes = { count: 0, first: [], last: undefined };

function codesWith(step: SessionStep, behind: Codes): Codes {
  if (!isAsking(step)) return behind;
  const first = behind.count < MOST_FIRST ? [...behind.first, step] : behind.first;
  return { count: behind.count + 1, first, last: step };
}

function isAsking(step: SessionStep): step is AskingStep {
  return step.mfa !== undefined;
}

/** Serial numbers, the last one first; ways have the beginning in common. */
interface Devices {
  readonly serial: string;
  readonly before: Devices | undefined;
}

/** Chains are long, but they have few devices. */
function devicesWith({ mfa }: SessionStep, behind: Devices | undefined): Devices | undefined {
  if (mfa === undefined) return behind;
  for (let each = behind; each; each = each.before) if (each.serial === mfa.serial) return behind;
  return { serial: mfa.serial, before: behind };
}

/** How a profile becomes credentials. */
export interface Plan {
  readonly profile: string;
  readonly chain: ChainPlan;
  /** What the profile gives; `undefined` for what is not kept. */
  readonly last: PathStep | undefined;
}

/** A profile that does not say how. */
export interface Unplanned {
  readonly profile: string;
  readonly error: ConfigError;
}

/** Plans the profiles of two files; what their ways have in common is there once. */
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

  /** The plan of one profile. Throws `ConfigError`. */
  of(profile: string): Plan {
    const chain = this.#planner.plan(profile);
    return { profile, chain, last: this.#lastStepOf(chain) };
  }

  /** The plans of all profiles, in the order of the files: one that is wrong hurts no other. */
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
    const { base } = chain;
    const start = () => this.#startOf(base);
    let pathStep: PathStep | undefined;
    for (const step of firstSteps(chain, first?.step))
      pathStep = new PathStep(step, pathStep, start);
    return pathStep;
  }

  #startOf(base: CredentialSource): RunningKey {
    const start = this.#startKeys.get(base) ?? RunningKey.from({ base, machine: this.#machine });
    this.#startKeys.set(base, start);
    return start;
  }
}

/** Whether a profile has a plan. */
export function isPlanned(plan: Plan | Unplanned): plan is Plan {
  return 'chain' in plan;
}

/** The sessions of a way, in the order in which they are obtained. */
export function pathStepsOf({ last }: Plan): readonly PathStep[] {
  const pathSteps: PathStep[] = [];
  for (let pathStep = last; pathStep; pathStep = pathStep.behind) pathSteps.push(pathStep);
  return pathSteps.reverse();
}

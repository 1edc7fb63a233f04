import type { Environment } from '../system.ts';
import { shownValue } from '../util/secret-text.ts';
import { ConfigError } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import type { Profile } from './profile/profile.ts';
import type { ValueRule } from './profile/rules.ts';
import type { ChainWarning, Warn } from './warnings.ts';

/** What a plan is made from, beside the profile's name: all of the world that it may depend on. */
export interface PlanEnv {
  readonly env: Environment;
  /** The home directory, for `~/` in paths. */
  readonly home: string;
  /** The text of a file that the config names; throws the file system's error. */
  readText(path: string): string;
}

/** What the profile asked for says of how to call: it goes for the whole chain. */
export type CallDefaults = Pick<
  Profile,
  | 'useFipsEndpoint'
  | 'useDualStackEndpoint'
  | 'stsRegionalEndpoints'
  | 'maxAttempts'
  | 'retryMode'
  | 'raw'
>;

/** What everyone has who works on one plan. */
export interface PlanContext extends Omit<PlanEnv, 'env'> {
  readonly variables: Variables;
  readonly files: ConfigFiles;
  /** What the profile that was asked for says. */
  readonly selected: CallDefaults;
  readonly warn: Warn<ChainWarning>;
}

/** What a planning has before it begins: warnings are kept with the part of a plan that they are about. */
export type PartPlanning = Omit<PlanContext, 'warn'>;

/** A part of a plan, or why there is none. */
interface Part<Value> {
  readonly made: Value | undefined;
  readonly error: ConfigError | undefined;
  readonly warnings: readonly ChainWarning[];
}

/** Makes the parts of plans, one after the other, and keeps the warnings of each: one planning serves thousands. */
export class PartMaker {
  readonly #planning: PlanContext;
  #warnings: ChainWarning[] = [];

  constructor(planning: PartPlanning) {
    this.#planning = { ...planning, warn: (warning) => void this.#warnings.push(warning) };
  }

  /** One part, which makes no other. */
  make<Value>(part: (planning: PlanContext) => Value): Part<Value> {
    const warnings: ChainWarning[] = [];
    this.#warnings = warnings;
    try {
      return { made: part(this.#planning), error: undefined, warnings };
    } catch (error) {
      if (error instanceof ConfigError) return { made: undefined, error, warnings };
      throw error;
    }
  }
}

// The environment, one variable at a time.

/**
 * An environment whose variables are read once. `process.env` asks the system each time, and thousands of profiles read the
 * same few variables. Not a copy: on Windows `process.env` finds a variable by every spelling of its name.
 */
export class Variables {
  readonly env: Environment;
  readonly #texts = new Map<string, string | undefined>();

  constructor(env: Environment) {
    this.env = env;
  }

  /** The text of a variable; undefined if it is unset. */
  text(name: string): string | undefined {
    const known = this.#texts.get(name);
    if (known !== undefined || this.#texts.has(name)) return known;
    const text = this.env[name];
    this.#texts.set(name, text);
    return text;
  }

  /** What a variable says by its rule; undefined if it is unset or empty. Throws `invalid-environment`. */
  value<Value>(name: string, rule: ValueRule<Value>): Value | undefined {
    const text = this.text(name);
    return text ? checkedValue(name, text, rule) : undefined;
  }
}

function checkedValue<Value>(
  variable: string,
  text: string,
  { parse, problem }: ValueRule<Value>,
): Value {
  const value = parse(text);
  if (value !== undefined) return value;
  throw new ConfigError({
    kind: 'invalid-environment',
    variable,
    value: shownValue(text),
    problem,
  });
}

/** What a plan depends on: the environment, the files, and where warnings go. */

import type { Environment } from '../system.ts';
import { shownValue } from '../util/secret-text.ts';
import { ConfigError } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import type { ClientOptions, StsEndpoint } from './plan-calls.ts';
import type { Profile } from './profile/profile.ts';
import type { ValueRule } from './profile/rules.ts';
import type { ChainWarning, Warn } from './warnings.ts';

/** Everything outside the config files that a plan may depend on. */
export interface PlanEnv {
  readonly env: Environment;
  /** The home directory, for `~/` in paths. */
  readonly home: string;
  /** Reads a file that the config names; throws the file system's error. */
  readText(path: string): string;
}

/** The client options of the selected profile, which are the defaults for the whole chain. */
export type CallDefaults = Pick<
  Profile,
  | 'useFipsEndpoint'
  | 'useDualStackEndpoint'
  | 'stsRegionalEndpoints'
  | 'maxAttempts'
  | 'retryMode'
  | 'raw'
>;

/** What profiles without settings of their own have in common. Thousands of profiles share a few. */
export interface SharedParts {
  /** By region and URL: the STS endpoints of profiles without other settings about hosts. */
  readonly endpoints: Map<string, StsEndpoint>;
  clientOptions: ClientOptions | undefined;
}

/** Nothing is shared yet. */
export function newSharedParts(): SharedParts {
  return { endpoints: new Map(), clientOptions: undefined };
}

/** What the functions that make one plan share. */
export interface PlanContext extends Omit<PlanEnv, 'env'> {
  readonly variables: Variables;
  readonly files: ConfigFiles;
  /** The profile that the user selected. */
  readonly selected: CallDefaults;
  readonly shared: SharedParts;
  readonly warn: Warn<ChainWarning>;
}

/** A plan context without `warn`: {@link PartMaker} keeps the warnings of each part of a plan. */
export type PartContext = Omit<PlanContext, 'warn'>;

/** A part of a plan, or the error that prevents it. */
interface Part<Value> {
  readonly made: Value | undefined;
  readonly error: ConfigError | undefined;
  readonly warnings: readonly ChainWarning[];
}

/** Most parts have none; they share this array. */
const NO_WARNINGS: readonly ChainWarning[] = [];

/** Makes the parts of plans, one after the other, and keeps the warnings of each. One context serves thousands of parts. */
export class PartMaker {
  readonly #context: PlanContext;
  #warnings: readonly ChainWarning[] = NO_WARNINGS;

  constructor(context: PartContext) {
    const warn = (warning: ChainWarning) => {
      this.#warnings = [...this.#warnings, warning];
    };
    this.#context = { ...context, warn };
  }

  /** Makes one part. Not reentrant: a part must not make another one. */
  make<Value>(part: (context: PlanContext) => Value): Part<Value> {
    this.#warnings = NO_WARNINGS;
    try {
      const made = part(this.#context);
      return { made, error: undefined, warnings: this.#warnings };
    } catch (error) {
      if (error instanceof ConfigError) return { made: undefined, error, warnings: this.#warnings };
      throw error;
    }
  }
}

/**
 * An environment that reads each variable once. `process.env` asks the system each time, and thousands of profiles read the
 * same few variables. Not a copy: on Windows `process.env` finds a variable by every spelling of its name.
 */
export class Variables {
  readonly env: Environment;
  /** Null if a variable is unset. */
  readonly #texts = new Map<string, string | null>();

  constructor(env: Environment) {
    this.env = env;
  }

  /** The text of a variable; undefined if it is unset. */
  text(name: string): string | undefined {
    let text = this.#texts.get(name);
    if (text === undefined) {
      text = this.env[name] ?? null;
      this.#texts.set(name, text);
    }
    return text ?? undefined;
  }

  /** The value of a variable, parsed by a rule; undefined if it is unset or empty. Throws `invalid-environment`. */
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

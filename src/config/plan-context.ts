import type { Environment } from '../system.ts';
import { ConfigError } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import type { ChainWarning, Warn } from './warnings.ts';
import type { Variables } from './environment-value.ts';
import type { Profile } from './profile/profile.ts';

/** What a plan is made from, beside the profile's name: all of the world that it may depend on. */
export interface Surroundings {
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
export interface Planning extends Omit<Surroundings, 'env'> {
  readonly variables: Variables;
  readonly files: ConfigFiles;
  /** What the profile that was asked for says. */
  readonly selected: CallDefaults;
  readonly warn: Warn<ChainWarning>;
}

/** What a planning has before it begins: warnings are kept with the part of a plan that they are about. */
export type PartPlanning = Omit<Planning, 'warn'>;

/** A part of a plan, or why there is none. */
export interface Part<Value> {
  readonly made: Value | undefined;
  readonly error: ConfigError | undefined;
  readonly warnings: readonly ChainWarning[];
}

/** Makes the parts of plans, one after the other, and keeps the warnings of each: one planning serves thousands. */
export class PartMaker {
  readonly #planning: Planning;
  #warnings: ChainWarning[] = [];

  constructor(planning: PartPlanning) {
    this.#planning = { ...planning, warn: (warning) => void this.#warnings.push(warning) };
  }

  /** One part, which makes no other. */
  make<Value>(part: (planning: Planning) => Value): Part<Value> {
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

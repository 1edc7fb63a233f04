import type { Environment } from '../system.ts';
import type { ConfigFiles } from './config-files.ts';
import type { ChainWarning, Warn } from './config-warning.ts';
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
export interface Planning extends Surroundings {
  readonly files: ConfigFiles;
  /** What the profile that was asked for says. */
  readonly selected: CallDefaults;
  readonly warn: Warn<ChainWarning>;
}

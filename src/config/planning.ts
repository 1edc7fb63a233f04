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

/** What everyone has who works on one plan. */
export interface Planning extends Surroundings {
  readonly files: ConfigFiles;
  /** The profile that was asked for, whose word on how to call goes for the whole chain. */
  readonly selected: Profile;
  readonly warn: Warn<ChainWarning>;
}

import { type CallerWay, callerWay } from '../config/caller-way.ts';
import { parseConfigFiles } from '../config/config-files.ts';
import { readConfigFiles, readTextFile } from '../config/read-config-files.ts';
import { configFilePaths } from '../hot/places.ts';
import type { World } from './world.ts';

/**
 * How calls with a profile's credentials are made: known before anybody is asked for a code.
 *
 * @throws ConfigError
 */
export function readCallerWay(profile: string, { system }: World): CallerWay {
  const files = parseConfigFiles(readConfigFiles(configFilePaths(system.env, system.home)));
  return callerWay(files, profile, { ...system, readText: readTextFile });
}

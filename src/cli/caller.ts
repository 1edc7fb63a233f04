import { type CallerWay, callerWay } from '../config/chain-queries.ts';
import { loadConfigFiles, readTextFile } from '../config/read-config-files.ts';
import type { World } from './context.ts';

/**
 * How calls with a profile's credentials are made: known before anybody is asked for a code.
 *
 * @throws ConfigError
 */
export function readCallerWay(profile: string, { system }: World): CallerWay {
  return callerWay(loadConfigFiles(system), profile, { ...system, readText: readTextFile });
}

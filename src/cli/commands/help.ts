/** The help on stdout when it is asked for; else, for want of a profile, on stderr with the profiles there are. */
import { listProfiles, parseConfigFiles } from '../../config/config-files.ts';
import { readConfigFiles } from '../../config/read-config-files.ts';
import { configFilePaths } from '../../hot/places.ts';
import type { ExitStatus } from '../../run/exit-status.ts';
import { safeText } from '../../safe-text.ts';
import { tellShell } from '../failure-format.ts';
import type { HelpInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

/** @throws ConfigError when a config file cannot be read */
export async function performHelp(
  { text, asked }: HelpInvocation,
  { system }: World,
): Promise<ExitStatus> {
  if (asked) {
    await system.stdout.write(text);
    return { exitCode: 0 };
  }
  await tellShell(system, 2);
  await system.stderr.write(`${text}\n${profileList(system.env, system.home)}`);
  return { exitCode: 2 };
}

function profileList(env: World['system']['env'], home: string): string {
  const paths = configFilePaths(env, home);
  const names = listProfiles(parseConfigFiles(readConfigFiles(paths)));
  if (names.length === 0) return `No profiles in ${paths.config}.\n`;
  return `Profiles:\n${names.map((name) => `  ${safeText(name)}\n`).join('')}`;
}

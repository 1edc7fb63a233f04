/** `swrole list`: every profile and what it would do. Nothing is asked, run or called for it. */
import { loadConfigFiles } from '../../config/read-config-files.ts';
import { privateStore } from '../../disk/private-store.ts';
import { configFilePaths } from '../../hot/places.ts';
import type { ExitStatus } from '../../run/exit-status.ts';
import { safeText } from '../../safe-text.ts';
import { SESSIONS, storedSessions } from '../../session/stored-session.ts';
import type { System } from '../../system.ts';
import type { ListInvocation } from '../invocation.ts';
import { askedFrom } from '../listing/mfa-facts.ts';
import { Plans } from '../listing/plans.ts';
import { type ProfileFacts, profileFacts } from '../listing/profile-facts.ts';
import { profileTable } from '../listing/profile-table.ts';
import { throughSwrole } from '../listing/through-swrole.ts';
import { withTilde } from '../people/home-path.ts';
import { jsonText } from '../people/json-text.ts';
import { styleOf } from '../people/style.ts';
import { tableText } from '../people/table.ts';
import type { World } from '../world.ts';

/** @throws ConfigError when a config file cannot be read */
export async function performList({ json }: ListInvocation, world: World): Promise<ExitStatus> {
  const { system, cache } = world;
  const sessions = storedSessions(privateStore(cache, SESSIONS));
  const expirations = new Map(sessions.map(({ key, expiration }) => [key, expiration]));
  const plans = new Plans(loadConfigFiles(system), system).all();
  const asked = askedFrom(system.env);
  const facts = throughSwrole(plans.map((plan) => profileFacts(plan, expirations, asked)));
  await system.stdout.write(json ? jsonText(facts) : words(facts, world));
  return { exitCode: 0 };
}

function words(facts: readonly ProfileFacts[], { system }: World): string {
  const { env, home, stdout } = system;
  if (facts.length === 0) return noProfiles(system);
  const style = styleOf(stdout, env);
  return tableText(profileTable(facts, { now: system.now(), home, style }), stdout, style);
}

function noProfiles({ env, home }: System): string {
  const { config, credentials } = configFilePaths(env, home);
  const files = [config, credentials].map((path) => withTilde(path, home)).join(' or ');
  return `no profiles in ${safeText(files)}\n`;
}

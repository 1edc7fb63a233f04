/** `swrole list`: every profile and what it would do. Nothing is asked, run or called for it. */
import { loadConfigFiles } from '../config/read-config-files.ts';
import { privateStore } from '../storage/private-store.ts';
import { configFilePaths } from '../fast-path/paths.ts';
import type { ExitStatus } from '../run/exit-status.ts';
import { safeText } from '../util/text.ts';
import { SESSIONS, storedSessions } from '../session/inventory.ts';
import type { System } from '../system.ts';
import type { ListInvocation } from '../cli/invocation.ts';
import { askedFrom } from '../cli/listing/mfa-facts.ts';
import { Plans } from '../inventory/plans.ts';
import { type ProfileFacts, profileFacts } from '../inventory/profiles.ts';
import { profileTable } from '../inventory/tables.ts';
import { throughSwrole } from '../cli/listing/through-swrole.ts';
import { withTilde } from '../cli/people/home-path.ts';
import { jsonText } from '../cli/people/json-text.ts';
import { styleOf } from '../cli/people/style.ts';
import { tableText } from '../ui/table.ts';
import type { World } from '../cli/context.ts';

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

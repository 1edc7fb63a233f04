/** `swrole list`: prints every profile and how it gets credentials. It does not prompt, run commands or call AWS. */

import type { Context } from '../cli/context.ts';
import type { ListInvocation } from '../cli/invocation.ts';
import { loadConfigFiles } from '../config/files.ts';
import { configFilePaths, SESSIONS } from '../fast-path/paths.ts';
import { Plans, StoredSessions } from '../inventory/plans.ts';
import {
  type ProfileFacts,
  profileFacts,
  promptSource,
  resolveDelegates,
} from '../inventory/profiles.ts';
import { profileTable } from '../inventory/tables.ts';
import type { ExitStatus } from '../process/exec.ts';
import { storedSessions } from '../session/inventory.ts';
import { privateStore } from '../storage/private-store.ts';
import type { System } from '../system.ts';
import { jsonText, styleOf, withTilde } from '../ui/format.ts';
import { tableText } from '../ui/table.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError when a config file cannot be read */
export async function runList({ json }: ListInvocation, context: Context): Promise<ExitStatus> {
  const { system, cache } = context;
  const stored = new StoredSessions(storedSessions(privateStore(cache, SESSIONS)));
  const plans = new Plans(loadConfigFiles(system), system).all();
  const promptedBy = promptSource(system.env);
  const facts = resolveDelegates(plans.map((plan) => profileFacts(plan, stored, promptedBy)));
  await system.stdout.write(json ? jsonText(facts) : listText(facts, context));
  return { exitCode: 0 };
}

function listText(facts: readonly ProfileFacts[], { system }: Context): string {
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

/** `swrole setup` without names: a person chooses the role from a list, and names the profile for SDKs. */
import { type ConfigFiles, listProfiles, parseConfigFiles } from '../../config/config-files.ts';
import { readConfigFiles, readTextFile } from '../../config/read-config-files.ts';
import { ConfigEditError } from '../../config-edit/edit-error.ts';
import { configFilePaths } from '../../hot/places.ts';
import { openTerminal, type Terminal } from '../../mfa/terminal.ts';
import { safeText } from '../../safe-text.ts';
import { InterruptedError, interruptible } from '../interruptible.ts';
import { UsageError } from '../usage-error.ts';
import type { World } from '../world.ts';
import { roleChoices } from './choices.ts';
import { pick } from './pick.ts';

/** What `swrole setup APP ROLE` would have been told. */
export interface ChosenNames {
  readonly app: string;
  readonly role: string;
}

/** @throws UsageError without a terminal, ConfigEditError `no-roles` and `left`, InterruptedError */
export async function chooseNames(world: World): Promise<ChosenNames> {
  const { system } = world;
  const terminal =
    system.stderr.isTerminal && system.env.TERM !== 'dumb'
      ? await openTerminal(system.platform)
      : 'no-terminal';
  if (typeof terminal === 'string')
    throw new UsageError('setup takes two names', 'swrole setup APP ROLE');
  try {
    return await interruptible(system, (interrupted) => choose(terminal, interrupted, world));
  } finally {
    terminal.close();
  }
}

async function choose(
  terminal: Terminal,
  interrupted: AbortSignal,
  { system }: World,
): Promise<ChosenNames> {
  const files = parseConfigFiles(readConfigFiles(configFilePaths(system.env, system.home)));
  const choices = roleChoices(files, { ...system, readText: readTextFile });
  if (choices.length === 0) throw new ConfigEditError({ kind: 'no-roles', files: files.files });
  const role = await pick('Role for SDKs', choices, { system, interrupted });
  if (role === 'left') throw new ConfigEditError({ kind: 'left' });
  if (role === 'interrupted') throw new InterruptedError('SIGINT');
  const proposal = proposedName(role.name, files);
  const answer = await terminal.ask(`Profile to write [${safeText(proposal)}]: `, interrupted);
  if (typeof answer === 'string') throw new ConfigEditError({ kind: 'left' });
  return { app: answer.text.trim() || proposal, role: role.name };
}

/** The first of `project-dev-sdk`, `project-dev-sdk-2`, … that there is not. */
function proposedName(role: string, files: ConfigFiles): string {
  const taken = new Set(listProfiles(files));
  const name = `${role.replace(/[^A-Za-z0-9_\-/.%@:+]+/g, '-')}-sdk`;
  let proposal = name;
  for (let number = 2; taken.has(proposal); number++) proposal = `${name}-${number}`;
  return proposal;
}

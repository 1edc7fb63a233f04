/** `swrole setup` without names: a person chooses the role from a list, and names the profile for SDKs. */
import { type ConfigFiles, listProfiles } from '../config/files.ts';
import { loadConfigFiles, readTextFile } from '../config/read-config-files.ts';
import { ConfigEditError, type ConfigEditFact } from '../config-edit/errors.ts';
import { nameLike } from '../config-edit/profile-name.ts';
import { canAskHere } from '../terminal/tty.ts';
import { setupWords } from '../messages/setup.ts';
import { InterruptedError, interruptible } from '../cli/interruptible.ts';
import { UsageError } from '../cli/errors.ts';
import type { World } from '../cli/context.ts';
import { roleChoices } from '../cli/setup/choices.ts';
import type { Ending } from '../cli/setup/dialog.ts';
import { nameQuestion } from '../cli/setup/name-question.ts';
import { rolePicker } from './picker.ts';
import { type Ask, withDialogs } from './dialog.ts';

/** The profile for SDKs and the role it is for. */
export interface Names {
  readonly app: string;
  readonly role: string;
}

/**
 * @param plan throws ConfigEditError for names that will not do
 * @throws UsageError without a terminal, ConfigEditError `no-roles` and `left`, InterruptedError
 */
export async function chooseNames(world: World, plan: (names: Names) => unknown): Promise<Names> {
  const { system } = world;
  if (!(await canAsk(world)))
    throw new UsageError('setup takes two names', 'swrole setup APP ROLE');
  return interruptible(system, (interrupted) =>
    withDialogs({ system, interrupted }, (ask) => choose(ask, plan, world)),
  );
}

async function canAsk({ system }: World): Promise<boolean> {
  if (!system.stderr.isTerminal || system.env.TERM === 'dumb') return false;
  return canAskHere(system.platform);
}

async function choose(
  ask: Ask,
  plan: (names: Names) => unknown,
  { system }: World,
): Promise<Names> {
  const files = loadConfigFiles(system);
  const choices = roleChoices(files, { ...system, readText: readTextFile });
  if (choices.length === 0) throw new ConfigEditError({ kind: 'no-roles', files: files.files });
  const { name: role } = answered(await ask(rolePicker(choices)));
  const problemOf = (app: string) => problem(() => plan({ app, role }));
  const { name: app } = answered(await ask(nameQuestion(proposedName(role, files), problemOf)));
  return { app, role };
}

function answered<Answer extends object>(answer: Answer | Ending): Answer {
  if (answer === 'left') throw new ConfigEditError({ kind: 'left' });
  if (answer === 'interrupted') throw new InterruptedError('SIGINT');
  return answer;
}

/** What another name for the profile would help against. */
const ABOUT_NAME: ReadonlySet<ConfigEditFact['kind']> = new Set([
  'bad-name',
  'in-the-way',
  'leads-back',
  'odd-header',
  'two-defaults',
]);

function problem(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigEditError) || !ABOUT_NAME.has(error.fact.kind)) throw error;
    const { message, hint } = setupWords(error);
    return `${message}; ${hint}`;
  }
}

/** The first of `project-dev-sdk`, `project-dev-sdk-2`, … that there is not. */
function proposedName(role: string, files: ConfigFiles): string {
  const taken = new Set(listProfiles(files));
  const name = `${nameLike(role) ?? 'role'}-sdk`;
  let proposal = name;
  for (let number = 2; taken.has(proposal); number++) proposal = `${name}-${number}`;
  return proposal;
}

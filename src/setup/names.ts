/** `swrole setup` without names: the user selects the role from a list, and enters a name for the SDK profile. */

import { type Context, interruptible } from '../cli/context.ts';
import { UsageError } from '../cli/errors.ts';
import { type ConfigFiles, listProfiles, loadConfigFiles, readTextFile } from '../config/files.ts';
import { ConfigEditError, type ConfigEditErrorDetails } from '../config-edit/errors.ts';
import { suggestName } from '../config-edit/plan.ts';
import { describeConfigEditError } from '../messages/config-edit.ts';
import { canAskHere } from '../terminal/tty.ts';
import { type Ask, withDialogs } from './dialog.ts';
import { type Choice, roleChoices, rolePicker } from './picker.ts';
import { answerOrThrow, textQuestion } from './questions.ts';

/** The names of the SDK profile and of the role profile. */
export interface Names {
  readonly app: string;
  readonly role: string;
}

/** The last choice of the list. */
const NEW_ROLE: Choice = { name: 'new role', what: 'that no profile has yet' };

/**
 * Asks for both names on the terminal.
 *
 * @param plan throws ConfigEditError for names that are not possible
 * @returns `new-role` if no profile has a role yet, or the user wants another one
 * @throws UsageError without a terminal, ConfigEditError `left`, InterruptedError
 */
export async function chooseNames(
  context: Context,
  plan: (names: Names) => unknown,
): Promise<Names | 'new-role'> {
  const { system } = context;
  const files = loadConfigFiles(system);
  const choices = roleChoices(files, { ...system, readText: readTextFile });
  if (choices.length === 0) return 'new-role';
  if (!(await canAsk(context)))
    throw new UsageError(
      'setup takes two names',
      'swrole setup APP ROLE; for a role that no profile has: swrole setup --role-arn ARN',
    );
  return interruptible(system, (interrupted) =>
    withDialogs({ system, interrupted }, (ask) => choose(ask, choices, files, plan)),
  );
}

/** Whether questions can be asked on the terminal. */
export async function canAsk({ system }: Context): Promise<boolean> {
  if (!system.stderr.isTerminal || system.env.TERM === 'dumb') return false;
  return canAskHere(system.platform);
}

async function choose(
  ask: Ask,
  choices: readonly Choice[],
  files: ConfigFiles,
  plan: (names: Names) => unknown,
): Promise<Names | 'new-role'> {
  const choice = answerOrThrow(await ask(rolePicker([...choices, NEW_ROLE])));
  if (choice === NEW_ROLE) return 'new-role';
  const { name: role } = choice;
  const problemOf = (app: string) => nameProblem(() => plan({ app, role }));
  const { text: app } = answerOrThrow(
    await ask(nameQuestion(proposedName(`${role}-sdk`, files), problemOf)),
  );
  return { app, role };
}

/** The errors that another profile name can solve. */
const NAME_ERRORS: ReadonlySet<ConfigEditErrorDetails['kind']> = new Set([
  'bad-name',
  'in-the-way',
  'taken',
  'same-names',
  'leads-back',
  'odd-header',
  'two-defaults',
]);

/** What is wrong with a name, by an attempt to plan with it; `undefined` for a good one. */
export function nameProblem(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigEditError) || !NAME_ERRORS.has(error.details.kind)) throw error;
    const { message, hint } = describeConfigEditError(error);
    return `${message}; ${hint}`;
  }
}

/** The first unused name of `project-dev-sdk`, `project-dev-sdk-2`, …, of characters that every SDK reads. */
export function proposedName(wanted: string, files: ConfigFiles): string {
  const taken = new Set(listProfiles(files));
  const name = suggestName(wanted) ?? 'role';
  let proposal = name;
  for (let number = 2; taken.has(proposal); number++) proposal = `${name}-${number}`;
  return proposal;
}

const TITLE = 'Profile to write';

/**
 * The question for the name of a profile.
 *
 * @param proposal the name for an empty text
 * @param problemOf describes what is wrong with a name
 */
export function nameQuestion(
  proposal: string,
  problemOf: (name: string) => string | undefined,
  title = TITLE,
) {
  return textQuestion({ title, proposal, problemOf });
}

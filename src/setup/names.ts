/**
 * The names of `swrole setup`: without them the user selects the role from a list, and enters a name for the SDK profile. The
 * role must not lead back to its SDK profile.
 */

import { type Context, interruptible } from '../cli/context.ts';
import { UsageError } from '../cli/errors.ts';
import { profilesOf, roleOf } from '../config/chain-queries.ts';
import { ConfigError } from '../config/errors.ts';
import { type ConfigFiles, listProfiles, loadConfigFiles, readTextFile } from '../config/files.ts';
import type { PlannedChain, RoleChain } from '../config/plan.ts';
import type { PlanEnv } from '../config/plan-context.ts';
import { roleChain } from '../config/planning.ts';
import { ConfigEditError, type ConfigEditErrorDetails } from '../config-edit/errors.ts';
import { suggestName } from '../config-edit/plan.ts';
import { answeredBySwrole, swroleBehind, swroleSource } from '../doctor/facts/command-lines.ts';
import { describeConfigEditError } from '../messages/config-edit.ts';
import { type Ask, withDialogs } from '../terminal/dialog.ts';
import type { Choice } from '../terminal/picker.ts';
import { canAskHere } from '../terminal/tty.ts';
import { answerOrThrow, choicePicker, textQuestion } from './questions.ts';

/** The names of the SDK profile and of the role profile. */
export interface Names {
  readonly app: string;
  readonly role: string;
}

/** The last choice of the list. */
const NEW_ROLE: Choice = { name: 'new role', also: 'that no profile has yet' };

/** What the list says of a profile whose credentials another program gives. */
const PROGRAM = 'another program';

/**
 * Asks for both names on the terminal.
 *
 * @param plan throws ConfigEditError for names that are not possible
 * @returns `new-role` if the profiles have nothing but keys and programs that print them, or the user wants another role
 * @throws UsageError without a terminal, ConfigEditError `left`, InterruptedError
 */
export async function chooseNames(
  context: Context,
  plan: (names: Names) => unknown,
): Promise<Names | 'new-role'> {
  const { system } = context;
  const files = loadConfigFiles(system);
  const choices = roleChoices(files, { ...system, readText: readTextFile });
  // A program that prints keys is no role yet, just like keys in a file. With both names its profile can still be chosen.
  if (choices.every(({ also }) => also === PROGRAM)) return 'new-role';
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

/** Fails before AWS and the keychain are asked anything. @throws UsageError where swrole cannot ask */
export async function assertCanConfirm(context: Context): Promise<void> {
  if (await canAsk(context)) return;
  throw new UsageError(
    'nothing is changed without a yes, and there is no terminal to ask for it',
    'add --yes, or --dry-run to see the changes',
  );
}

async function choose(
  ask: Ask,
  choices: readonly Choice[],
  files: ConfigFiles,
  plan: (names: Names) => unknown,
): Promise<Names | 'new-role'> {
  const choice = answerOrThrow(await ask(choicePicker([...choices, NEW_ROLE], 'Role for SDKs')));
  if (choice === NEW_ROLE) return 'new-role';
  const { name: role } = choice;
  const problemOf = (app: string) => nameProblem(() => plan({ app, role }));
  const { text: app } = answerOrThrow(
    await ask(nameQuestion(proposedName(`${role}-sdk`, files), problemOf)),
  );
  return { app, role };
}

// The choices: profiles that SDKs need swrole for. Profiles with plain keys work in every SDK.

/** The choices in the order of the files. */
export function roleChoices(files: ConfigFiles, planEnv: PlanEnv): Choice[] {
  return listProfiles(files).flatMap((name) => {
    const chain = chainOrNone(name, files, planEnv);
    const also = chain && describeCredentials(chain);
    return also === undefined ? [] : [{ name, also }];
  });
}

/** The chain of a profile; `undefined` for an invalid profile, which cannot be used. */
export function chainOrNone(
  name: string,
  files: ConfigFiles,
  planEnv: PlanEnv,
): RoleChain | undefined {
  try {
    return roleChain(files, name, planEnv);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function describeCredentials(chain: RoleChain): string | undefined {
  const { source, mfaSession } = chain;
  const role = roleOf(chain);
  if (role !== undefined) return `role ${role.roleName} in ${role.accountId}`;
  switch (source.kind) {
    case 'sso':
      return `SSO role ${source.roleName} in ${source.accountId}`;
    case 'login':
      return 'aws login';
    case 'cognito':
      return 'Cognito identity pool';
    case 'process':
      return answeredBySwrole(source) === undefined ? PROGRAM : undefined;
    case 'instance':
      return 'role of the EC2 instance';
    case 'container':
      return 'role of the container';
    default:
      return mfaSession === undefined ? undefined : 'keys behind an MFA session';
  }
}

// The names.

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

// The loop check: a role that gets its credentials from its own SDK profile would wait for itself (aws/aws-cli#8860).

/**
 * Checks that the chain of `role` does not lead to `app`, and returns it.
 *
 * @throws ConfigError for an invalid role, ConfigEditError `leads-back` if the chain leads to `app`
 */
export function chainWithoutLoop(
  app: string,
  role: string,
  files: ConfigFiles,
  planEnv: PlanEnv,
): PlannedChain {
  const chain = roleChain(files, role, planEnv);
  const row = profilePath(chain, files, planEnv);
  const index = row.indexOf(app);
  if (index < 0) return chain;
  const profiles = [app, ...row.slice(0, index), app];
  throw new ConfigEditError({ kind: 'leads-back', profiles });
}

/**
 * Checks that the chain of a new profile does not lead back to it: its source may already call swrole for it.
 *
 * @throws ConfigError for an invalid chain, ConfigEditError `leads-back`
 */
export function assertNoCircle(name: string, files: ConfigFiles, planEnv: PlanEnv): void {
  const [, ...row] = profilePath(roleChain(files, name, planEnv), files, planEnv);
  const index = row.indexOf(name);
  if (index < 0) return;
  const profiles = [name, ...row.slice(0, index + 1)];
  throw new ConfigEditError({ kind: 'leads-back', profiles });
}

/** The profiles of a chain, and of every chain that it calls swrole for. */
function profilePath(chain: PlannedChain, files: ConfigFiles, planEnv: PlanEnv): string[] {
  const row: string[] = [];
  for (let current = chain; ; ) {
    row.push(...profilesOf(current));
    const next = swroleBehind(current.source) ?? swroleSource(current.source);
    if (next === undefined) return row;
    if (row.includes(next) || !files.profiles.has(next)) return [...row, next];
    current = roleChain(files, next, planEnv);
  }
}

/** `swrole setup` without names: the user selects the role from a list, and enters a name for the SDK profile. */
import { type Context, interruptible } from '../cli/context.ts';
import { InterruptedError, UsageError } from '../cli/errors.ts';
import { type ConfigFiles, listProfiles, loadConfigFiles, readTextFile } from '../config/files.ts';
import { ConfigEditError, type ConfigEditErrorDetails } from '../config-edit/errors.ts';
import { suggestName } from '../config-edit/plan.ts';
import { describeConfigEditError } from '../messages/config-edit.ts';
import {
  type Ask,
  type Dialog,
  type Ending,
  editText,
  endingOf,
  type Size,
  type Step,
  withDialogs,
} from '../terminal/dialog.ts';
import { canAskHere } from '../terminal/tty.ts';
import type { Style } from '../ui/format.ts';
import { truncate, truncateLeft, truncateLines } from '../ui/wrap.ts';
import { safeText } from '../util/text.ts';
import { roleChoices, rolePicker } from './picker.ts';

/** The names of the SDK profile and of the role profile. */
export interface Names {
  readonly app: string;
  readonly role: string;
}

/**
 * Asks for both names on the terminal.
 *
 * @param plan throws ConfigEditError for names that are not possible
 * @throws UsageError without a terminal, ConfigEditError `no-roles` and `left`, InterruptedError
 */
export async function chooseNames(
  context: Context,
  plan: (names: Names) => unknown,
): Promise<Names> {
  const { system } = context;
  if (!(await canAsk(context)))
    throw new UsageError('setup takes two names', 'swrole setup APP ROLE');
  return interruptible(system, (interrupted) =>
    withDialogs({ system, interrupted }, (ask) => choose(ask, plan, context)),
  );
}

async function canAsk({ system }: Context): Promise<boolean> {
  if (!system.stderr.isTerminal || system.env.TERM === 'dumb') return false;
  return canAskHere(system.platform);
}

async function choose(
  ask: Ask,
  plan: (names: Names) => unknown,
  { system }: Context,
): Promise<Names> {
  const files = loadConfigFiles(system);
  const choices = roleChoices(files, { ...system, readText: readTextFile });
  if (choices.length === 0) throw new ConfigEditError({ kind: 'no-roles', files: files.files });
  const { name: role } = answerOrThrow(await ask(rolePicker(choices)));
  const problemOf = (app: string) => problem(() => plan({ app, role }));
  const { name: app } = answerOrThrow(
    await ask(nameQuestion(proposedName(role, files), problemOf)),
  );
  return { app, role };
}

function answerOrThrow<Answer extends object>(answer: Answer | Ending): Answer {
  if (answer === 'left') throw new ConfigEditError({ kind: 'left' });
  if (answer === 'interrupted') throw new InterruptedError('SIGINT');
  return answer;
}

/** The errors that another profile name can solve. */
const NAME_ERRORS: ReadonlySet<ConfigEditErrorDetails['kind']> = new Set([
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
    if (!(error instanceof ConfigEditError) || !NAME_ERRORS.has(error.details.kind)) throw error;
    const { message, hint } = describeConfigEditError(error);
    return `${message}; ${hint}`;
  }
}

/** The first unused name of `project-dev-sdk`, `project-dev-sdk-2`, … */
function proposedName(role: string, files: ConfigFiles): string {
  const taken = new Set(listProfiles(files));
  const name = `${suggestName(role) ?? 'role'}-sdk`;
  let proposal = name;
  for (let number = 2; taken.has(proposal); number++) proposal = `${name}-${number}`;
  return proposal;
}

// The dialog for the profile name. It shows at once what is wrong with a name, and the user can edit it.

/** The typed text, and what is wrong with the last submitted name. */
interface NameQuestion {
  readonly text: string;
  readonly problem: string | undefined;
}

/** An object, so that a profile named `left` is not taken for an ending. */
interface TypedName {
  readonly name: string;
}

const TITLE = 'Profile to write';
const KEYS = 'Enter: take; Esc: leave';

/**
 * The dialog for the profile name.
 *
 * @param proposal the name for an empty text
 * @param problemOf describes what is wrong with a name
 */
export function nameQuestion(
  proposal: string,
  problemOf: (name: string) => string | undefined,
): Dialog<NameQuestion, TypedName> {
  const submit = (state: NameQuestion): Step<NameQuestion, TypedName> => {
    const name = state.text.trim() || proposal;
    const problem = problemOf(name);
    return problem === undefined ? { picked: { name } } : { ...state, problem };
  };
  return {
    start: { text: '', problem: undefined },
    press: (state, key) => (key === '\r' || key === '\n' ? submit(state) : pressKey(state, key)),
    lines: (state, size, style) => lines(state, proposal, size, style),
    summary: ({ name }) => `${TITLE}: ${name}`,
  };
}

function pressKey(state: NameQuestion, key: string): Step<NameQuestion, TypedName> {
  const ending = endingOf(key);
  if (ending) return { picked: ending };
  const text = editText(state.text, key);
  return text === undefined ? state : { text, problem: undefined };
}

function lines(
  { text, problem }: NameQuestion,
  proposal: string,
  { columns }: Size,
  style: Style,
): string[] {
  const width = columns - 1;
  const question = truncateLeft(`${TITLE} [${safeText(proposal)}]: ${safeText(text)}`, width);
  const problems = problem === undefined ? [] : truncateLines(safeText(problem), width);
  return [question, ...problems.map(style.yellow), style.dim(truncate(KEYS, width))];
}

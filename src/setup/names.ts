/** `swrole setup` without names: a person chooses the role from a list, and names the profile for SDKs. */
import { type Context, InterruptedError, interruptible } from '../cli/context.ts';
import { UsageError } from '../cli/errors.ts';
import { type ConfigFiles, listProfiles, loadConfigFiles, readTextFile } from '../config/files.ts';
import { ConfigEditError, type ConfigEditErrorDetails } from '../config-edit/errors.ts';
import { suggestName } from '../config-edit/plan.ts';
import { describeConfigEditError } from '../messages/setup.ts';
import { canAskHere } from '../terminal/tty.ts';
import type { Style } from '../ui/format.ts';
import { truncate, truncateLeft, truncateLines } from '../ui/wrap.ts';
import { safeText } from '../util/text.ts';
import {
  type Ask,
  type Dialog,
  type Ending,
  editText,
  endingOf,
  type Size,
  type Step,
  withDialogs,
} from './dialog.ts';
import { roleChoices, rolePicker } from './picker.ts';

/** The profile for SDKs and the role it is for. */
export interface Names {
  readonly app: string;
  readonly role: string;
}

/**
 * @param plan throws ConfigEditError for names that will not do
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
const ABOUT_NAME: ReadonlySet<ConfigEditErrorDetails['kind']> = new Set([
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
    if (!(error instanceof ConfigEditError) || !ABOUT_NAME.has(error.details.kind)) throw error;
    const { message, hint } = describeConfigEditError(error);
    return `${message}; ${hint}`;
  }
}

/** The first of `project-dev-sdk`, `project-dev-sdk-2`, … that there is not. */
function proposedName(role: string, files: ConfigFiles): string {
  const taken = new Set(listProfiles(files));
  const name = `${suggestName(role) ?? 'role'}-sdk`;
  let proposal = name;
  for (let number = 2; taken.has(proposal); number++) proposal = `${name}-${number}`;
  return proposal;
}

// The question for the name of the profile to write. A name that will not do is said at once, and can be typed again.

/** What has been typed, and what is wrong with the name that was taken last. */
interface NameQuestion {
  readonly text: string;
  readonly problem: string | undefined;
}

/** An object, so that a profile may be called `left`. */
interface TypedName {
  readonly name: string;
}

const TITLE = 'Profile to write';
const KEYS = 'Enter: take; Esc: leave';

/**
 * @param proposal the answer of a person who types nothing
 * @param problemOf what is wrong with a name, for people
 */
export function nameQuestion(
  proposal: string,
  problemOf: (name: string) => string | undefined,
): Dialog<NameQuestion, TypedName> {
  const taken = (state: NameQuestion): Step<NameQuestion, TypedName> => {
    const name = state.text.trim() || proposal;
    const problem = problemOf(name);
    return problem === undefined ? { picked: { name } } : { ...state, problem };
  };
  return {
    start: { text: '', problem: undefined },
    press: (state, key) => (key === '\r' || key === '\n' ? taken(state) : edited(state, key)),
    lines: (state, size, style) => lines(state, proposal, size, style),
    summary: ({ name }) => `${TITLE}: ${name}`,
  };
}

function edited(state: NameQuestion, key: string): Step<NameQuestion, TypedName> {
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

/**
 * `swrole setup` for a role that no profile has yet: from keys to a profile of the role and one for SDKs. Every question has
 * a flag. Nothing is written before the last answer; afterwards one sign-in shows that the profiles work.
 */

import { type Context, interruptible } from '../cli/context.ts';
import { UsageError } from '../cli/errors.ts';
import type { NewRoleAnswers, SetupInvocation } from '../cli/invocation.ts';
import { type ConfigFiles, loadConfigFiles } from '../config/files.ts';
import { findProfile, SOURCE_FLAG } from '../config/find-profile.ts';
import { mfaSessionRule, roleArnRule } from '../config/profile/rules.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { removeLeftovers } from '../config-edit/replace-file.ts';
import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { describeMfaError } from '../messages/mfa.ts';
import { MfaError } from '../mfa/errors.ts';
import { type Ask, withDialogs } from '../terminal/dialog.ts';
import type { Choice } from '../terminal/picker.ts';
import { shownWords } from '../util/secret-text.ts';
import { commandProblem } from './code-programs.ts';
import type { Program } from './launcher.ts';
import {
  askAboutCodes,
  findDevices,
  type NewRoleDeps,
  NO_DEVICE,
  NONE,
  withTime,
} from './mfa-device.ts';
import { canAsk, type Names, nameProblem, nameQuestion, proposedName } from './names.ts';
import {
  answerOrThrow,
  answerTo,
  confirmation,
  describeArnProblem,
  roleArnQuestion,
  serialProblem,
  sourcePicker,
} from './questions.ts';
import { doneLines, log, showDiff, undoLine, withEditLock, writeEdits } from './report.ts';
import {
  ENVIRONMENT,
  findSources,
  hasKeys,
  isEnvironment,
  type NewRole,
  type Planned,
  planNewRole,
  type Setup,
} from './role-plan.ts';

/**
 * Asks for what the flags do not say, writes the two profiles, and signs in once.
 *
 * @throws UsageError for a wrong flag, or a missing one where swrole cannot ask; ConfigEditError; InterruptedError; and every
 *   error of calling AWS: of a failed sign-in the profiles stay
 */
export async function setUpNewRole(
  invocation: SetupInvocation,
  program: Program,
  context: Context,
  deps: NewRoleDeps,
): Promise<void> {
  const answers = checkedAnswers(invocation.newRole ?? NO_ANSWERS);
  const setup = { invocation, answers, program, context };
  const { yes, dryRun } = invocation;
  const asking = await createAsking(context);
  const basics = await asking((ask) => askBasics(ask, setup));
  if (!yes && !dryRun) await asking(async (ask) => assertCanConfirm(ask));
  const draft = planNewRole(basics, setup);
  const devices =
    answers.mfaSerial === undefined ? await findDevices(draft, setup, deps) : NO_DEVICE;
  if (devices.line !== undefined) await log(devices.line, context);
  const role = await asking((ask) => askAboutCodes(ask, basics, draft, devices, setup));
  const planned = planNewRole(role, setup);
  if (dryRun) return showDiff(planned.state, planned.edit, context);
  if (!yes) await confirm(planned, asking, context);
  await writeAndSignIn(role, setup, deps);
}

const NO_ANSWERS: NewRoleAnswers = {
  roleArn: undefined,
  source: undefined,
  mfaSerial: undefined,
  generateToken: undefined,
  mfaSession: undefined,
  token: undefined,
};

/** @throws UsageError for an answer that cannot be written */
function checkedAnswers(answers: NewRoleAnswers): NewRoleAnswers {
  const { roleArn, mfaSerial, generateToken, mfaSession } = answers;
  const check = (flag: string, text: string | undefined, problem: string | undefined) => {
    if (text === undefined || problem === undefined) return;
    throw new UsageError(`${flag} ${shownWords(text)}: ${problem}`, 'see swrole setup --help');
  };
  check('--role-arn', roleArn, describeArnProblem(roleArn ?? ''));
  if (mfaSerial !== NONE) check('--mfa-serial', mfaSerial, serialProblem(mfaSerial ?? ''));
  if (generateToken !== undefined && commandProblem(generateToken) !== undefined)
    throw new UsageError(`--generate-token: ${commandProblem(generateToken)}`);
  if (mfaSession !== undefined && mfaSessionRule.parse(mfaSession) === undefined)
    throw new UsageError(`--mfa-session ${mfaSessionRule.problem}, not ${shownWords(mfaSession)}`);
  return answers;
}

// Asking: with dialogs at a terminal; elsewhere every question is an error that names its flag.

/** Runs work that may ask; without a terminal it gets no `ask`. */
type Asking = <T>(work: (ask: Ask | undefined) => Promise<T>) => Promise<T>;

async function createAsking(context: Context): Promise<Asking> {
  const { system } = context;
  if (!(await canAsk(context))) return (work) => work(undefined);
  return (work) =>
    interruptible(system, (interrupted) => withDialogs({ system, interrupted }, work));
}

/** What is wrong without `--yes` and without a terminal. */
const NO_YES = [
  'setup writes nothing without a yes, and there is no terminal to ask for it',
  'add --yes, or --dry-run to see the lines',
] as const;

/** Fails before AWS is asked anything. */
async function assertCanConfirm(ask: Ask | undefined): Promise<void> {
  if (ask === undefined) throw new UsageError(...NO_YES);
}

// The first questions: the role, who assumes it, and the names.

async function askBasics(ask: Ask | undefined, setup: Setup): Promise<NewRole> {
  const { answers, context, invocation } = setup;
  const files = loadConfigFiles(context.system);
  const sources = findSources(files, context);
  if (answers.source === undefined && sources.length === 0)
    throw new ConfigEditError({ kind: 'no-keys', files: files.files });
  const roleArn =
    answers.roleArn ??
    (
      await answerTo(
        ask,
        roleArnQuestion(),
        'setup needs the ARN of a role',
        'swrole setup --role-arn arn:aws:iam::123456789012:role/NAME',
      )
    ).text;
  const source = answers.source ?? (await askSource(ask, sources));
  assertSource(source, files, context);
  const part = { roleArn, source };
  // --yes takes the names that would be offered.
  const namesAsk = invocation.yes ? undefined : ask;
  const role = invocation.role ?? (await askRoleName(namesAsk, part, files, setup));
  const app = invocation.app ?? (await askAppName(namesAsk, { ...part, role }, files, setup));
  return { ...part, role, app };
}

async function askSource(ask: Ask | undefined, sources: readonly Choice[]): Promise<string> {
  const [first, ...others] = sources;
  if (first !== undefined && others.length === 0) return first.name;
  const names = sources.map(({ name }) => name).join(', ');
  const missing = 'setup needs to know which credentials assume the role';
  return (await answerTo(ask, sourcePicker(sources), missing, `${SOURCE_FLAG} NAME: ${names}`))
    .name;
}

/** @throws ConfigError `unknown-profile`, UsageError */
function assertSource(source: string, files: ConfigFiles, { system }: Context): void {
  if (!isEnvironment(source, files)) findProfile(files, source, SOURCE_FLAG);
  else if (!hasKeys(system.env))
    throw new UsageError(
      `${SOURCE_FLAG} ${ENVIRONMENT} needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment`,
    );
}

type Part = Pick<NewRole, 'roleArn' | 'source'>;

async function askRoleName(ask: Ask | undefined, part: Part, files: ConfigFiles, setup: Setup) {
  const { roleName = '' } = roleArnRule.parse(part.roleArn) ?? {};
  // A profile that is named like a command would need `-p` each time.
  const wanted = COMMAND_NAMES.has(roleName) ? `${roleName}-role` : roleName;
  const proposal = proposedName(wanted, files);
  if (ask === undefined) return proposal;
  const problemOf = (role: string) =>
    nameProblem(() => planNewRole({ ...part, role, app: appName(role, files) }, setup));
  return answerOrThrow(await ask(nameQuestion(proposal, problemOf, 'Profile for the role'))).text;
}

async function askAppName(
  ask: Ask | undefined,
  part: Part & Pick<Names, 'role'>,
  files: ConfigFiles,
  setup: Setup,
) {
  const proposal = appName(part.role, files);
  if (ask === undefined) return proposal;
  const problemOf = (app: string) => nameProblem(() => planNewRole({ ...part, app }, setup));
  return answerOrThrow(await ask(nameQuestion(proposal, problemOf, 'Profile for SDKs'))).text;
}

const appName = (role: string, files: ConfigFiles) => proposedName(`${role}-sdk`, files);

// Writing, and the first sign-in.

/** Shows the lines and asks for the yes. @throws ConfigEditError `left` */
async function confirm({ state, edit }: Planned, asking: Asking, context: Context): Promise<void> {
  await showDiff(state, edit, context, context.system.stderr);
  const { name } = await asking((ask) => answerTo(ask, confirmation(), ...NO_YES));
  if (name !== 'yes') throw new ConfigEditError({ kind: 'left' });
}

async function writeAndSignIn(role: NewRole, setup: Setup, deps: NewRoleDeps): Promise<void> {
  const { answers, context, invocation } = setup;
  const { system } = context;
  const { state, edit, backup } = await withEditLock(context, async () => {
    const planned = planNewRole(role, setup);
    removeLeftovers(planned.state.target);
    return { ...planned, backup: await writeEdits(planned.state, [planned.edit], context) };
  });
  const written = { ...role, file: state.target, backup };
  try {
    const identity = await deps.signIn(role.role, answers.token, withTime(context));
    await log(`signed in: ${identity}`, context);
  } catch (error) {
    if (!(error instanceof MfaError) || error.details.kind !== 'no-way-to-ask') {
      await log(
        `profiles ${role.role} and ${role.app} are in ${state.target}, but the first sign-in failed; try it again: swrole login ${role.role}`,
        context,
      );
      await log(undoLine(written, system.platform), context);
      throw error;
    }
    await log(`not signed in yet: ${describeMfaError(error).message}`, context);
    await log(['sign in:', `swrole login ${role.role}`], context);
  }
  const isShown = !invocation.yes && system.stdout.isTerminal;
  if (!isShown) await showDiff(state, edit, context);
  for (const line of doneLines(written, system.platform)) await log(line, context);
  if (system.env.AWS_ACCESS_KEY_ID)
    await log(
      `AWS_ACCESS_KEY_ID is set, and beside it the AWS CLI, Go and Ruby ignore AWS_PROFILE: give them --profile ${role.app}`,
      context,
      'warning',
    );
}

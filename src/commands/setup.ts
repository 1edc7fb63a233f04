/** `swrole setup APP ROLE`: writes a profile for SDKs that gets the credentials of another profile from swrole. */

import { type Context, interruptible } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type { SetupInvocation } from '../cli/invocation.ts';
import { parseConfigFiles, readCredentials, readTextFile } from '../config/files.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { bytesOf, editedLines, type LineEdit, linesOf } from '../config-edit/lines.ts';
import { type ProfilePlan, planProfile } from '../config-edit/plan.ts';
import {
  type Backup,
  type FileState,
  readForEdit,
  removeLeftovers,
  replaceFile,
  targetOf,
} from '../config-edit/replace-file.ts';
import { configFilePaths, SETUP_LOCK } from '../fast-path/paths.ts';
import { describeConfigEditError } from '../messages/config-edit.ts';
import { formatLocation } from '../messages/message.ts';
import type { ExitStatus } from '../process/exec.ts';
import {
  findTransientPaths,
  isSameCall,
  launcherFor,
  type Program,
  sdkCommand,
  stableProgram,
} from '../setup/launcher.ts';
import { chooseNames, type Names } from '../setup/names.ts';
import { chainWithoutLoop } from '../setup/picker.ts';
import { describeTransientPath, doneLines, showDiff } from '../setup/report.ts';
import { namedLock, takeTurns } from '../storage/take-turns.ts';
import { ownLine } from '../util/text.ts';

/** @throws CommandError, ConfigError, InterruptedError, UsageError */
export async function runSetup(invocation: SetupInvocation, context: Context): Promise<ExitStatus> {
  try {
    return await setUp(invocation, context);
  } catch (error) {
    throw error instanceof ConfigEditError
      ? new CommandError(describeConfigEditError(error))
      : error;
  }
}

async function setUp(
  { app, role, force, dryRun }: SetupInvocation,
  context: Context,
): Promise<ExitStatus> {
  const stable = stableProgram(context.system.program);
  const program = { ...stable, launcher: launcherFor(stable, dryRun, context) };
  const plan = (names: Names) => planFor(names, { program, force }, context);
  const names =
    app !== undefined && role !== undefined ? { app, role } : await chooseNames(context, plan);
  if (dryRun) await printChange(plan(names), context);
  else
    await withEditLock(context, () => {
      removeLeftovers(configTarget(context));
      return writeProfile(names, plan(names), context);
    });
  for (const transient of findTransientPaths(program))
    await log(describeTransientPath(transient), context);
  return { exitCode: 0 };
}

/** The file as it was read, and the planned change. */
interface Planned {
  readonly state: FileState;
  readonly plan: ProfilePlan;
}

/** Plans from the same bytes that are edited and written back later. */
function planFor(
  { app, role }: Names,
  { program, force }: { readonly program: Program; readonly force: boolean },
  { system }: Context,
): Planned {
  const paths = configFilePaths(system.env, system.home);
  const state = readForEdit(paths.config);
  const credentials = readCredentials(paths.credentials);
  const texts = { config: { path: paths.config, text: state.bytes.toString('utf8') }, credentials };
  const planEnv = { ...system, readText: readTextFile };
  const { region } = chainWithoutLoop(app, role, parseConfigFiles(texts), planEnv);
  const command = sdkCommand(program, role, system.platform);
  const isSame = (other: string) => isSameCall(other, role);
  const request = { profile: app, command, region, isSame };
  return { state, plan: planProfile(texts, linesOf(state.bytes), request, force) };
}

async function printChange({ state, plan }: Planned, context: Context): Promise<void> {
  if ('edit' in plan) await showDiff(state, plan.edit, context);
  else await log(`${formatLocation(plan.there)}: already there, nothing to change`, context);
}

/** Prints the change after writing it, so that a failure leaves stdout empty. */
async function writeProfile(names: Names, planned: Planned, context: Context): Promise<void> {
  const { state, plan } = planned;
  const backup = 'edit' in plan ? await replace(state, plan.edit, context) : undefined;
  await printChange(planned, context);
  if ('there' in plan) return;
  const done = doneLines({ ...names, file: state.target, backup }, context.system.platform);
  for (const line of done) await log(line, context);
}

/** A signal takes effect after the write, because ending the process in between would leave temporary copies. */
function replace(state: FileState, edit: LineEdit, { system }: Context): Promise<Backup> {
  const bytes = bytesOf(editedLines(linesOf(state.bytes), edit));
  return interruptible(system, async () => replaceFile(state, bytes));
}

function configTarget({ system }: Context): string {
  return targetOf(configFilePaths(system.env, system.home).config);
}

async function log(line: string, { system }: Context): Promise<void> {
  await system.stderr.write(`${ownLine(line)}\n`);
}

// The lock between two runs that edit AWS's files: the second one reads what the first one wrote, so nothing is lost.

/** How many milliseconds to wait for the lock: its holder only reads and writes one file. */
const LOCK_TIMEOUT = 5_000;

/** Runs the work under the lock. After the timeout it runs without it: `replaceFile` still detects a changed file. */
export async function withEditLock<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { system } = context;
  const deps = { ...system, ...context, deadline: system.now() + LOCK_TIMEOUT };
  const lock = namedLock(context, SETUP_LOCK, 'config file');
  const done = await takeTurns(lock, deps, async (held) => held && { result: await work() });
  return done === undefined ? work() : done.result;
}

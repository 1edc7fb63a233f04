/** `swrole setup APP ROLE`: a profile for SDKs, whose credentials are those of a role. */

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
import { configFilePaths } from '../fast-path/paths.ts';
import { formatLocation } from '../messages/phrases.ts';
import { describeConfigEditError } from '../messages/setup.ts';
import type { ExitStatus } from '../process/exit.ts';
import {
  isSameCall,
  lastingProgram,
  type Program,
  passingPaths,
  sdkCommand,
} from '../setup/launcher.ts';
import { chooseNames, type Names } from '../setup/names.ts';
import { chainAwayFrom } from '../setup/picker.ts';
import { doneLines, passingWords, showDiff } from '../setup/report.ts';
import { type Lock, tryLock } from '../storage/lock.ts';
import { DiskError } from '../storage/private-store.ts';
import { safeText } from '../util/text.ts';

/** @throws ToldError, ConfigError, InterruptedError, UsageError */
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
  const program = lastingProgram(context.system.program);
  const plan = (names: Names) => planFor(names, { program, force }, context);
  const names =
    app !== undefined && role !== undefined ? { app, role } : await chooseNames(context, plan);
  if (dryRun) await show(plan(names), context);
  else
    await withEditLock(context, () => {
      removeLeftovers(configTarget(context));
      return write(names, plan(names), context);
    });
  for (const passing of passingPaths(program)) await say(passingWords(passing), context);
  return { exitCode: 0 };
}

/** The file as it was looked at, and what is to become of it. */
interface Planned {
  readonly state: FileState;
  readonly plan: ProfilePlan;
}

/** What is edited is what was looked at: the text comes from the very bytes that are written again. */
function planFor(
  { app, role }: Names,
  { program, force }: { readonly program: Program; readonly force: boolean },
  { system }: Context,
): Planned {
  const paths = configFilePaths(system.env, system.home);
  const state = readForEdit(paths.config);
  const credentials = readCredentials(paths.credentials);
  const texts = { config: { path: paths.config, text: state.bytes.toString('utf8') }, credentials };
  const surroundings = { ...system, readText: readTextFile };
  const { region } = chainAwayFrom(app, role, parseConfigFiles(texts), surroundings);
  const command = sdkCommand(program, role, system.platform);
  const isSame = (other: string) => isSameCall(other, role);
  const wish = { profile: app, command, region, isSame };
  return { state, plan: planProfile(texts, linesOf(state.bytes), wish, force) };
}

async function show({ state, plan }: Planned, context: Context): Promise<void> {
  if ('edit' in plan) await showDiff(state, plan.edit, context);
  else await say(`${formatLocation(plan.there)}: already there, nothing to change`, context);
}

/** Shown when it is written, so that a failure leaves stdout empty. */
async function write(names: Names, planned: Planned, context: Context): Promise<void> {
  const { state, plan } = planned;
  const backup = 'edit' in plan ? await replace(state, plan.edit, context) : undefined;
  await show(planned, context);
  if ('there' in plan) return;
  const done = doneLines({ ...names, file: state.target, backup }, context.system.platform);
  for (const line of done) await say(line, context);
}

/** A signal waits for the end of it, because one that ends the process at once leaves copies of the file. */
function replace(state: FileState, edit: LineEdit, { system }: Context): Promise<Backup> {
  const bytes = bytesOf(editedLines(linesOf(state.bytes), edit));
  return interruptible(system, async () => replaceFile(state, bytes));
}

function configTarget({ system }: Context): string {
  return targetOf(configFilePaths(system.env, system.home).config);
}

async function say(line: string, { system }: Context): Promise<void> {
  await system.stderr.write(`swrole: ${safeText(line)}\n`);
}

// Two `swrole setup` at once: each reads what the other has written, so that no profile is lost.

/** How long another one is waited for, in milliseconds: it only reads and writes one file. */
const PATIENCE = 5_000;

async function lockOf(context: Context): Promise<Lock | undefined> {
  const { system, debug } = context;
  const end = system.now() + PATIENCE;
  try {
    for (;;) {
      const lock = await tryLock(context.cache, 'setup', context.runtime);
      if (lock !== undefined || system.now() > end) return lock;
      await system.sleep(20);
    }
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`no lock (${error.message})`);
    return undefined;
  }
}

/** Does the work while nobody else does. Where there are no locks it is done all the same: a changed file is still seen. */
async function withEditLock<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const lock = await lockOf(context);
  try {
    return await work();
  } finally {
    lock?.release();
  }
}

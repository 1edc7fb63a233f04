/**
 * `swrole setup APP ROLE`: writes a profile for SDKs that gets the credentials of another profile from swrole. Without a
 * profile of the role, `setup/new-role.ts` writes both.
 */

import type { Context } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import { credentialOptions } from '../cli/flags.ts';
import type { SetupInvocation } from '../cli/invocation.ts';
import { parseConfigFiles, readCredentials, readTextFile } from '../config/files.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { linesOf } from '../config-edit/lines.ts';
import { type ProfilePlan, planProfile } from '../config-edit/plan.ts';
import {
  type FileState,
  readForEdit,
  removeLeftovers,
  targetOf,
} from '../config-edit/replace-file.ts';
import { configFilePaths } from '../fast-path/paths.ts';
import { createSourceDeps } from '../get-credentials/session-deps.ts';
import { describeConfigEditError } from '../messages/config-edit.ts';
import { formatLocation } from '../messages/message.ts';
import type { ExitStatus } from '../process/exec.ts';
import { sourceCredentials } from '../providers/index.ts';
import {
  findTransientPaths,
  isSameCall,
  launcherFor,
  type Program,
  sdkCommand,
  stableProgram,
} from '../setup/launcher.ts';
import type { NewRoleDeps } from '../setup/mfa-device.ts';
import { chainWithoutLoop, chooseNames, type Names } from '../setup/names.ts';
import { setUpNewRole } from '../setup/new-role.ts';
import {
  describeTransientPath,
  doneLines,
  log,
  showDiff,
  withEditLock,
  writeEdits,
} from '../setup/report.ts';
import { credentialsUntil } from '../ui/format.ts';
import { resolveIdentity } from './whoami.ts';

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

async function setUp(invocation: SetupInvocation, context: Context): Promise<ExitStatus> {
  const stable = stableProgram(context.system.program);
  const program = { ...stable, launcher: launcherFor(stable, invocation.dryRun, context) };
  await writeProfiles(invocation, program, context);
  for (const transient of findTransientPaths(program))
    await log(describeTransientPath(transient), context, 'warning');
  return { exitCode: 0 };
}

async function writeProfiles(invocation: SetupInvocation, program: Program, context: Context) {
  const { app, role, force, dryRun, newRole } = invocation;
  if (newRole !== undefined) return setUpNewRole(invocation, program, context, newRoleDeps);
  const plan = (names: Names) => planFor(names, { program, force }, context);
  const names =
    app !== undefined && role !== undefined ? { app, role } : await chooseNames(context, plan);
  if (names === 'new-role') return setUpNewRole(invocation, program, context, newRoleDeps);
  if (dryRun) return printChange(plan(names), context);
  return withEditLock(context, () => {
    removeLeftovers(configTarget(context));
    return writeProfile(names, plan(names), context);
  });
}

const newRoleDeps: NewRoleDeps = {
  sourceCredentials: (chain, context) =>
    sourceCredentials(chain.source, createSourceDeps(chain, context)),
  signIn: async (profile, token, context) => {
    const options = credentialOptions({ cache: true, prompt: true, ...(token && { token }) });
    const { resolved, identity } = await resolveIdentity(profile, options, context);
    const { expiration } = resolved.credentials;
    const until =
      expiration === undefined ? '' : `, ${credentialsUntil(expiration, context.system.now())}`;
    return `${identity.arn}${until}`;
  },
};

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
  const backup = 'edit' in plan ? await writeEdits(state, [plan.edit], context) : undefined;
  await printChange(planned, context);
  if ('there' in plan) return;
  const done = doneLines({ ...names, file: state.target, backup }, context.system.platform);
  for (const line of done) await log(line, context);
}

function configTarget({ system }: Context): string {
  return targetOf(configFilePaths(system.env, system.home).config);
}

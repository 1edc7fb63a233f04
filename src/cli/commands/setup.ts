/** `swrole setup APP ROLE`: a profile for SDKs, whose credentials are those of a role. */
import { type ConfigFiles, parseConfigFiles } from '../../config/config-files.ts';
import { readConfigFiles, readTextFile } from '../../config/read-config-files.ts';
import { bytesOf, editedLines, type LineEdit, linesOf } from '../../config-edit/file-lines.ts';
import { planProfile } from '../../config-edit/process-profile.ts';
import { type FileState, readForEdit } from '../../config-edit/read-for-edit.ts';
import { type Backup, replaceFile } from '../../config-edit/replace-file.ts';
import { configFilePaths } from '../../hot/places.ts';
import type { ExitStatus } from '../../run/exit-status.ts';
import { safeText } from '../../safe-text.ts';
import { staysWords } from '../../words/setup.ts';
import type { SetupInvocation } from '../invocation.ts';
import { chooseNames } from '../setup/choose-names.ts';
import { withEditLock } from '../setup/edit-lock.ts';
import { isPassing, lastingProgram } from '../setup/launcher.ts';
import { chainAwayFrom } from '../setup/leads-back.ts';
import { sdkCommand } from '../setup/sdk-command.ts';
import { showDiff } from '../setup/show-diff.ts';
import type { World } from '../world.ts';

/** @throws ConfigEditError, ConfigError, InterruptedError, UsageError */
export async function performSetup(
  { app, role, force, dryRun }: SetupInvocation,
  world: World,
): Promise<ExitStatus> {
  const names = app !== undefined && role !== undefined ? { app, role } : await chooseNames(world);
  const setUp = () => setup(names, { force, dryRun }, world);
  await (dryRun ? setUp() : withEditLock(world, setUp));
  return { exitCode: 0 };
}

/** The profile for SDKs and the role it is for. */
interface Names {
  readonly app: string;
  readonly role: string;
}

async function setup(
  { app, role }: Names,
  { force, dryRun }: Pick<SetupInvocation, 'force' | 'dryRun'>,
  world: World,
): Promise<void> {
  const { system } = world;
  const { state, texts, files } = readBoth(world);
  const surroundings = { ...system, readText: readTextFile };
  const { region } = chainAwayFrom(app, role, files, surroundings);
  const command = sdkCommand(lastingProgram(system.program), role, system.platform);
  const wish = { profile: app, command, region };
  const plan = planProfile(texts, linesOf(state.bytes), wish, force);
  if (plan.edit === undefined) {
    await say(`${plan.at?.file}:${plan.at?.line}: already there, nothing to change`, world);
  } else {
    const backup = dryRun ? undefined : write(state, plan.edit);
    await showDiff(state, plan.edit, world);
    if (backup !== undefined) await say(`the file as it was: ${backup}`, world);
    if (!dryRun && plan.stays.length === 0)
      await say(`AWS_PROFILE=${app} now stands for ${role} in every SDK`, world);
  }
  for (const line of plan.stays) await say(`warning: ${staysWords(line)}`, world);
  if (isPassing(system.program))
    await say("warning: this swrole is in npx's cache and may go; install it", world);
}

/** What is edited is what was looked at: the text comes from the very bytes that are written again. */
function readBoth({ system }: World) {
  const paths = configFilePaths(system.env, system.home);
  const state = readForEdit(paths.config);
  const { credentials } = readConfigFiles(paths);
  const config = { path: paths.config, text: state.bytes.toString('utf8') };
  const texts = { config, credentials };
  const files: ConfigFiles = parseConfigFiles(texts);
  return { state, texts, files };
}

function write(state: FileState, edit: LineEdit): Backup {
  return replaceFile(state, bytesOf(editedLines(linesOf(state.bytes), edit)));
}

async function say(line: string, { system }: World): Promise<void> {
  await system.stderr.write(`swrole: ${safeText(line)}\n`);
}

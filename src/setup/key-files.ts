/**
 * What `swrole keys` reads from AWS's two files, and changes there.
 *
 * `swrole keys add`: the access key of an IAM user goes into the keychain, and the source profile of the same name gets a
 * `credential_process` that gives it to SDKs. The order of the steps leaves the user with working keys at every moment: AWS proves the
 * key, the keychain has it, the profile names it, and only then the credentials file loses it. `swrole keys remove` takes the line from the profile.
 */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { type Context, interruptible } from '../cli/context.ts';
import { InterruptedError, UsageError } from '../cli/errors.ts';
import type { KeysInvocation } from '../cli/invocation.ts';
import {
  type ConfigTexts,
  parseConfigFiles,
  readConfig,
  readCredentials,
} from '../config/files.ts';
import { processKeys, staticKeys } from '../config/keys.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { type LineEdit, linesOf } from '../config-edit/lines.ts';
import { planKeyRemoval, planProfile } from '../config-edit/plan.ts';
import {
  type FileState,
  readForEdit,
  removeLeftovers,
  replaceFile,
} from '../config-edit/replace-file.ts';
import { keysBehind } from '../doctor/facts/command-lines.ts';
import { configFilePaths } from '../fast-path/paths.ts';
import { type AccessKey, KeysError } from '../storage/access-keys.ts';
import { LONG_TERM_ID, SECRET_KEY } from '../sts/iam-user.ts';
import { withDialogs } from '../terminal/dialog.ts';
import { keysCommand, type Program } from './launcher.ts';
import { canAsk } from './names.ts';
import { answerOrThrow, confirmation, textQuestion } from './questions.ts';
import {
  type Note,
  showDiff,
  showEdits,
  undoLine,
  withEditLock,
  withEdits,
  writeEdits,
} from './report.ts';

/** The keys that make a profile of the credentials file a source. */
const KEY_LINES: ReadonlySet<string> = new Set([
  staticKeys.accessKeyId,
  staticKeys.secretAccessKey,
]);

// Where the keys come from: a profile of the credentials file, stdin, or questions.

/**
 * The keys to add.
 *
 * @throws KeysError `nothing-to-take`, `not-a-key`; UsageError where swrole cannot ask
 */
export async function keysToAdd(
  { name, from, stdin }: KeysInvocation,
  context: Context,
): Promise<AccessKey> {
  if (from !== undefined) return keysOfProfile(from, context);
  const [accessKeyId = '', secretAccessKey = '', ...rest] = stdin
    ? (await context.system.readStdin()).trim().split(/\s*\n\s*|\s+/)
    : await askForKeys(name, context);
  if (rest.length > 0) throw notAKey('text on stdin', 'is more than an id and a secret');
  const problem = problemOfId(accessKeyId);
  if (problem !== undefined) throw notAKey('access key id', problem);
  if (!SECRET_KEY.test(secretAccessKey)) throw notAKey('secret access key', NO_SECRET);
  return { accessKeyId, secretAccessKey };
}

const NO_SECRET = 'is not 40 letters, digits and /+';

const notAKey = (what: string, problem: string) =>
  new KeysError({ kind: 'not-a-key', what, problem });

function problemOfId(accessKeyId: string): string | undefined {
  if (accessKeyId.startsWith('ASIA'))
    return 'is that of temporary credentials (ASIA…), which end soon';
  return LONG_TERM_ID.test(accessKeyId) ? undefined : 'does not begin with AKIA';
}

async function askForKeys(name: string, context: Context): Promise<readonly string[]> {
  const { system } = context;
  if (!(await canAsk(context)))
    throw new UsageError(
      'there is no terminal to ask for the key',
      `swrole keys add ${name} --stdin reads it from stdin, --from PROFILE from the credentials file`,
    );
  const ask = (title: string, isSecret: boolean, problemOf: (text: string) => string | undefined) =>
    textQuestion({ title, isSecret, problemOf });
  return interruptible(system, (interrupted) =>
    withDialogs({ system, interrupted }, async (dialog) => [
      answerOrThrow(await dialog(ask('Access key id', false, problemOfId))).text,
      answerOrThrow(
        await dialog(
          ask('Secret access key', true, (text) => (SECRET_KEY.test(text) ? undefined : NO_SECRET)),
        ),
      ).text,
    ]),
  );
}

function keysOfProfile(profile: string, { system }: Context): AccessKey {
  const { credentials } = readTexts({ system });
  // Without the config file: only what is in the credentials file can be taken from there.
  const files = parseConfigFiles({ config: { ...credentials, text: '' }, credentials });
  const found = files.profiles.get(profile);
  const nothing = (problem: string) =>
    new KeysError({ kind: 'nothing-to-take', profile, problem, at: found?.at });
  if (found === undefined) throw nothing(`is not in ${credentials.path}`);
  const value = (key: string) => found.settings.get(key)?.value ?? '';
  const accessKeyId = value(staticKeys.accessKeyId);
  const secretAccessKey = value(staticKeys.secretAccessKey);
  const isTemporary = accessKeyId.startsWith('ASIA') || value(staticKeys.sessionToken) !== '';
  if (isTemporary) throw nothing('has temporary credentials, which end soon');
  if (problemOfId(accessKeyId) !== undefined || !SECRET_KEY.test(secretAccessKey))
    throw nothing('has no complete access key there');
  return { accessKeyId, secretAccessKey };
}

// The change of the files.

/** Both files as they were read, and their changes. */
interface PlannedFiles {
  readonly config: FileState;
  /** `undefined` if the line is there already. */
  readonly edit: LineEdit | undefined;
  readonly credentials: FileState;
  /** Each for the file as the one before leaves it. */
  readonly removals: readonly LineEdit[];
  /** The files with all these changes. */
  readonly texts: ConfigTexts;
}

/**
 * Plans from the same bytes that are edited and written back later.
 *
 * @throws ConfigEditError for a profile that gets its credentials in another way, ConfigError
 */
export function planFiles(
  { name, from, force }: Pick<KeysInvocation, 'name' | 'from' | 'force'>,
  program: Program,
  { system }: Pick<Context, 'system'>,
): PlannedFiles {
  const paths = configFilePaths(system.env, system.home);
  const [config, credentials] = [readForEdit(paths.config), readForEdit(paths.credentials)];
  const removals =
    from === undefined ? [] : planKeyRemoval(textOf(credentials), 'credentials', from, KEY_LINES);
  const emptied = { ...textOf(credentials), text: withEdits(credentials, removals).toString() };
  const command = keysCommand(program, name, system.platform);
  const isSame = (other: string) => keysBehind(other) === name;
  const plan = planProfile(
    { config: textOf(config), credentials: emptied },
    linesOf(config.bytes),
    { profile: name, command, region: undefined, isSame },
    force,
  );
  const edit = 'edit' in plan ? plan.edit : undefined;
  const text = withEdits(config, edit ? [edit] : []).toString();
  const texts = { config: { path: config.path, text }, credentials: emptied };
  return { config, edit, credentials, removals, texts };
}

const textOf = ({ path, bytes }: FileState) => ({ path, text: bytes.toString('utf8') });

/** Plans to take the line that names these keys from the config file. @throws ConfigError */
export function planLineRemoval(name: string, { system }: Pick<Context, 'system'>) {
  const state = readForEdit(configFilePaths(system.env, system.home).config);
  const isOwn = (command: string) => keysBehind(command) === name;
  const keys = new Set([processKeys.credentialProcess]);
  return { state, edits: planKeyRemoval(textOf(state), 'config', name, keys, isOwn) };
}

/**
 * Takes that line from the config file as it is now.
 *
 * @returns how to undo it; `undefined` if there is no such line
 */
export async function removeLine(name: string, context: Context): Promise<Note | undefined> {
  return withEditLock(context, async () => {
    const { state, edits } = planLineRemoval(name, context);
    if (edits.length === 0) return undefined;
    removeLeftovers(state.target);
    const backup = await writeEdits(state, edits, context);
    return undoLine({ file: state.target, backup }, context.system.platform);
  });
}

/** The files, with a profile of this name that needs nothing else. */
export function textsWith(name: string, context: Pick<Context, 'system'>): ConfigTexts {
  const { config, credentials } = readTexts(context);
  const header = name === 'default' ? '[default]' : `[profile ${name}]`;
  const text = `${config.text}\n${header}\n${processKeys.credentialProcess} = swrole keys print ${name}\n`;
  return { config: { ...config, text }, credentials };
}

function readTexts({ system }: Pick<Context, 'system'>): ConfigTexts {
  const paths = configFilePaths(system.env, system.home);
  return { config: readConfig(paths.config), credentials: readCredentials(paths.credentials) };
}

/** Prints the changes as diffs, without a secret. */
export async function showFiles(
  { config, edit, credentials, removals }: PlannedFiles,
  context: Context,
  output = context.system.stdout,
): Promise<void> {
  if (edit) await showDiff(config, edit, context, output);
  await showEdits({ state: credentials, edits: removals }, context, output);
}

/**
 * Asks whether to make the change that is shown.
 *
 * @throws ConfigEditError `left` for no
 */
export async function confirmChange(also: string, context: Context): Promise<void> {
  const { system } = context;
  const { name } = await interruptible(system, (interrupted) =>
    withDialogs({ system, interrupted }, async (ask) =>
      answerOrThrow(await ask(confirmation('Do it', also))),
    ),
  );
  if (name !== 'yes') throw new ConfigEditError({ kind: 'left' });
}

/**
 * Writes the profile, then removes the keys from the credentials file: that file gets no backup, and loses the one that has the keys.
 *
 * @param plan reads and plans again, under the lock
 * @returns lines that say what was done, and how to undo it
 */
export async function writeFiles(
  plan: () => PlannedFiles,
  { secretAccessKey }: AccessKey,
  context: Context,
): Promise<readonly Note[]> {
  const { system } = context;
  return withEditLock(context, async () => {
    const { config, edit, credentials, removals } = plan();
    const lines: Note[] = [];
    for (const { target } of [config, credentials]) removeLeftovers(target);
    await interruptible(system, async (interrupted) => {
      if (edit) {
        const backup = replaceFile(config, withEdits(config, [edit]));
        lines.push(undoLine({ file: config.target, backup }, system.platform));
      }
      if (removals.length === 0) return;
      if (interrupted.aborted) throw new InterruptedError('SIGINT');
      replaceFile(credentials, withEdits(credentials, removals), { mode: 0o600, backup: 'none' });
      const backup = `${credentials.target}.swrole-backup`;
      const hasKeys = existsSync(backup) && readFileSync(backup).includes(secretAccessKey);
      if (hasKeys) rmSync(backup, { force: true });
      lines.push(
        `the key is no longer in ${credentials.target}${hasKeys ? `, nor in ${backup}, which is removed` : ''}`,
      );
    });
    return lines;
  });
}

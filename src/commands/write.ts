/**
 * `swrole write PROFILE`: temporary keys in a section of the credentials file, or in a file for containers, for tools that
 * only read files. `logout.ts` removes such sections.
 */

import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Context, interruptible } from '../cli/context.ts';
import type { WriteInvocation } from '../cli/invocation.ts';
import { readConfig } from '../config/files.ts';
import { endpointKeys } from '../config/keys.ts';
import type { RoleChain } from '../config/plan.ts';
import { WriteError } from '../config-edit/errors.ts';
import { keyLinesOf, type LineEdit, linesOf } from '../config-edit/lines.ts';
import {
  type FileState,
  readForEdit,
  removeLeftovers,
  replaceFile,
} from '../config-edit/replace-file.ts';
import {
  defaultSection,
  markerLine,
  planSection,
  readMarker,
  sectionSettings,
} from '../config-edit/written-section.ts';
import type { Instant } from '../credentials.ts';
import { configFilePaths } from '../fast-path/paths.ts';
import { isOwnedByUser } from '../fast-path/private-file.ts';
import { exportText } from '../formats/index.ts';
import type { ExportedRole } from '../formats/variables.ts';
import { getAndCache, readCallerOptions } from '../get-credentials/with-answer.ts';
import type { ExitStatus } from '../process/exec.ts';
import { log, withEditLock } from '../setup/report.ts';
import type { Environment } from '../system.ts';
import { clockTime, timeLeft } from '../ui/format.ts';
import { removeSection, replaceCredentials, withWriteMessages } from './logout.ts';

/** @throws CommandError, OutputError, and every error of getting credentials */
export async function runWrite(invocation: WriteInvocation, context: Context): Promise<ExitStatus> {
  await withWriteMessages(() => {
    if ('remove' in invocation) return remove(invocation.remove, context);
    const { dotenv } = invocation;
    return dotenv === undefined
      ? writeSection(invocation, context)
      : writeEnvFile(dotenv, invocation, context);
  });
  return { exitCode: 0 };
}

type WriteKeys = Extract<WriteInvocation, { readonly profile: string }>;

/** A role with keys that expire. */
interface TemporaryRole extends ExportedRole {
  readonly expiration: Instant;
}

/** Gets the keys. Throws WriteError `long-term-credentials` or `no-expiration` for keys that swrole does not write. */
async function getTemporaryKeys(
  { profile, region, options }: WriteKeys,
  context: Context,
): Promise<TemporaryRole> {
  // Before a code is asked for; what a program behind the profile says is known only afterwards.
  assertMayBeWritten(readCallerOptions(profile, options, context).chain);
  const resolved = await getAndCache(profile, options, context);
  assertMayBeWritten(resolved.chain);
  const { sessionToken, expiration } = resolved.credentials;
  if (!sessionToken) throw new WriteError({ kind: 'long-term-credentials', profile });
  if (expiration === undefined) throw new WriteError({ kind: 'no-expiration', profile });
  return { ...resolved, region: region ?? resolved.region, expiration };
}

function assertMayBeWritten({ profile, cache: setting }: RoleChain): void {
  if (setting !== undefined) throw new WriteError({ kind: 'kept-off-disk', profile, setting });
}

async function writeSection(invocation: WriteKeys, context: Context): Promise<void> {
  const { section = defaultSection(invocation.profile) } = invocation;
  // Errors of the files are reported before a prompt for an MFA code.
  planFor(section, invocation, undefined, context);
  const role = await getTemporaryKeys(invocation, context);
  const { target, stats } = await withEditLock(context, async () => {
    const { state, edit } = planFor(section, invocation, role, context);
    removeLeftovers(state.target);
    await replaceCredentials(state, edit, context);
    return state;
  });
  if (stats && context.system.platform !== 'win32' && (stats.mode & OPEN) !== 0)
    await log(`${target} was open to other users; its mode is now 0600`, context);
  await logWritten(role, `[${section}] of ${target}`, context);
}

/** Permission bits that give other users any access. */
const OPEN = 0o077;

/** Plans from the same bytes that are edited and written back later; without a role only to find errors. */
function planFor(
  section: string,
  { profile, region }: WriteKeys,
  role: TemporaryRole | undefined,
  { system }: Context,
): { readonly state: FileState; readonly edit: LineEdit } {
  const paths = configFilePaths(system.env, system.home);
  const state = readForEdit(paths.credentials);
  if (wouldGiveAway(state))
    throw new WriteError({ kind: 'file-of-another-user', file: state.path });
  const credentials = { path: paths.credentials, text: state.bytes.toString('utf8') };
  const texts = { config: readConfig(paths.config), credentials };
  // The region of the config file's profile of this name counts: one in the credentials file would come before it.
  const hasRegion = keyLinesOf(texts.config, 'config', section, REGION).length > 0;
  const written = role && { ...role, region: hasRegion ? region : role.region };
  const edit = planSection(texts, linesOf(state.bytes), {
    name: section,
    profile,
    expiration: role?.expiration ?? 0,
    settings: written ? sectionSettings(written) : new Map(),
  });
  return { state, edit };
}

/** A file keeps its owner when root replaces it. Any other user owns what it writes. */
function wouldGiveAway({ stats }: FileState): boolean {
  return stats !== undefined && !isOwnedByUser(stats) && process.geteuid?.() === 0;
}

const REGION: ReadonlySet<string> = new Set([endpointKeys.region]);

async function writeEnvFile(file: string, invocation: WriteKeys, context: Context): Promise<void> {
  envFileState(file);
  const role = await getTemporaryKeys(invocation, context);
  const bytes = Buffer.from(envFileText(role, role.expiration, context.system.env));
  await withEditLock(context, async () => {
    const state = envFileState(file);
    removeLeftovers(file);
    await interruptible(context.system, async () =>
      replaceFile(state, bytes, { mode: 0o600, backup: 'none' }),
    );
  });
  await logWritten(role, file, context);
}

async function logWritten(
  { profile, expiration }: TemporaryRole,
  where: string,
  context: Context,
): Promise<void> {
  const now = context.system.now();
  const until = `${clockTime(expiration, now)} (${timeLeft(expiration, now)})`;
  await log(`${profile}: keys until ${until} are in ${where}`, context);
}

async function remove(section: string, context: Context): Promise<void> {
  const { target } = await removeSection(section, context);
  await log(`removed [${section}] from ${target}`, context);
}

// The file of `--dotenv`, for `docker run --env-file` and Compose. Both ignore a line that begins with `#`,
// and neither changes the values: these have no quotes, no spaces before a `#`, no `$` and no backslash.

/** The text of the file. Throws OutputError for a value that cannot be written. */
function envFileText(role: ExportedRole, expiration: Instant, env: Environment): string {
  const { profile } = role;
  return `${markerLine({ profile, expiration })}\n${exportText('dotenv', role, env)}`;
}

/**
 * Checks that swrole may write the file: a new one, an empty one, or one that it wrote before. It never follows a link at
 * the path, and replaces no file of another user, who would own the keys.
 *
 * @throws WriteError `link`, `no-folder`, `file-of-another-user`, `foreign-file`
 * @throws ConfigEditError `not-a-file`
 * @throws ConfigError `unreadable-file`
 */
function envFileState(file: string): FileState {
  const isLink = statsOf(file, lstatSync)?.isSymbolicLink();
  if (isLink) throw new WriteError({ kind: 'link', file });
  const folder = dirname(file);
  if (!statsOf(folder, statSync)?.isDirectory())
    throw new WriteError({ kind: 'no-folder', file, folder });
  const state = readForEdit(file);
  // A link that has come since the first look, in a folder that others can write to.
  if (state.target !== file) throw new WriteError({ kind: 'link', file });
  if (state.stats && !isOwnedByUser(state.stats))
    throw new WriteError({ kind: 'file-of-another-user', file });
  const [first = ''] = state.bytes.toString('latin1').split('\n', 1);
  if (state.bytes.length > 0 && readMarker(first) === undefined)
    throw new WriteError({ kind: 'foreign-file', file });
  return state;
}

function statsOf(path: string, read: (path: string) => Stats): Stats | undefined {
  try {
    return read(path);
  } catch {
    return undefined; // the write names the reason
  }
}

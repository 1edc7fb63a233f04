/**
 * `swrole logout PROFILE`, `swrole logout --all`: deletes what is cached and what `swrole write` wrote, and prints what it deleted.
 * `swrole write` and its flag `--remove` use the same functions.
 */

import { type Context, interruptible } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type { LogoutInvocation } from '../cli/invocation.ts';
import { ConfigError } from '../config/errors.ts';
import { ConfigEditError, WriteError } from '../config-edit/errors.ts';
import { bytesOf, editedLines, type LineEdit, linesOf } from '../config-edit/lines.ts';
import {
  type FileState,
  readForEdit,
  removeLeftovers,
  replaceFile,
  targetOf,
} from '../config-edit/replace-file.ts';
import {
  planRemoval,
  type WrittenSection,
  withoutWritten,
  writtenSections,
} from '../config-edit/written-section.ts';
import { configFilePaths, NoHomeError } from '../fast-path/paths.ts';
import { deleteAll, deleteProfile } from '../inventory/delete.ts';
import { describeWriteError } from '../messages/config-edit.ts';
import type { ExitStatus } from '../process/exec.ts';
import { withEditLock } from '../setup/report.ts';
import { assertSafe } from '../storage/private-store.ts';
import { timeLeft, withTilde } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError for an invalid profile, DiskError if a file cannot be removed, CommandError if one cannot be written */
export async function runLogout(
  { profile, source }: LogoutInvocation,
  context: Context,
): Promise<ExitStatus> {
  assertSafe(context.cache);
  const deleted =
    profile === undefined
      ? await deleteAll(context)
      : await deleteProfile(profile, source, context);
  const removed = await removeWritten(profile, context);
  const prefix = profile === undefined ? '' : `${profile}: `;
  const lines = [...deleted, ...removed.map((line) => prefix + line)];
  await context.system.stdout.write(lines.map((line) => `${safeText(line)}\n`).join(''));
  return { exitCode: 0 };
}

// What `swrole write` has written.

/** Runs work, and turns its errors of writing into messages. Throws CommandError. */
export async function withWriteMessages<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof WriteError || error instanceof ConfigEditError
      ? new CommandError(describeWriteError(error))
      : error;
  }
}

/**
 * Writes the credentials file, closed to other users, and a backup of it without the keys that swrole has written. A signal
 * takes effect after the write, because ending the process in between would leave temporary copies.
 */
export async function replaceCredentials(
  state: FileState,
  edit: LineEdit,
  { system }: Context,
): Promise<void> {
  const bytes = bytesOf(editedLines(linesOf(state.bytes), edit));
  const backup = withoutWritten(state.path, state.bytes);
  await interruptible(system, async () => replaceFile(state, bytes, { mode: 0o600, backup }));
}

/** `swrole write --remove NAME`. Throws WriteError, ConfigEditError. */
export async function removeSection(section: string, context: Context): Promise<FileState> {
  return withEditLock(context, async () => {
    const path = credentialsPath(context);
    removeLeftovers(targetOf(path));
    return removeFrom(path, section, context);
  });
}

async function removeFrom(path: string, section: string, context: Context): Promise<FileState> {
  const state = readForEdit(path);
  const text = state.bytes.toString('utf8');
  await replaceCredentials(
    state,
    planRemoval({ path, text }, linesOf(state.bytes), section),
    context,
  );
  return state;
}

function credentialsPath({ system }: Context): string {
  return configFilePaths(system.env, system.home).credentials;
}

// `swrole logout`.

/**
 * Removes the sections that swrole has written for a profile, or for all. A section that the user has changed since so that
 * swrole must not remove it stays.
 *
 * @param profile `undefined` for all profiles
 * @returns what was removed and kept, in lines
 * @throws CommandError if the file cannot be written
 */
export function removeWritten(
  profile: string | undefined,
  context: Context,
): Promise<readonly string[]> {
  return withWriteMessages(async () => {
    const path = findCredentials(context);
    if (path === undefined) return [];
    // Also those of a first write that was killed, which has left no section.
    removeLeftovers(targetOf(path));
    if (sectionsOf(path, profile).length === 0) return [];
    return withEditLock(context, async () => {
      const lines: string[] = [];
      for (const section of sectionsOf(path, profile))
        lines.push(await removedLine(path, section, context));
      return lines;
    });
  });
}

/** The path of the credentials file if it can be read; `logout --all` works without it. */
function findCredentials(context: Context): string | undefined {
  try {
    const path = credentialsPath(context);
    readForEdit(path);
    return path;
  } catch (error) {
    const isUnreadable =
      error instanceof ConfigError ||
      error instanceof ConfigEditError ||
      error instanceof NoHomeError;
    if (!isUnreadable) throw error;
    context.debug(`no section is removed (${error.message})`);
    return undefined;
  }
}

function sectionsOf(path: string, profile: string | undefined): WrittenSection[] {
  const text = readForEdit(path).bytes.toString('utf8');
  const all = writtenSections({ path, text });
  return all.filter((section) => profile === undefined || section.profile === profile);
}

async function removedLine(
  path: string,
  { name, expiration }: WrittenSection,
  context: Context,
): Promise<string> {
  const { home, now } = context.system;
  const where = `[${name}] of ${withTilde(path, home)}`;
  try {
    await removeFrom(path, name, context);
    const left = timeLeft(expiration, now());
    return `forgot ${where} (${left === 'expired' ? left : `${left} left`})`;
  } catch (error) {
    if (!isAboutSection(error)) throw error;
    return describeWriteError(error).message;
  }
}

/** Whether the section is not as swrole wrote it; other errors concern the whole file. */
function isAboutSection(error: unknown): error is WriteError | ConfigEditError {
  if (error instanceof ConfigEditError) return error.details.kind === 'odd-header';
  return error instanceof WriteError;
}

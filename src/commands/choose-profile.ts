/**
 * Finds out which profile is meant by a command without one: the active one, the one before (`-`), or the one that the user picks
 * at the terminal. Also asks which profile a part of a name means.
 */

import { type Context, interruptible } from '../cli/context.ts';
import { InterruptedError, NothingChosenError, UsageError } from '../cli/errors.ts';
import type { NamedInvocation, UnnamedInvocation } from '../cli/invocation.ts';
import type { ConfigError } from '../config/errors.ts';
import { listProfiles, loadConfigFiles } from '../config/files.ts';
import { findProfile, looksLikeArn } from '../config/find-profile.ts';
import { isReadByCaller } from '../process/foreground.ts';
import { lastUsed, readHistory } from '../storage/history.ts';
import type { Environment } from '../system.ts';
import { canAskHere, openTerminal } from '../terminal/tty.ts';
import { noteText } from '../ui/format.ts';
import { continuedName, decodedProfile, namesWith, safeText } from '../util/text.ts';
import { pickProfile } from './pick-profile.ts';

type Command = UnnamedInvocation['command'];

/**
 * The command with the profile that is meant.
 *
 * @throws NothingChosenError if the user leaves the question; UsageError, ConfigError, CommandError
 */
export async function chooseProfile(
  { command, isPrevious, otherwise }: UnnamedInvocation,
  context: Context,
): Promise<NamedInvocation> {
  const profile = isPrevious
    ? await previousProfile(context)
    : ((await activeProfile(command, context)) ?? (await picked(command, context)));
  if (profile !== undefined) return { ...command, profile };
  if (otherwise instanceof UsageError) throw otherwise;
  const isPiped = otherwise.kind === 'help' && isReadByAnother(command, context);
  return isPiped ? { ...otherwise, isPiped } : otherwise;
}

// The active profile: what these commands are about if nothing else is named. A switch always asks.

const ABOUT_ACTIVE: ReadonlySet<Command['kind']> = new Set([
  ...(['whoami', 'console', 'login', 'status', 'logout'] as const),
]);

/** The profile of an environment, and the variable that names it. */
interface Active {
  readonly name: string;
  readonly variable: 'SWROLE_PROFILE' | 'AWS_PROFILE';
}

function activeIn({ SWROLE_PROFILE, AWS_PROFILE }: Environment): Active | undefined {
  if (SWROLE_PROFILE) return { name: decodedProfile(SWROLE_PROFILE), variable: 'SWROLE_PROFILE' };
  return AWS_PROFILE ? { name: AWS_PROFILE, variable: 'AWS_PROFILE' } : undefined;
}

/** @throws ConfigError, UsageError if the active one is no profile; only `status` has something to show without it */
async function activeProfile({ kind }: Command, { system }: Context): Promise<string | undefined> {
  const active = activeIn(system.env);
  if (active === undefined || !ABOUT_ACTIVE.has(kind)) return undefined;
  const { name, variable } = active;
  const files = loadConfigFiles(system);
  if (kind === 'status' && !files.profiles.has(name)) return undefined;
  if (!files.profiles.has(name) && looksLikeArn(name))
    throw new UsageError(
      `${kind} needs a profile: ${variable} is the ARN of a role, which needs its source too`,
      `swrole ${kind} ${safeText(name)} --source PROFILE`,
    );
  findProfile(files, name, variable);
  const remark = REMARKS[kind];
  if (remark !== undefined && system.stderr.isTerminal)
    await system.stderr.write(noteText(`${name}, from ${variable}; ${remark}`, system));
  return name;
}

/** What a user may not expect of a command without a profile. */
const REMARKS: Partial<Record<Command['kind'], string>> = {
  status: 'swrole status --all shows everything',
  logout: 'what a shell has been given stays valid until it ends',
};

// The profile before.

/**
 * @throws NothingChosenError if no profile was used before, if the user says no, or if only the history knows it and swrole cannot
 *   ask; ConfigError if it is no profile any more
 */
async function previousProfile(context: Context): Promise<string> {
  const { system } = context;
  const files = loadConfigFiles(system);
  const { SWROLE_PREVIOUS } = system.env;
  if (SWROLE_PREVIOUS) return findProfile(files, decodedProfile(SWROLE_PREVIOUS), '-').name;
  const uses = readHistory(context).filter(({ profile }) => files.profiles.has(profile));
  const last = lastUsed(uses, activeIn(system.env)?.name);
  if (last === undefined || !(await mayAsk(context)))
    throw new NothingChosenError({
      exitCode: 2,
      message: 'there is no profile before this one',
      hint: 'swr - goes back in the shell that had it; swrole list shows the profiles',
    });
  // Another shell may have used it: so it is not taken silently.
  await confirm(last, context);
  return last;
}

// The picker.

/** `undefined` if the user cannot be asked, or there is nothing to pick from. */
async function picked(command: Command, context: Context): Promise<string | undefined> {
  const { kind } = command;
  if (kind === 'status' || kind === 'logout') return undefined;
  if (isReadByAnother(command, context) || !(await mayAsk(context))) return undefined;
  return pick(context);
}

function pick(context: Context, part?: string): Promise<string | undefined> {
  const active = activeIn(context.system.env)?.name;
  return untilInterrupted(context, (interrupted) =>
    pickProfile(active, interrupted, context, part),
  );
}

/** Whether stdout goes to another program, as in `swrole | less`, and not to a shell that evaluates it. */
function isReadByAnother(command: Command, { system: { stdout, stderr } }: Context): boolean {
  if (command.kind !== 'print' || command.format !== 'auto') return false;
  return !stdout.isTerminal && stderr.isTerminal && !isReadByCaller();
}

/** Whether a user is there. */
async function mayAsk({ system: { stderr, platform } }: Context): Promise<boolean> {
  return stderr.isTerminal && canAskHere(platform);
}

/** Runs a question; a signal ends it, and nothing changes. @throws NothingChosenError */
async function untilInterrupted<T>(
  { system }: Context,
  question: (interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await interruptible(system, question);
  } catch (error) {
    throw error instanceof InterruptedError ? new NothingChosenError(error.signal) : error;
  }
}

// A part of a name.

/**
 * The command with the profile that the user means by a name that is not known: of several profiles with this text in their names the
 * user picks one, and about a single one, or the only one that begins like that, swrole asks.
 *
 * @param error the error of the unknown profile
 * @throws the error, if no name has the text or swrole cannot ask; NothingChosenError if the user says no
 */
export async function confirmProfile(
  invocation: NamedInvocation,
  error: ConfigError,
  context: Context,
): Promise<NamedInvocation> {
  const isForSdk = invocation.kind === 'print' && invocation.format === 'json';
  if (!('profile' in invocation) || isForSdk || error.details.kind !== 'unknown-profile')
    throw error;
  const { profile } = invocation;
  if (profile === undefined || profile !== error.details.profile) throw error;
  const names = listProfiles(loadConfigFiles(context.system));
  if (namesWith(profile, names).length === 0 || !(await mayAsk(context))) throw error;
  const meant = continuedName(profile, names);
  if (meant !== undefined) await confirm(meant, context);
  const chosen = meant ?? (await pick(context, profile));
  if (chosen === undefined) throw error;
  return { ...invocation, profile: chosen };
}

/** Asks whether a profile is meant. @throws NothingChosenError unless the user says yes */
function confirm(profile: string, context: Context): Promise<void> {
  return untilInterrupted(context, async (interrupted) => {
    const terminal = await openTerminal(context.system.platform);
    if (typeof terminal === 'string') throw new NothingChosenError();
    const question = `Do you mean ${safeText(profile)}? [y/N] `;
    const answer = await terminal.ask(question, interrupted).finally(() => terminal.close());
    if (typeof answer === 'object' && /^\s*y(?:es)?\s*$/i.test(answer.text)) return;
    throw new NothingChosenError();
  });
}

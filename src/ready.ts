/**
 * Gives a shell or a command the credentials of the stored answer: for `swrole PROFILE` whose stdout is not a terminal, and
 * for `swrole exec`. It is a separate bundle for speed, which `bin/swrole.ts` starts: it reads no config, and loads no flag
 * parser and no AWS code. Wherever it is in doubt, the whole program (`app.ts`) runs instead, with the same result.
 */

import { fstatSync } from 'node:fs';
import { Credentials } from './credentials.ts';
import { COMMAND_NAMES, readReadyAnswer, writeAll } from './fast-path/cached-answer.ts';
import { mayBeTerminal } from './fast-path/first-caller.ts';
import { cacheDirectory, type Environment, homeDirectory } from './fast-path/paths.ts';
import { type Format, isFormat } from './formats/document.ts';
import { exportText } from './formats/index.ts';
import { childEnvironment, type ExportedRole } from './formats/variables.ts';
import { parseInstant } from './util/text.ts';

/** What the arguments ask for: a text for a shell, or a command to run. The format `auto` is a subshell on a terminal. */
export type ReadyRequest =
  | { readonly profile: string; readonly format: Format | 'auto' }
  | { readonly profile: string; readonly command: readonly string[] };

/** How a run ended: the code of an error of the system while it wrote, or an exit code. */
type Ending = { readonly unwritable: string } | { readonly exitCode: number };

/**
 * Answers a run from the stored answer.
 *
 * @param argv the arguments after the program's name
 * @param env the environment, with the user's own region (`restoreRegion`)
 * @returns `undefined` if the whole program must run; then nothing has been written or started
 */
export async function answerReady(
  argv: readonly string[],
  env: Environment,
): Promise<Ending | undefined> {
  try {
    const request = readyRequest(argv);
    if (request === undefined) return undefined;
    const role = readyRole(request.profile, env);
    if (role === undefined) return undefined;
    if ('command' in request) {
      const ended = run(request.command, childEnvironment(env, role));
      const [exitCode] = await Promise.all([ended, rememberUse(role.profile, env)]);
      return { exitCode };
    }
    const format = request.format === 'auto' ? 'sh' : request.format;
    const unwritable = writeAll(1, exportText(format, role, env));
    if (format !== 'json') await rememberUse(role.profile, env);
    return unwritable === undefined ? { exitCode: 0 } : { unwritable };
  } catch {
    // The command did not start, a value cannot be written, or stdout is closed: the whole program says so.
    return undefined;
  }
}

/** Remembers that a user has switched to a profile, for the order of the picker, as the whole program does. Never rejects. */
async function rememberUse(profile: string, env: Environment): Promise<void> {
  try {
    if (!mayBeTerminal(2)) return;
    const { addUse } = await import('./storage/history.ts');
    const cache = cacheDirectory(env, homeDirectory(env));
    addUse(profile, { cache, system: { env, now: Date.now } });
  } catch {
    // The answer is given, and only an order is lost.
  }
}

/** Loaded for a command only, with what starts it. */
async function run(command: readonly string[], env: Environment): Promise<number> {
  const { exitAs, runCommand } = await import('./process/exec.ts');
  return exitAs(await runCommand(command, env));
}

/** The request of this process, if it can be answered here: not on a terminal, and no command on Windows. */
function readyRequest(argv: readonly string[]): ReadyRequest | undefined {
  const request = parseReady(argv);
  if (request === undefined) return undefined;
  // On Windows execa escapes the arguments of a `.cmd` file.
  if ('command' in request) return process.platform === 'win32' ? undefined : request;
  // A terminal is one of these devices, and so is /dev/null. To tell them apart, node would load its network modules.
  if (request.format === 'auto' && fstatSync(1).isCharacterDevice()) return undefined;
  // A person at a terminal sees which role the shell has.
  const isSwitch = request.format !== 'json' && request.format !== 'dotenv';
  return isSwitch && mayBeTerminal(2) ? undefined : request;
}

/**
 * Reads the arguments of the forms that are used again and again: `[exec] PROFILE`, `-p`, `-o`, `-f`, and a command after
 * `--`. `undefined` for all others.
 */
export function parseReady(argv: readonly string[]): ReadyRequest | undefined {
  const end = argv.indexOf('--');
  const command = end < 0 ? undefined : argv.slice(end + 1);
  const words = end < 0 ? argv : argv.slice(0, end);
  if (words[0] === 'exec') {
    const profile = parsePrint(words.slice(1));
    if (profile?.format !== 'auto' || !command?.[0]) return undefined;
    return { profile: profile.profile, command };
  }
  return command === undefined ? parsePrint(words) : undefined;
}

/** Each flag at most once, and its value as a word of its own. */
function parsePrint(words: readonly string[]) {
  let profile: string | undefined;
  let format: string | undefined;
  for (const rest = [...words]; rest.length > 0; ) {
    const word = rest.shift() ?? '';
    if (/^(?:-o|--export)$/.test(word) && format === undefined) format = 'sh';
    else if (/^(?:-f|--format)$/.test(word) && format === undefined) format = rest.shift() ?? '';
    else if (/^(?:-p|--profile)$/.test(word) && profile === undefined) profile = rest.shift() ?? '';
    else if (profile !== undefined || word.startsWith('-') || COMMAND_NAMES.has(word))
      return undefined;
    else profile = word;
  }
  if (!profile) return undefined;
  if (format === undefined) return { profile, format: 'auto' as const };
  return isFormat(format) ? { profile, format } : undefined;
}

/** The role of the stored answer, as the whole program would export it. */
function readyRole(profile: string, env: Environment): ExportedRole | undefined {
  const answer = readReadyAnswer(profile, env);
  if (answer?.exports === undefined) return undefined;
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = JSON.parse(
    answer.document,
  );
  const credentials = new Credentials({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: parseInstant(Expiration),
  });
  return { profile, credentials, accountId: AccountId, ...answer.exports };
}

/**
 * Command lines that run swrole: by its name, or node with its file, also through a shell of their own (`sh -c '…'`) or
 * behind another program (`env A=b`, `timeout 10`). A word that only looks like swrole does not count: the finding
 * would be about the wrong profile.
 */

import { readWords } from '../../cli/flags.ts';
import type { CredentialSource } from '../../config/plan.ts';
import { COMMAND_NAMES } from '../../fast-path/cached-answer.ts';
import { shellCommands } from './command-lines.ts';

const PROGRAM = /(?:^|[/\\])swrole(?:\.(?:cjs|cmd|exe|ps1))?$/i;

const ASSIGNMENT = /^\w+=/;

/** Words before a program that run it or change nothing; after other words swrole needs `-j`. */
const LEADING =
  /^(?:\w+=|-|[!{]$|(?:.*[/\\])?(?:env|exec|command|nice|node|nohup|time)(?:\.exe)?$)/i;

/** Flags whose value is a command line: of shells, `su`, `script`, `env`, `nix-shell` and cmd.exe. */
const TAKES_COMMAND = /^(?:-\w*c|-S|\/c|-command|--(?:command|run|split-string))$/i;

/** Only a shell can resolve the value. */
const UNKNOWN = /[$`]/;

/** The swrole command that runs a program in a role; the program may print anything. */
const EXEC = 'exec';

/** A command line that calls swrole. */
export interface SwroleCall {
  /** The swrole command, such as `list`. */
  readonly command: string | undefined;
  /** The requested profile; `undefined` for none, or if only a shell can resolve its name, or for the ARN of a role. */
  readonly profile: string | undefined;
  /** The profile that assumes the role whose ARN is requested instead of a profile. */
  readonly source: string | undefined;
  readonly isJson: boolean;
  /** Whether swrole itself prints the SDK's answer, not a program that it or another command runs. */
  readonly isDirect: boolean;
}

/** Whether a word names swrole's program. */
export function isSwrole(word: string): boolean {
  return PROGRAM.test(word) && !ASSIGNMENT.test(word);
}

/** A command line as a call of swrole; `undefined` if it does not run swrole. Of several, the one that prints JSON. */
export function swroleCall(line: string): SwroleCall | undefined {
  const calls = callsIn(line);
  return calls.find(({ isJson, command }) => isJson && command === undefined) ?? calls[0];
}

/** The profile that a command line requests from swrole; `undefined` if it does not run swrole, or runs a command of it. */
export function swroleProfile(line: string): string | undefined {
  return swroleCall(line)?.profile;
}

/** The profile that the credential process of a chain requests from swrole; `undefined` for another program, or none. */
export function swroleBehind(source: CredentialSource): string | undefined {
  return source.kind === 'process' ? swroleProfile(source.credentialProcess.command) : undefined;
}

/** The same, but only if swrole itself prints the SDK's answer. */
export function answeredBySwrole(source: CredentialSource): string | undefined {
  const call = source.kind === 'process' ? swroleCall(source.credentialProcess.command) : undefined;
  return call?.isDirect ? call.profile : undefined;
}

function callsIn(line: string): readonly SwroleCall[] {
  // A fast check: most command lines run other programs, and there may be very many.
  if (!/swrole/i.test(line)) return [];
  const commands = shellCommands(line);
  const calls = commands.flatMap((words) => {
    const inner = words.find((_, index) => TAKES_COMMAND.test(words[index - 1] ?? ''));
    return [...ownCall(words), ...(inner?.includes(' ') ? callsIn(inner) : [])];
  });
  if (commands.length === 1) return calls;
  // Another command may convert swrole's output to JSON.
  return calls.map((call) => ({ ...call, isDirect: call.isDirect && call.isJson }));
}

function ownCall(words: readonly string[]): readonly SwroleCall[] {
  const start = words.findIndex(isSwrole);
  if (start < 0) return [];
  const call = callOf(words.slice(start + 1));
  const isRun = words.slice(0, start).every((word) => LEADING.test(word));
  return isRun || call.isJson ? [call] : [];
}

/** Parses the words as swrole does: the first that is not a flag is a command, if it has the name of one. */
function callOf(args: readonly string[]): SwroleCall {
  const { given, operands, isEnded } = readWords(args);
  const [first = '', second] = operands;
  const command = COMMAND_NAMES.has(first) ? first : undefined;
  const asked = given.get('--profile') ?? (command === EXEC ? second : first);
  const givesCredentials = command === undefined || command === EXEC;
  const known = (name = '') => (givesCredentials && name && !UNKNOWN.test(name) ? name : undefined);
  const source = given.get('--source');
  return {
    command,
    profile: source === undefined ? known(asked) : undefined,
    source: known(source),
    isJson: given.has('--json') || given.get('--format') === 'json',
    isDirect: command !== EXEC && (command !== undefined || !isEnded),
  };
}

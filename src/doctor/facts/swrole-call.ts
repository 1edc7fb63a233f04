/**
 * Command lines that run swrole: by its name, or node with its file, also through a shell of their own (`sh -c '…'`) or
 * behind another program (`env A=b`, `timeout 10`). A word that only looks like swrole is none: what is said of a profile
 * would be said of the wrong one.
 */
import type { Base } from '../../config/base/bases.ts';
import { COMMAND_NAMES } from '../../hot/command-names.ts';
import { shellCommands } from './command-words.ts';

const PROGRAM = /(?:^|[/\\])swrole(?:\.(?:cjs|cmd|exe|ps1))?$/i;

const ASSIGNMENT = /^\w+=/;

/** What stands before a program and runs it, or changes nothing; other words need `-j` after swrole. */
const LEADING =
  /^(?:\w+=|-|[!{]$|(?:.*[/\\])?(?:env|exec|command|nice|node|nohup|time)(?:\.exe)?$)/i;

/** Flags whose value is a command line: of shells, `su`, `script`, `env`, `nix-shell` and cmd.exe. */
const TAKES_COMMAND = /^(?:-\w*c|-S|\/c|-command|--(?:command|run|split-string))$/i;

/** Flags of swrole whose value is the next word; of short ones in a row it is the last that has one. */
const VALUED = /^(?:-\w*[tf]|--(?:token|format|duration|session-name|min-ttl|region))$/;
const PROFILE_FLAG = /^(?:-\w*p|--profile)$/;

/** Only a shell knows the value. */
const UNKNOWN = /[$`]/;

/** The command of swrole that runs a program in a role; that may print anything. */
const EXEC = 'exec';

/** What a command line wants of swrole. */
export interface SwroleCall {
  /** A command of it, such as `list`. */
  readonly command: string | undefined;
  /** The profile whose credentials are wanted; `undefined` for none, and where only a shell knows its name. */
  readonly profile: string | undefined;
  readonly isJson: boolean;
  /** Whether swrole itself prints what an SDK gets, and no program that it runs or that another command starts. */
  readonly isDirect: boolean;
}

/** Whether a word is swrole's program, by its name. */
export function isSwrole(word: string): boolean {
  return PROGRAM.test(word) && !ASSIGNMENT.test(word);
}

/** A command line as a call of swrole; `undefined` if it does not run swrole. Of several, the one that prints JSON. */
export function swroleCall(line: string): SwroleCall | undefined {
  const calls = callsIn(line);
  return calls.find(({ isJson, command }) => isJson && command === undefined) ?? calls[0];
}

/** The profile whose credentials a command line wants of swrole; `undefined` if it does not run swrole, or a command of it. */
export function swroleProfile(line: string): string | undefined {
  return swroleCall(line)?.profile;
}

/** The profile that the process at the base of a chain asks swrole for; `undefined` for another program, or none. */
export function swroleBehind(base: Base): string | undefined {
  return base.kind === 'process' ? swroleProfile(base.credentialProcess.command) : undefined;
}

/** The same, where swrole itself prints what an SDK gets. */
export function answeredBySwrole(base: Base): string | undefined {
  const call = base.kind === 'process' ? swroleCall(base.credentialProcess.command) : undefined;
  return call?.isDirect ? call.profile : undefined;
}

function callsIn(line: string): readonly SwroleCall[] {
  // Most command lines are of other programs, and there may be very many.
  if (!/swrole/i.test(line)) return [];
  const commands = shellCommands(line);
  const calls = commands.flatMap((words) => {
    const inner = words.find((_, index) => TAKES_COMMAND.test(words[index - 1] ?? ''));
    return [...ownCall(words), ...(inner?.includes(' ') ? callsIn(inner) : [])];
  });
  if (commands.length === 1) return calls;
  // Another command may make JSON of what swrole prints.
  return calls.map((call) => ({ ...call, isDirect: call.isDirect && call.isJson }));
}

function ownCall(words: readonly string[]): readonly SwroleCall[] {
  const start = words.findIndex(isSwrole);
  if (start < 0) return [];
  const call = callOf(words.slice(start + 1));
  const isRun = words.slice(0, start).every((word) => LEADING.test(word));
  return isRun || call.isJson ? [call] : [];
}

/** As swrole itself reads its words: the first that is no flag is a command, if there is one of that name. */
function callOf(args: readonly string[]): SwroleCall {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const operands: string[] = [];
  let named: string | undefined;
  for (let index = 0; index < own.length; index++) {
    const word = own[index] ?? '';
    if (PROFILE_FLAG.test(word)) named ??= own[++index];
    else if (word.startsWith('--profile=')) named ??= word.slice('--profile='.length);
    else if (VALUED.test(word)) index++;
    else if (!word.startsWith('-')) operands.push(word);
  }
  const [first = '', second] = operands;
  const command = COMMAND_NAMES.has(first) ? first : undefined;
  const asked = named ?? (command === EXEC ? second : first);
  const givesCredentials = command === undefined || command === EXEC;
  return {
    command,
    profile: givesCredentials && asked && !UNKNOWN.test(asked) ? asked : undefined,
    isJson: own.some((word, index) => isJsonFlag(word, own[index + 1])),
    isDirect: command !== EXEC && (command !== undefined || end < 0),
  };
}

/** `-j` may stand in a row of short flags. */
function isJsonFlag(word: string, next: string | undefined): boolean {
  if (/^(?:-\w*f|--format)$/.test(word)) return next === 'json';
  return /^(?:--json|--format=json|-\w*j\w*)$/.test(word);
}

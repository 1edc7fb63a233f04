/** Turns the command line into an `Invocation`, and reports what is wrong with it. Commands that take a profile: `parse-profile.ts`. */

import { COMMAND_NAMES, cachedRequest } from '../fast-path/cached-answer.ts';
import { shownWords } from '../util/secret-text.ts';
import { didYouMean } from '../util/text.ts';
import { fromStop, type ParsedArgs, ParseStop, parseArgv, seeHelp, versionHelp } from './argv.ts';
import { type CommandName, commandNamed, parseHelpSubject } from './commands.ts';
import { UsageError } from './errors.ts';
import { credentialOptions, type Flags, formOf } from './flags.ts';
import {
  type CommandLine,
  INIT_SHELLS,
  type InitInvocation,
  type InitShell,
  type Invocation,
  KEYS_ACTIONS,
  type KeysAction,
  type KeysInvocation,
  type PrintInvocation,
  type SetupInvocation,
} from './invocation.ts';
import {
  credentialInvocation,
  ifNamed,
  logoutInvocation,
  selectedProfile,
  serveInvocation,
  unnamed,
  writeInvocation,
} from './parse-profile.ts';

/** The command line before the first `--`, and the words after it. */
interface Line {
  readonly words: readonly string[];
  readonly command: readonly string[] | undefined;
}

/**
 * Parses and validates the arguments.
 *
 * @param argv the arguments after the program's name
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[]): CommandLine {
  const profile = cachedRequest(argv);
  return profile === undefined ? parseAll(argv) : { invocation: jsonOf(profile), debug: false };
}

/** What SDKs ask for. commander would take a twentieth of a cold start to find the same. */
function jsonOf(profile: string): PrintInvocation {
  const options = credentialOptions({ cache: true, prompt: true });
  const rest = { format: 'json', region: undefined, quiet: false, yes: false } as const;
  return { kind: 'print', profile, ...rest, options };
}

/** @throws UsageError */
function parseAll(argv: readonly string[]): CommandLine {
  const { words, command } = splitAtCommand(argv);
  let args: ParsedArgs;
  try {
    args = parseArgv(words);
  } catch (error) {
    if (error instanceof ParseStop) return { invocation: fromStop(error), debug: false };
    throw error;
  }
  return { invocation: toInvocation(args, { words, command }), debug: args.flags.debug ?? false };
}

function splitAtCommand(argv: readonly string[]): Line {
  const index = argv.indexOf('--');
  if (index < 0) return { words: argv, command: undefined };
  return { words: argv.slice(0, index), command: argv.slice(index + 1) };
}

/** @throws UsageError for arguments that cannot be combined */
function toInvocation(args: ParsedArgs, { words, command }: Line): Invocation {
  const { name } = args;
  assertNotReserved(args);
  assertSupported(args, words);
  if (name === undefined || name === 'exec' || name === 'login')
    return credentialInvocation(args, command);
  if (command !== undefined) throw new UsageError(`${name} runs no command`, 'use exec for that');
  return interactiveInvocation(args, name);
}

/** A command name of a later version must not be taken for a profile by accident. */
function assertNotReserved({ name, operands: [word], flags }: ParsedArgs): void {
  if (name !== undefined || flags.profile !== undefined || !word || !COMMAND_NAMES.has(word))
    return;
  throw new UsageError(
    `'${word}' is a command that this version does not have`,
    `for a profile of that name: swrole -p ${word}`,
  );
}

/** An unsupported flag is an error. */
function assertSupported(
  { name, operands, flags, unsupportedFlag }: ParsedArgs,
  words: readonly string[],
) {
  if (name === undefined || unsupportedFlag === undefined) return;
  const form = operands.length === 0 && flags.profile === undefined ? formOf(flags) : undefined;
  const word = words.find((each) => commandNamed(each) === name) ?? name;
  const hint = form ? `for a profile of that name: swrole ${form} -p ${word}` : seeHelp(name);
  throw new UsageError(`${name} takes no ${unsupportedFlag}`, hint);
}

// The interactive commands: all but those that get credentials for SDKs and shells.

type InteractiveCommand = Exclude<CommandName, 'exec' | 'login'>;

/**
 * The invocation of an interactive command.
 *
 * @throws UsageError
 */
function interactiveInvocation(args: ParsedArgs, kind: InteractiveCommand): Invocation {
  const { operands, flags } = args;
  const { json = false, online = false } = flags;
  switch (kind) {
    case 'help':
      return { kind, asked: true, subject: parseHelpSubject(operands) };
    case 'version':
      assertNoOperands(kind, operands);
      return versionHelp();
    case 'list':
      return { kind, words: operands, json };
    case 'status': {
      const { source, all = false } = flags;
      const status = { kind, profile: selectedProfile(args), source, all, json };
      return status.profile || all || json ? status : unnamed(args, status, status);
    }
    case 'logout':
      return logoutInvocation(args);
    case 'doctor':
      return { kind, profile: selectedProfile(args), json, online };
    case 'whoami':
      return ifNamed(args, { kind, profile: '', json, options: credentialOptions(flags) });
    case 'console': {
      const { service, region, destination, print = false, signOut = false, yes = false } = flags;
      const where = { service, region, destination, print, signOut, yes };
      return ifNamed(args, { kind, profile: '', ...where, options: credentialOptions(flags) });
    }
    case 'serve':
      return serveInvocation(args);
    case 'setup':
      return setupInvocation(args);
    case 'write':
      return writeInvocation(args);
    case 'keys':
      return keysInvocation(args);
    case 'init':
      return initInvocation(args);
  }
}

function assertNoOperands(name: string, [word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError(`${name} takes no name: ${shownWords(word)}`);
}

function setupInvocation({ operands: [app, role, ...rest], flags }: ParsedArgs): SetupInvocation {
  if (rest.length > 0 || (app !== undefined && role === undefined))
    throw new UsageError('setup takes two names', 'swrole setup APP ROLE');
  const { force = false, dryRun = false, yes = false } = flags;
  const { roleArn, source, mfaSerial, generateToken, mfaSession, token } = flags;
  const answers = { roleArn, source, mfaSerial, generateToken, mfaSession, token };
  const isNew = Object.values(answers).some((answer) => answer !== undefined);
  if (isNew && force)
    throw new UsageError('--force replaces a line, and a new role has only new profiles');
  return { kind: 'setup', app, role, force, dryRun, yes, newRole: isNew ? answers : undefined };
}

/** The flags of each action of `keys`. */
const KEYS_FLAGS: Readonly<Record<KeysAction, readonly (keyof Flags)[]>> = {
  add: ['from', 'stdin', 'yes', 'dryRun', 'force'],
  list: ['json'],
  rotate: [],
  remove: ['yes', 'dryRun'],
  print: [],
};

/** A key and a secret are never arguments, which other users see in `ps`. */
function keysInvocation({ operands: [word, name, ...rest], flags }: ParsedArgs): KeysInvocation {
  const action = KEYS_ACTIONS.find((each) => each === word);
  const list = `swrole keys ${KEYS_ACTIONS.join('|')} [NAME]`;
  if (word === undefined) throw new UsageError('keys needs an action', list);
  if (action === undefined)
    throw new UsageError(
      `keys does not know ${shownWords(word)}`,
      didYouMean(word, KEYS_ACTIONS, list),
    );
  const isNamed = action !== 'list';
  if (isNamed && !name)
    throw new UsageError(`keys ${action} needs a name`, `swrole keys ${action} NAME`);
  if (rest.length > 0 || (!isNamed && name !== undefined))
    throw new UsageError(
      `keys ${action} takes ${isNamed ? 'one name' : 'no name'}`,
      action === 'add'
        ? 'swrole keys add NAME asks for the key and its secret, or reads them with --stdin'
        : undefined,
    );
  const { from, stdin = false, yes = false, dryRun = false, force = false, json = false } = flags;
  const given = { from, stdin, yes, dryRun, force, json };
  const other = Object.entries(given).find(
    ([flag, value]) => value && !KEYS_FLAGS[action].includes(flag as keyof Flags),
  );
  if (other !== undefined)
    throw new UsageError(
      `keys ${action} takes no ${KEYS_FLAG_NAMES[other[0]] ?? `--${other[0]}`}`,
      seeHelp('keys'),
    );
  if (from !== undefined && stdin)
    throw new UsageError('--from and --stdin exclude each other', 'the keys come from one place');
  return { kind: 'keys', action, name: name ?? '', ...given };
}

const KEYS_FLAG_NAMES: Readonly<Record<string, string>> = { dryRun: '--dry-run' };

/** PowerShell has its own way to write prompts, and the package has no segment for it. */
function initInvocation({ operands, segment: prompt }: ParsedArgs): InitInvocation {
  const shell = parseInitShell(operands);
  if (prompt && shell === 'powershell')
    throw new UsageError(
      '--prompt is for bash, zsh and fish',
      'in PowerShell, the prompt function finds the role in $env:SWROLE_PROFILE',
    );
  return { kind: 'init', shell, prompt };
}

function parseInitShell([word, ...rest]: readonly string[]): InitShell {
  const shell = INIT_SHELLS.find((name) => name === word);
  const list = `the shells are ${INIT_SHELLS.join(', ')}`;
  if (word === undefined) throw new UsageError('init needs a shell', list);
  if (shell === undefined)
    throw new UsageError(
      `init knows no shell ${shownWords(word)}`,
      didYouMean(word, INIT_SHELLS, list),
    );
  if (rest[0] !== undefined)
    throw new UsageError(`init takes one shell: ${shownWords(rest[0])} is one too many`);
  return shell;
}

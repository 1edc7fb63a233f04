/** Turns the command line into an `Invocation`, and reports what is wrong with it. */

import {
  looksLikeArn,
  roleArnProblem,
  roleOfSession,
  SOURCE_FLAG,
} from '../config/find-profile.ts';
import { regionRule } from '../config/profile/rules.ts';
import { COMMAND_NAMES, cachedRequest } from '../fast-path/cached-answer.ts';
import type { Format } from '../formats/document.ts';
import { regionHint } from '../messages/config.ts';
import { shownValue, shownWords } from '../util/secret-text.ts';
import { didYouMean } from '../util/text.ts';
import {
  fromStop,
  help,
  type ParsedArgs,
  ParseStop,
  parseArgv,
  seeHelp,
  versionHelp,
} from './argv.ts';
import { type CommandName, commandNamed, parseHelpSubject } from './commands.ts';
import { UsageError } from './errors.ts';
import { credentialOptions, type Flags, formOf, selectedFormat } from './flags.ts';
import {
  type CommandLine,
  type ConsoleInvocation,
  type ExecInvocation,
  INIT_SHELLS,
  type InitInvocation,
  type InitShell,
  type Invocation,
  KEYS_ACTIONS,
  type KeysAction,
  type KeysInvocation,
  type LoginInvocation,
  type PrintInvocation,
  type ServeInvocation,
  type SetupInvocation,
  type UnnamedInvocation,
  type WhoamiInvocation,
  type WriteInvocation,
} from './invocation.ts';

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

function credentialInvocation(args: ParsedArgs, command: Line['command']): Invocation {
  const { name, flags } = args;
  const profile = selectedProfile(args);
  const format = selectedFormat(flags);
  // An SDK is never asked, and without a command there is nothing to run.
  if (!profile && (format === 'json' || (name === 'exec' && !command?.length)))
    return help(false, name);
  if (profile && (format === 'json' || !isPrevious(args)))
    return namedInvocation(args, profile, command);
  return unnamed(args, namedInvocation(args, '', command), help(false, name));
}

function namedInvocation(
  { name, flags }: ParsedArgs,
  profile: string,
  command: Line['command'],
): PrintInvocation | ExecInvocation | LoginInvocation {
  const options = credentialOptions(flags);
  const format = selectedFormat(flags);
  const region = selectedRegion(flags, format);
  const { quiet = false, yes = false } = flags;
  if (name === undefined && command === undefined)
    return { kind: 'print', profile, format, region, quiet, yes, options };
  if (format !== 'auto') throw new UsageError('a command to run takes no format');
  if (name === 'login') {
    if (command !== undefined) throw new UsageError('login runs no command', 'use exec for that');
    return { kind: 'login', profile, options };
  }
  if (!command?.length)
    throw new UsageError('no command to run', `swrole exec ${profile || 'PROFILE'} -- COMMAND...`);
  return { kind: 'exec', profile, command, server: flags.server ?? false, region, yes, options };
}

/**
 * The region of `--region`, which swrole exports. The JSON document has no field for it.
 *
 * @throws UsageError
 */
function selectedRegion({ region }: Flags, format: Format | 'auto'): string | undefined {
  if (region === undefined) return undefined;
  if (format === 'json')
    throw new UsageError(
      '--region cannot be combined with -j, because a credential_process has no region to give',
      'write region = NAME into the profile that has the credential_process',
    );
  if (regionRule.parse(region) !== undefined) return region;
  throw new UsageError(
    `--region ${regionRule.problem}, not ${shownWords(region)}`,
    regionHint(shownValue(region)).hint,
  );
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

function requireProfile(args: ParsedArgs): string {
  const profile = selectedProfile(args);
  if (profile) return profile;
  throw missingProfile(args);
}

function missingProfile({ name, flags }: ParsedArgs): UsageError {
  const form = formOf(flags);
  const other = form ? `; for a profile of that name: swrole ${form} -p ${name}` : '';
  return new UsageError(`${name} needs a profile`, `swrole ${name} PROFILE${other}`);
}

function serveInvocation(args: ParsedArgs): ServeInvocation {
  const profile = requireProfile(args);
  const format = selectedFormat(args.flags);
  // With an endpoint, json has a field for the region too.
  const region = selectedRegion(args.flags, 'auto');
  const options = credentialOptions(args.flags);
  return { kind: 'serve', profile, format: format === 'auto' ? 'sh' : format, region, options };
}

/** @throws UsageError for a profile together with `--all` */
function logoutInvocation(args: ParsedArgs): Invocation {
  const { all, source } = args.flags;
  const logout = { kind: 'logout', profile: selectedProfile(args), source } as const;
  if (all && logout.profile !== undefined)
    throw new UsageError('logout takes a profile or --all, not both');
  if (all || logout.profile) return logout;
  const hint = 'swrole logout --all forgets everything';
  return unnamed(args, logout, new UsageError('logout needs a profile', hint));
}

/** The invocation with the selected profile, or as one without. */
function ifNamed(args: ParsedArgs, command: WhoamiInvocation | ConsoleInvocation): Invocation {
  const profile = selectedProfile(args);
  if (profile && !isPrevious(args)) return { ...command, profile };
  return unnamed(args, command, missingProfile(args));
}

function unnamed(
  args: ParsedArgs,
  command: UnnamedInvocation['command'],
  otherwise: UnnamedInvocation['otherwise'],
): UnnamedInvocation {
  return { kind: 'unnamed', command, isPrevious: isPrevious(args), otherwise };
}

/** A lone `-` is the profile before, as for `cd`; a profile of that name needs `-p`. SDKs get no profile of before. */
function isPrevious({ operands, flags }: ParsedArgs): boolean {
  return operands[0] === '-' && flags.profile === undefined;
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

function writeInvocation(args: ParsedArgs): WriteInvocation {
  const { remove, as: section, dotenv } = args.flags;
  const kind = 'write';
  if (remove !== undefined) {
    assertOnlyRemove(args);
    return { kind, remove };
  }
  const profile = requireProfile(args);
  if (section !== undefined && dotenv !== undefined)
    throw new UsageError(
      '--as and --dotenv exclude each other',
      'a file for containers has no sections: write the two one after the other',
    );
  if (dotenv === '' || dotenv === '-')
    throw new UsageError(
      '--dotenv needs the path of a file',
      `on stdout: swrole -f dotenv ${profile}`,
    );
  const region = selectedRegion(args.flags, 'auto');
  return { kind, profile, section, dotenv, region, options: credentialOptions(args.flags) };
}

/** `--remove` gets no credentials, so a profile and all other flags would do nothing. */
function assertOnlyRemove({ operands, flags }: ParsedArgs): void {
  const { remove, debug, cache, prompt, ...others } = flags;
  const isAlone = Object.values(others).every((value) => value === undefined) && cache && prompt;
  if (isAlone && operands.length === 0) return;
  throw new UsageError(
    'write --remove takes the name of a section, and nothing else',
    `swrole write --remove ${shownWords(remove ?? '')}`,
  );
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

/**
 * The selected profile: the operand or `-p`, not both.
 *
 * @throws UsageError for more than one profile
 */
function selectedProfile({
  name,
  operands: [operand, ...rest],
  flags: { profile, source },
}: ParsedArgs): string | undefined {
  const extra = profile === undefined ? rest[0] : operand;
  if (extra !== undefined) {
    throw new UsageError(
      `one profile at a time: ${shownWords(extra)} is one too many`,
      'a command to run comes after --',
      name === undefined && profile === undefined ? operand : undefined,
    );
  }
  assertRole(profile ?? operand, source);
  return profile ?? operand;
}

/** `--source` and the ARN of a role belong together. */
function assertRole(role: string | undefined, source: string | undefined): void {
  if (source === undefined) return;
  const hint = 'swrole exec arn:aws:iam::123456789012:role/NAME --source PROFILE -- COMMAND...';
  if (!role) throw new UsageError(`${SOURCE_FLAG} needs the ARN of a role`, hint);
  if (!looksLikeArn(role))
    throw new UsageError(
      `${SOURCE_FLAG} needs the ARN of a role instead of a profile, not ${shownWords(role)}`,
      hint,
    );
  const problem = roleArnProblem(role);
  if (problem === undefined) return;
  const meant = roleOfSession(role);
  throw new UsageError(
    `${shownWords(role)} is no ARN of a role: ${problem}`,
    meant !== undefined && shownValue(meant) === meant ? `did you mean ${meant}?` : hint,
  );
}

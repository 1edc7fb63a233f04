/** From the command line to an `Invocation`: what was typed, and whether it makes sense. */
import { COMMAND_NAMES } from '../hot/command-names.ts';
import type { CommandName } from './command-table.ts';
import { chosenFormat, credentialOptions } from './flags.ts';
import { helpSubject } from './help/subject.ts';
import { INIT_SHELLS, type InitShell, type Invocation } from './invocation.ts';
import { listHint } from './list-hint.ts';
import { nearestCommand } from './nearest-command.ts';
import { readWords, StoppedReading, type Typed } from './program.ts';
import { fromStop, help } from './stopped-reading.ts';
import { UsageError } from './usage-error.ts';

/** The command line before the first `--`, and the words after it. */
interface Line {
  readonly words: readonly string[];
  readonly command: readonly string[] | undefined;
}

function splitAtCommand(argv: readonly string[]): Line {
  const index = argv.indexOf('--');
  if (index < 0) return { words: argv, command: undefined };
  return { words: argv.slice(0, index), command: argv.slice(index + 1) };
}

/** The profile: the operand or `-p`, not both. */
function chosenProfile({
  name,
  operands: [operand, ...rest],
  flags: { profile },
}: Typed): string | undefined {
  const extra = profile === undefined ? rest[0] : operand;
  if (extra !== undefined) {
    throw new UsageError(
      `one profile at a time: '${extra}' is one too many`,
      meantCommand(name, operand) ?? 'a command to run comes after --',
    );
  }
  return profile ?? operand;
}

/** Where there is no command, the first of two words was meant to be one. */
function meantCommand(name: Typed['name'], word = ''): string | undefined {
  const nearest = name === undefined ? nearestCommand(word) : undefined;
  return nearest && `did you mean swrole ${nearest}?`;
}

/** A word of a later version is not a profile by accident. */
function refuseReserved({ name, operands: [word], flags }: Typed): void {
  if (name !== undefined || flags.profile !== undefined || !word || !COMMAND_NAMES.has(word))
    return;
  throw new UsageError(
    `'${word}' is a command that this version does not have`,
    `for a profile of that name: swrole -p ${word}`,
  );
}

/**
 * The one thing that the arguments ask for.
 *
 * @param argv the words after the program's name
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[]): Invocation {
  const { words, command } = splitAtCommand(argv);
  let typed: Typed;
  try {
    typed = readWords(words);
  } catch (error) {
    if (error instanceof StoppedReading) return fromStop(error);
    throw error;
  }
  return meaning(typed, command);
}

/** @throws UsageError for words that do not go together */
function meaning(typed: Typed, command: Line['command']): Invocation {
  const { name } = typed;
  refuseReserved(typed);
  if (name === undefined || name === 'exec' || name === 'login')
    return credentialMeaning(typed, command);
  if (command !== undefined) throw new UsageError(`${name} runs no command`, 'use exec for that');
  return commandMeaning(typed, name);
}

function credentialMeaning(typed: Typed, command: Line['command']): Invocation {
  const { name, flags } = typed;
  const profile = chosenProfile(typed);
  if (!profile) return help(false, name);
  const options = credentialOptions(flags);
  const format = chosenFormat(flags);
  if (name === undefined && command === undefined)
    return { kind: 'print', profile, format, options };
  if (format !== 'auto') throw new UsageError(`${name ?? 'a command to run'} takes no format`);
  if (name === 'login') {
    if (command !== undefined) throw new UsageError('login runs no command', 'use exec for that');
    return { kind: 'login', profile, options };
  }
  if (!command?.length)
    throw new UsageError('no command to run', `swrole exec ${profile} -- COMMAND...`);
  return { kind: 'exec', profile, command, options };
}

/** The commands that are not for SDKs and shells. */
function commandMeaning(typed: Typed, name: Exclude<CommandName, 'exec' | 'login'>): Invocation {
  const { operands, flags } = typed;
  const json = flags.json ?? false;
  switch (name) {
    case 'help':
      return { kind: name, asked: true, subject: helpSubject(operands) };
    case 'list':
      noOperands(name, operands);
      return { kind: name, json };
    case 'status':
      return { kind: name, profile: chosenProfile(typed), json };
    case 'logout':
      return { kind: name, profile: logoutProfile(typed) };
    case 'doctor':
      return { kind: name, profile: chosenProfile(typed), json, online: flags.online ?? false };
    case 'whoami':
      return { kind: name, profile: profileOf(typed), json, options: credentialOptions(flags) };
    case 'console': {
      const { service, region, destination, print = false } = flags;
      const options = credentialOptions(flags);
      if (chosenFormat(flags) !== 'auto') throw new UsageError('console takes no format');
      return {
        kind: name,
        profile: profileOf(typed),
        service,
        region,
        destination,
        print,
        options,
      };
    }
    case 'setup': {
      const [app, role, ...rest] = operands;
      const { force = false, dryRun = false } = flags;
      if (rest.length > 0 || (app !== undefined && role === undefined))
        throw new UsageError('setup takes two names', 'swrole setup APP ROLE');
      return { kind: name, app, role, force, dryRun };
    }
    case 'init':
      return { kind: name, shell: initShell(operands) };
  }
}

function noOperands(name: string, [word]: readonly string[]): void {
  if (word !== undefined) throw new UsageError(`${name} takes no name: '${word}'`);
}

function profileOf(typed: Typed): string {
  const profile = chosenProfile(typed);
  if (profile) return profile;
  throw new UsageError(`${typed.name} needs a profile`, `swrole ${typed.name} PROFILE`);
}

/** Everything is forgotten only by whoever says so. */
function logoutProfile(typed: Typed): string | undefined {
  const profile = chosenProfile(typed);
  if (typed.flags.all && profile !== undefined)
    throw new UsageError('logout takes a profile or --all, not both');
  if (typed.flags.all || profile) return profile;
  throw new UsageError('logout needs a profile', 'swrole logout --all forgets everything');
}

function initShell([word, ...rest]: readonly string[]): InitShell {
  const shell = INIT_SHELLS.find((name) => name === word);
  const list = `the shells are ${INIT_SHELLS.join(', ')}`;
  if (word === undefined) throw new UsageError('init needs a shell', list);
  if (shell === undefined)
    throw new UsageError(`init knows no shell '${word}'`, listHint(word, INIT_SHELLS, list));
  if (rest[0] !== undefined)
    throw new UsageError(`init takes one shell: '${rest[0]}' is one too many`);
  return shell;
}

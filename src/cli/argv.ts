/** The commands and flags as commander knows them, for reading the words. The help has its own pages. */

import { Command, type CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { nearestName } from '../util/nearest-name.ts';
import { shownWords, withoutSecrets } from '../util/secret-text.ts';
import { COMMANDS, type CommandEntry, type CommandName } from './commands.ts';
import { UsageError } from './errors.ts';
import { addFlags, addOwnFlags, type Flags, usesOf } from './flags.ts';
import type { HelpInvocation } from './invocation.ts';

/** What was typed, before it is known to make sense. */
export interface ParsedArgs {
  /** `undefined`: no command, just a profile. */
  readonly name: CommandName | undefined;
  readonly operands: readonly string[];
  readonly flags: Flags;
  /** The first flag that this command does not take, though another one does: `--token`. */
  readonly foreignFlag: string | undefined;
}

/** commander's word that it went no further: for help or the version, or because of a mistake. */
export class ParseStop extends Error {
  override readonly name = 'StoppedReading';
  /** The command whose words it was reading. */
  readonly command: CommandName | undefined;
  /** All flags that this command takes, by their long names. */
  readonly flags: readonly string[];
  readonly reason: CommanderError;

  constructor(command: CommandName | undefined, flags: readonly string[], reason: CommanderError) {
    super(reason.message);
    this.command = command;
    this.flags = flags;
    this.reason = reason;
  }
}

/** Lets a mistake be told together with the command that it was made in. */
function stopAt(name: CommandName | undefined, command: Command): Command {
  return command.exitOverride((reason) => {
    const flags = [...command.options.flatMap(({ long }) => long ?? []), '--help'];
    throw new ParseStop(name, flags, reason);
  });
}

/** Shared flags may stand before a command and behind it, and commander takes all of them for the program's. */
function unsupportedFlag(command: Command, root: Command): string | undefined {
  const taken = new Set(command.options.map((option) => option.attributeName()));
  const typed = root.options.filter(
    (option) => root.getOptionValueSource(option.attributeName()) === 'cli',
  );
  return typed.find((option) => !taken.has(option.attributeName()))?.long;
}

function program(onCommand: (typed: ParsedArgs) => void): Command {
  const root = new Command('swrole')
    .argument('[PROFILE]')
    .version(manifest.version, '-V, --version')
    .helpOption('-h, --help')
    .helpCommand(false)
    .allowExcessArguments()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  const tell = (name: ParsedArgs['name'], command: Command) =>
    onCommand({
      name,
      operands: command.args,
      flags: command.optsWithGlobals<Flags>(),
      foreignFlag: unsupportedFlag(command, root),
    });
  addFlags(stopAt(undefined, root)).action(() => tell(undefined, root));
  for (const [word, entry] of Object.entries<CommandEntry>(COMMANDS)) {
    const name = word as CommandName;
    const command = addFlags(addOwnFlags(root.command(name), entry.flags), usesOf(entry));
    stopAt(name, command).aliases([...(entry.aliases ?? [])]);
    command.argument('[WORD...]').allowExcessArguments();
    command.action(() => tell(name, command));
  }
  return root;
}

/**
 * Takes the words apart.
 *
 * @throws StoppedReading, also for `--help` and `--version`
 */
export function parseArgv(words: readonly string[]): ParsedArgs {
  let typed: ParsedArgs | undefined;
  program((read) => {
    typed = read;
  }).parse(words, { from: 'user' });
  if (typed === undefined) throw new Error('no command was read');
  return typed;
}

// Why the words were not read to their end: help or the version is asked for, or a flag is not known.

/** The help on a command, or on the whole program. */
export function help(asked: boolean, name?: CommandName): HelpInvocation {
  const subject =
    name === undefined ? { kind: 'overview' as const } : { kind: 'command' as const, name };
  return { kind: 'help', asked, subject };
}

/**
 * What is asked for by stopping: help or the version.
 *
 * @throws UsageError where it was a mistake
 */
export function fromStop({ command, flags, reason }: ParseStop): HelpInvocation {
  if (reason.code === 'commander.helpDisplayed') return help(true, command);
  if (reason.code === 'commander.version')
    return { kind: 'help', asked: true, subject: { kind: 'version', version: reason.message } };
  if (reason.code === 'commander.unknownOption') throw unknownFlag(reason.message, command, flags);
  if (reason.code === 'commander.optionMissingArgument') throw noValue(reason.message, command);
  throw new UsageError(withoutSecrets(reason.message.replace(/^error: /, '')), seeHelp(command));
}

/** The hint where the flags are explained. */
export const seeHelp = (command: CommandName | undefined) =>
  command === undefined ? 'see swrole help flags' : `see swrole ${command} --help`;

function noValue(message: string, command: CommandName | undefined) {
  const [flag = ''] = /--[\w-]+/.exec(message) ?? [];
  return new UsageError(`${flag} needs a value`, seeHelp(command));
}

/** Without its value, which may be a code (`--tokn=123456`). */
function unknownFlag(message: string, command: CommandName | undefined, flags: readonly string[]) {
  const [, flag = ''] = /'(--?[^=']*)/.exec(message) ?? [];
  if (flags.includes(flag)) return new UsageError(`${flag} takes no value`, seeHelp(command));
  const nearest = flag.startsWith('--') ? nearestName(flag, flags) : undefined;
  const hint = nearest === undefined ? seeHelp(command) : `did you mean ${nearest}?`;
  return new UsageError(`unknown option ${shownWords(flag)}`, hint);
}

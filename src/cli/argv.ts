/** Parses the command line with commander. The help pages are separate (`help/`), so commander prints nothing. */

import { Command, type CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { shownWords, withoutSecrets } from '../util/secret-text.ts';
import { nearestName } from '../util/text.ts';
import { COMMANDS, type CommandEntry, type CommandName } from './commands.ts';
import { UsageError } from './errors.ts';
import { addFlags, addOwnFlags, type Flags, HELP_FLAG, usesOf, VERSION_FLAG } from './flags.ts';
import type { HelpInvocation } from './invocation.ts';

/** The parsed command line, before it is validated. */
export interface ParsedArgs {
  /** `undefined` for a profile without a command. */
  readonly name: CommandName | undefined;
  readonly operands: readonly string[];
  readonly flags: Flags;
  /** Whether the command has `--prompt`, which commander stores as the opposite of `--no-prompt`. */
  readonly segment: boolean;
  /** The first flag that other commands take but this one does not, such as `--token`. */
  readonly unsupportedFlag: string | undefined;
}

/** commander stopped parsing: for help, for the version, or because of an error. */
export class ParseStop extends Error {
  override readonly name = 'ParseStop';
  /** The command that it was parsing. */
  readonly command: CommandName | undefined;
  /** The long names of all flags of this command. */
  readonly flags: readonly string[];
  readonly reason: CommanderError;

  constructor(command: CommandName | undefined, flags: readonly string[], reason: CommanderError) {
    super(reason.message);
    this.command = command;
    this.flags = flags;
    this.reason = reason;
  }
}

/**
 * Parses the arguments.
 *
 * @throws ParseStop, also for `--help` and `--version`
 */
export function parseArgv(words: readonly string[]): ParsedArgs {
  let typed: ParsedArgs | undefined;
  createProgram(words, (args) => {
    typed = args;
  }).parse(words, { from: 'user' });
  if (typed === undefined) throw new Error('no command was read');
  return typed;
}

/** The program as commander knows it, with the commands that are among the words: each has twenty flags. */
function createProgram(words: readonly string[], onCommand: (typed: ParsedArgs) => void): Command {
  const root = new Command('swrole')
    .argument('[PROFILE]')
    .version(manifest.version, VERSION_FLAG[0])
    .helpOption(HELP_FLAG[0])
    .helpCommand(false)
    // swrole has its own suggestion.
    .showSuggestionAfterError(false)
    .allowExcessArguments()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  const report = (name: ParsedArgs['name'], command: Command) =>
    onCommand({
      name,
      operands: command.args,
      flags: command.optsWithGlobals<Flags>(),
      segment: name === 'init' && command.getOptionValueSource('prompt') === 'cli',
      unsupportedFlag: unsupportedFlag(command, root),
    });
  addFlags(stopAt(undefined, root)).action(() => report(undefined, root));
  for (const [word, entry] of Object.entries<CommandEntry>(COMMANDS)) {
    const name = word as CommandName;
    const aliases = entry.aliases ?? [];
    if (![name, ...aliases].some((each) => words.includes(each))) continue;
    const command = addFlags(addOwnFlags(root.command(name), entry.flags), usesOf(entry));
    stopAt(name, command).aliases([...aliases]);
    command.argument('[WORD...]').allowExcessArguments();
    command.action(() => report(name, command));
  }
  return root;
}

/** Makes commander throw a `ParseStop` that names the command, instead of ending the process. */
function stopAt(name: CommandName | undefined, command: Command): Command {
  return command.exitOverride((reason) => {
    const flags = [...command.options.flatMap(({ long }) => long ?? []), '--help'];
    throw new ParseStop(name, flags, reason);
  });
}

/** Shared flags may precede or follow a command; commander assigns all of them to the program. */
function unsupportedFlag(command: Command, root: Command): string | undefined {
  const taken = new Set(command.options.map((option) => option.attributeName()));
  const given = root.options.filter(
    (option) => root.getOptionValueSource(option.attributeName()) === 'cli',
  );
  return given.find((option) => !taken.has(option.attributeName()))?.long;
}

// Why commander stopped: help, the version, or an error in a flag.

/** The invocation that prints the help of a command, or the overview. */
export function help(asked: boolean, name?: CommandName): HelpInvocation {
  const subject =
    name === undefined ? { kind: 'overview' as const } : { kind: 'command' as const, name };
  return { kind: 'help', asked, subject };
}

/** The invocation that prints the version. */
export function versionHelp(): HelpInvocation {
  return { kind: 'help', asked: true, subject: { kind: 'version', version: manifest.version } };
}

/**
 * The invocation for a stop at help or the version.
 *
 * @throws UsageError for every other stop
 */
export function fromStop({ command, flags, reason }: ParseStop): HelpInvocation {
  if (reason.code === 'commander.helpDisplayed') return help(true, command);
  if (reason.code === 'commander.version') return versionHelp();
  if (reason.code === 'commander.unknownOption') throw unknownFlag(reason.message, command, flags);
  if (reason.code === 'commander.optionMissingArgument')
    throw missingValue(reason.message, command);
  throw new UsageError(withoutSecrets(reason.message.replace(/^error: /, '')), seeHelp(command));
}

/** A hint to the page that explains the flags. */
export const seeHelp = (command: CommandName | undefined) =>
  command === undefined ? 'see swrole help flags' : `see swrole ${command} --help`;

function missingValue(message: string, command: CommandName | undefined) {
  const [flag = ''] = /--[\w-]+/.exec(message) ?? [];
  return new UsageError(`${flag} needs a value`, seeHelp(command));
}

/** Leaves out the value, which may be an MFA code (`--tokn=123456`). */
function unknownFlag(message: string, command: CommandName | undefined, flags: readonly string[]) {
  const [, flag = ''] = /'(--?[^=']*)/.exec(message) ?? [];
  if (flags.includes(flag)) return new UsageError(`${flag} takes no value`, seeHelp(command));
  const nearest = flag.startsWith('--') ? nearestName(flag, flags) : undefined;
  const hint = nearest === undefined ? seeHelp(command) : `did you mean ${nearest}?`;
  return new UsageError(`unknown option ${shownWords(flag)}`, hint);
}

/** The commands and flags as commander knows them, for reading the words. The help has its own pages. */
import { Command, type CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { COMMANDS, type CommandEntry, type CommandName } from './commands.ts';
import { addFlags, addOwnFlags, type Flags, usesOf } from './flags.ts';

/** What was typed, before it is known to make sense. */
export interface Typed {
  /** `undefined`: no command, just a profile. */
  readonly name: CommandName | undefined;
  readonly operands: readonly string[];
  readonly flags: Flags;
  /** The first flag that this command does not take, though another one does: `--token`. */
  readonly foreignFlag: string | undefined;
}

/** commander's word that it went no further: for help or the version, or because of a mistake. */
export class StoppedReading extends Error {
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
    throw new StoppedReading(name, flags, reason);
  });
}

/** Shared flags may stand before a command and behind it, and commander takes all of them for the program's. */
function foreignFlag(command: Command, root: Command): string | undefined {
  const taken = new Set(command.options.map((option) => option.attributeName()));
  const typed = root.options.filter(
    (option) => root.getOptionValueSource(option.attributeName()) === 'cli',
  );
  return typed.find((option) => !taken.has(option.attributeName()))?.long;
}

function program(onCommand: (typed: Typed) => void): Command {
  const root = new Command('swrole')
    .argument('[PROFILE]')
    .version(manifest.version, '-V, --version')
    .helpOption('-h, --help')
    .helpCommand(false)
    .allowExcessArguments()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  const tell = (name: Typed['name'], command: Command) =>
    onCommand({
      name,
      operands: command.args,
      flags: command.optsWithGlobals<Flags>(),
      foreignFlag: foreignFlag(command, root),
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
export function readWords(words: readonly string[]): Typed {
  let typed: Typed | undefined;
  program((read) => {
    typed = read;
  }).parse(words, { from: 'user' });
  if (typed === undefined) throw new Error('no command was read');
  return typed;
}

/** The commands and flags as commander knows them: for reading the words and for the help. */
import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { COMMANDS, type CommandEntry, type CommandName } from './command-table.ts';
import { addFlags, addOwnFlags, type Flags } from './flags.ts';

const EXAMPLES = `
Examples:
  credential_process = swrole -j project-dev     a line of ~/.aws/config: every AWS SDK works
  eval $(swrole project-dev)                     the role in this shell
  swrole exec project-dev -- aws s3 ls           one command in the role
`;

/** What was typed, before it is known to make sense. */
export interface Typed {
  /** `undefined`: no command, just a profile. */
  readonly name: CommandName | undefined;
  readonly operands: readonly string[];
  readonly flags: Flags;
}

function program(onCommand: (typed: Typed) => void): Command {
  const root = new Command('swrole')
    .usage('[flags] PROFILE\n       swrole [flags] exec PROFILE -- COMMAND...')
    .description('AWS credentials of a profile of ~/.aws/config, for SDKs, shells and commands.')
    .argument('[PROFILE]', 'a profile of ~/.aws/config')
    .version(manifest.version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  const tell = (name: Typed['name'], command: Command) =>
    onCommand({ name, operands: command.args, flags: command.optsWithGlobals<Flags>() });
  addFlags(root).action((_profile, _flags, command: Command) => tell(undefined, command));
  for (const [name, entry] of Object.entries<CommandEntry>(COMMANDS)) {
    const command = root.command(name).description(entry.summary).usage(entry.operands);
    addOwnFlags(command.aliases([...(entry.aliases ?? [])]), entry.flags).argument('[WORD...]');
    command.allowExcessArguments().action(() => tell(name as CommandName, command));
  }
  return root;
}

/**
 * Takes the words apart.
 *
 * @throws CommanderError, also for `--help` and `--version`
 */
export function readWords(words: readonly string[]): Typed {
  let typed: Typed | undefined;
  program((read) => {
    typed = read;
  }).parse(words, { from: 'user' });
  if (typed === undefined) throw new Error('no command was read');
  return typed;
}

/** The help. */
export function helpText(): string {
  let text = '';
  const take = (part: string) => {
    text += part;
  };
  program(() => {})
    .configureOutput({ writeOut: take, writeErr: take })
    .outputHelp();
  return text;
}

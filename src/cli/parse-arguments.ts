/** From the command line to an `Invocation`. commander is known here and in `flags.ts` only. */
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { COMMAND_NAMES } from '../hot/command-names.ts';
import { addFlags, chosenFormat, credentialOptions, type Flags } from './flags.ts';
import type { HelpInvocation, Invocation } from './invocation.ts';
import { UsageError } from './usage-error.ts';

const EXAMPLES = `
Examples:
  credential_process = swrole -j project-dev     a line of ~/.aws/config: every AWS SDK works
  eval $(swrole project-dev)                     the role in this shell
  swrole exec project-dev -- aws s3 ls           one command in the role
`;

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

function program(): Command {
  const root = new Command('swrole')
    .usage('[flags] PROFILE\n       swrole [flags] exec PROFILE -- COMMAND...')
    .description('AWS credentials of a profile of ~/.aws/config, for SDKs, shells and commands.')
    .argument('[PROFILE]', 'a profile of ~/.aws/config')
    .version(manifest.version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  addFlags(root).action(() => {});
  root
    .command('exec')
    .description('run a command in the role')
    .argument('[PROFILE]')
    .action(() => {});
  return root;
}

/** What was typed, before it is known to make sense. */
interface Typed {
  readonly name: 'exec' | undefined;
  readonly operands: readonly string[];
  readonly flags: Flags;
}

/** @throws CommanderError */
function read(words: readonly string[]): Typed {
  const root = program();
  let typed: Typed | undefined;
  for (const command of [root, ...root.commands]) {
    command.allowExcessArguments().action(() => {
      const name = command === root ? undefined : 'exec';
      typed = { name, operands: command.args, flags: command.optsWithGlobals<Flags>() };
    });
  }
  root.parse(words, { from: 'user' });
  if (typed === undefined) throw new Error('no command was read');
  return typed;
}

function help(asked: boolean): HelpInvocation {
  const root = program();
  let text = '';
  root.configureOutput({ writeOut: (part) => (text += part), writeErr: (part) => (text += part) });
  root.outputHelp();
  return { kind: 'help', asked, text };
}

/** commander reports help, version and mistakes alike, by throwing. */
function fromCommander(error: unknown): Invocation {
  if (!(error instanceof CommanderError)) throw error;
  if (error.code === 'commander.helpDisplayed') return help(true);
  if (error.code === 'commander.version')
    return { kind: 'help', asked: true, text: `${error.message}\n` };
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  throw new UsageError(
    message,
    suggestion?.replace(/[()]/g, '').toLowerCase() ?? 'see swrole --help',
  );
}

/** The profile: the operand or `-p`, not both. */
function chosenProfile({
  operands: [operand, ...rest],
  flags: { profile },
}: Typed): string | undefined {
  const extra = profile === undefined ? rest[0] : operand;
  if (extra !== undefined) {
    throw new UsageError(
      `one profile at a time: '${extra}' is one too many`,
      'a command to run comes after --',
    );
  }
  return profile ?? operand;
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
    typed = read(words);
  } catch (error) {
    return fromCommander(error);
  }
  return meaning(typed, command);
}

function meaning(typed: Typed, command: Line['command']): Invocation {
  if (typed.name === undefined && typed.operands[0] === 'help') return help(true);
  refuseReserved(typed);
  const profile = chosenProfile(typed);
  if (!profile) return help(false);
  const options = credentialOptions(typed.flags);
  const format = chosenFormat(typed.flags);
  if (typed.name === undefined && command === undefined)
    return { kind: 'print', profile, format, options };
  if (format !== 'auto')
    throw new UsageError('a command gets its credentials from the environment, not in a form');
  if (!command?.length)
    throw new UsageError('no command to run', `swrole exec ${profile} -- COMMAND...`);
  return { kind: 'exec', profile, command, options };
}

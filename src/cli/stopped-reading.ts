/** Why the words were not read to their end: help or the version is asked for, or a flag is not known. */
import { nearestName } from '../util/nearest-name.ts';
import { shownWords, withoutSecrets } from '../util/secret-text.ts';
import type { CommandName } from './commands.ts';
import type { HelpInvocation } from './invocation.ts';
import type { StoppedReading } from './argv.ts';
import { UsageError } from './errors.ts';

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
export function fromStop({ command, flags, reason }: StoppedReading): HelpInvocation {
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

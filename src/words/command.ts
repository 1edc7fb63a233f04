import type { CommandError, CommandFact } from '../run/command-error.ts';
import type { Words } from '../messages/message.ts';

const PROBLEMS: Record<CommandFact['kind'], string> = {
  'not-found': 'command not found',
  'not-executable': 'not executable',
  'cannot-start': 'cannot be started',
};

/** Words for a command that did not start. Exit codes 127 and 126, as shells have them. */
export function commandWords({ fact, exitCode }: CommandError): Words {
  const { kind, command, code } = fact;
  return { exitCode, message: `${command}: ${PROBLEMS[kind]} (${code})`, hint: undefined };
}

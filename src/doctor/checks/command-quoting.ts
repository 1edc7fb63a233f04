/**
 * Command lines that one consumer reads in another way than the next: the AWS CLI and botocore split them into words
 * without a shell, the others give them to one, and newer Go SDKs take off a pair of quotes around the whole (contract A.1).
 */
import { processKeys } from '../../config/keys.ts';
import { commandWords } from '../facts/command-words.ts';
import type { CommandFact } from '../facts/commands.ts';
import type { Check } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';

/** Credential processes that break for somebody. */
export const commandQuoting: Check = ({ commands, platform }) =>
  commands
    .filter(({ key }) => key === processKeys.credentialProcess)
    .flatMap((command) => [
      ...outerQuotes(command),
      ...(platform === 'win32' ? [] : [...openQuote(command), ...shellParts(command)]),
    ]);

const nameOf = ({ key, profile }: CommandFact) => `${key} of profile '${profile}'`;

function outerQuotes(line: CommandFact): Finding[] {
  const { command, at } = line;
  const mark = command.charAt(0);
  const isQuoted = command.length > 1 && (mark === '"' || mark === "'") && command.endsWith(mark);
  if (!isQuoted) return [];
  return [
    {
      level: 'warning',
      what: `${nameOf(line)} begins and ends with a quote`,
      where: at,
      why: 'newer Go SDKs take both off as one pair, and what is left is another command',
      advice: fix(
        'write the path of the program without quotes, or put a last argument without quotes',
      ),
    },
  ];
}

function openQuote(line: CommandFact): Finding[] {
  if (commandWords(line.command).isClosed) return [];
  return [
    {
      level: 'error',
      what: `${nameOf(line)} has a quote without its counterpart`,
      where: line.at,
      why: 'shells and the AWS CLI refuse the command',
      advice: fix('close the quote, or put a backslash before it'),
    },
  ];
}

function shellParts(line: CommandFact): Finding[] {
  const [part, ...rest] = new Set(commandWords(line.command).shellParts);
  if (part === undefined) return [];
  return [
    {
      level: 'warning',
      what: `${nameOf(line)} needs a shell for ${[part, ...rest].map(shown).join(' ')}`,
      where: line.at,
      why: 'the AWS CLI and botocore run no shell: the program gets it letter by letter as an argument',
      advice: fix(
        'write out paths and values, and put what needs a shell into a script of its own',
      ),
    },
  ];
}

/** Security: what stands in brackets may be anything. */
function shown(part: string): string {
  return part.replace(/^\$(?:\(.*|\{(\w*)\W.*)$/s, (_, name?: string) =>
    name === undefined ? '$(...)' : `$\{${name}}`,
  );
}

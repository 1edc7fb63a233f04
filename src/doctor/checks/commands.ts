/**
 * Checks of commands: programs that cannot be found, and command lines that SDKs read differently. A program started from a dock, a
 * menu or an editor has a short PATH, so an SDK in it may not find a command that works in a shell; an absolute path always works.
 */

import { processKeys } from '../../config/keys.ts';
import { quoteForShell } from '../../messages/message.ts';
import { type Check, type Finding, fix, run, write } from '../check.ts';
import { type Explanation, explanation } from '../explain.ts';
import { commandWords, isSwrole, swroleProfile } from '../facts/command-lines.ts';
import { type CommandFact, guiPath, type ProgramFact } from '../facts/commands.ts';

/** Programs of commands that some program cannot find. */
export const commandPath: Check = ({ commands, platform }) =>
  commands.flatMap((command) => {
    const problem = problemOf(command, guiPath(platform));
    if (problem === undefined) return [];
    const { key, profile, word, at } = command;
    const { what, ...rest } = problem;
    return { what: `${key} of profile '${profile}' runs ${word}${what}`, where: at, ...rest };
  });

/** The text after the program's name in the problem. */
type Problem = Explanation & { readonly what: string };

function problemOf(command: CommandFact, gui: string): Problem | undefined {
  const { program } = command;
  switch (program?.kind) {
    case undefined:
      return undefined;
    case 'path':
      return pathProblem(command, program, gui);
    case 'name':
      return nameProblem(command, program, gui);
    case 'relative':
      return relativeProblem(command);
  }
}

/** A path as one shell word. */
const inQuotes = (path: string) => (/\s/.test(path) ? `"${path}"` : path);

type Of<Kind extends ProgramFact['kind']> = Extract<ProgramFact, { kind: Kind }>;

const NOT_A_PROGRAM = {
  missing: ', which is not there',
  'not-executable': ', which is not a program that can be run',
};

function pathProblem(
  { key, word, command, profile }: CommandFact,
  details: Of<'path'>,
  gui: string,
): Problem | undefined {
  const { state, interpreter } = details;
  if (state !== 'runs') {
    const why = 'the command fails wherever it is run';
    const role = isSwrole(word) ? swroleProfile(command) : undefined;
    const names = [profile, role ?? ''].map((name) => quoteForShell(name, 'linux')).join(' ');
    // setup writes swrole's launcher, and the path of it.
    const advice = role === undefined ? fix('correct the path') : run(`swrole setup ${names}`);
    return { what: NOT_A_PROGRAM[state], ...explanation('error', why, advice) };
  }
  if (interpreter === undefined) return undefined;
  const { name, here = `/ABSOLUTE/PATH/${name}` } = interpreter;
  const why = `in ${gui}, which is what a GUI program gets, there is none`;
  const advice = write(`${key} = ${inQuotes(here)} ${inQuotes(word)} ...`);
  const what = `, a script that looks for ${name} on the PATH`;
  return { what, ...explanation('warning', why, advice) };
}

function relativeProblem({ key, word }: CommandFact): Problem {
  const advice = write(`${key} = /ABSOLUTE/PATH/${word.replace(/^\.\//, '')} ...`);
  const what = ', a path that depends on the folder in which the SDK runs';
  return { what, ...explanation('warning', 'started elsewhere, it is not found', advice) };
}

function nameProblem(
  { key }: CommandFact,
  { here, inGui }: Of<'name'>,
  gui: string,
): Problem | undefined {
  if (inGui !== undefined) return undefined;
  if (here === undefined) {
    const why = 'the command fails wherever it is run with this PATH';
    const advice = fix('install the program, or write its absolute path');
    return { what: ', which is not on the PATH', ...explanation('error', why, advice) };
  }
  const why = `a GUI program looks in ${gui}, where it is not`;
  const advice = write(`${key} = ${inQuotes(here)} ...`);
  return { what: ' without a path', ...explanation('warning', why, advice) };
}

// Command lines that SDKs read differently: the AWS CLI and botocore split them into words
// without a shell, the others give them to one, and newer Go SDKs take off a pair of quotes around the whole (contract A.1).

/** Credential processes that break in some SDK. */
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

/** Security: the text in brackets may be anything. */
function shown(part: string): string {
  return part.replace(/^\$(?:\(.*|\{(\w*)\W.*)$/s, (_, name?: string) =>
    name === undefined ? '$(...)' : `$\{${name}}`,
  );
}

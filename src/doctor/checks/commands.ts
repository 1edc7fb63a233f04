/**
 * Programs that are not where they are looked for. What a dock, a menu or an editor starts has a short PATH, so a command
 * that works in a shell is not found by an SDK in a GUI program; an absolute path is found by everybody.
 */
import type { CommandFact } from '../facts/commands.ts';
import type { Check } from '../facts/facts.ts';
import type { ProgramFact } from '../facts/program-fact.ts';
import { guiPath } from '../facts/programs.ts';
import { fix, write } from '../finding.ts';
import { type Meaning, meaning } from '../meanings/meaning.ts';

/** Programs of commands that are missing for somebody. */
export const commandPath: Check = ({ commands, platform }) =>
  commands.flatMap((command) => {
    const problem = problemOf(command, guiPath(platform));
    if (problem === undefined) return [];
    const { key, profile, word, at } = command;
    const { what, ...rest } = problem;
    return { what: `${key} of profile '${profile}' runs ${word}${what}`, where: at, ...rest };
  });

/** What stands behind the program in the sentence of what is wrong. */
type Problem = Meaning & { readonly what: string };

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

/** A path as one word. */
const inQuotes = (path: string) => (/\s/.test(path) ? `"${path}"` : path);

type Of<Kind extends ProgramFact['kind']> = Extract<ProgramFact, { kind: Kind }>;

const NOT_A_PROGRAM = {
  missing: ', which is not there',
  'not-executable': ', which is not a program that can be run',
};

function pathProblem(
  { key, word }: CommandFact,
  fact: Of<'path'>,
  gui: string,
): Problem | undefined {
  const { state, interpreter } = fact;
  if (state !== 'runs') {
    const why = 'the command fails wherever it is run';
    return { what: NOT_A_PROGRAM[state], ...meaning('error', why, fix('correct the path')) };
  }
  if (interpreter === undefined) return undefined;
  const { name, here = `/ABSOLUTE/PATH/${name}` } = interpreter;
  const why = `in ${gui}, which is what a GUI program gets, there is none`;
  const advice = write(`${key} = ${inQuotes(here)} ${inQuotes(word)} ...`);
  const what = `, a script that looks for ${name} on the PATH`;
  return { what, ...meaning('warning', why, advice) };
}

function relativeProblem({ key, word }: CommandFact): Problem {
  const advice = write(`${key} = /ABSOLUTE/PATH/${word.replace(/^\.\//, '')} ...`);
  const what = ', a path that depends on the folder in which the SDK runs';
  return { what, ...meaning('warning', 'started elsewhere, it is not found', advice) };
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
    return { what: ', which is not on the PATH', ...meaning('error', why, advice) };
  }
  const why = `a GUI program looks in ${gui}, where it is not`;
  const advice = write(`${key} = ${inQuotes(here)} ...`);
  return { what: ' without a path', ...meaning('warning', why, advice) };
}

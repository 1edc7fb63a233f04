/**
 * Programs that are not where they are looked for. What a dock, a menu or an editor starts has a short PATH, so a command
 * that works in a shell is not found by an SDK in a GUI program; an absolute path is found by everybody.
 */
import type { CommandFact, ProgramFact } from '../facts/commands.ts';
import type { Check } from '../facts/facts.ts';
import { GUI_PATH } from '../facts/programs.ts';
import { type Advice, type Finding, fix, type Level, write } from '../finding.ts';

/** Programs of commands that are missing for somebody. */
export const commandPath: Check = ({ commands }) => commands.flatMap(findings);

function findings(command: CommandFact): Finding[] {
  const { program } = command;
  switch (program?.kind) {
    case undefined:
      return [];
    case 'path':
      return pathFindings(command, program);
    case 'name':
      return nameFindings(command, program);
    case 'relative':
      return relativeFindings(command);
  }
}

/** A path as one word. */
const inQuotes = (path: string) => (/\s/.test(path) ? `"${path}"` : path);

type Of<Kind extends ProgramFact['kind']> = Extract<ProgramFact, { kind: Kind }>;

function pathFindings(command: CommandFact, { state, interpreter }: Of<'path'>): Finding[] {
  if (state !== 'runs') {
    const problem = state === 'missing' ? 'is not there' : 'is not a program that can be run';
    const why = 'the command fails wherever it is run';
    return finding(
      command,
      'error',
      `${command.word}, which ${problem}`,
      why,
      fix('correct the path'),
    );
  }
  if (interpreter === undefined) return [];
  const { name, here = `/ABSOLUTE/PATH/${name}` } = interpreter;
  return finding(
    command,
    'warning',
    `${command.word}, a script that looks for ${name} on the PATH`,
    `in ${GUI_PATH}, which is what a GUI program gets, there is none`,
    write(`${command.key} = ${inQuotes(here)} ${inQuotes(command.word)} ...`),
  );
}

function relativeFindings(command: CommandFact): Finding[] {
  const { word, key } = command;
  return finding(
    command,
    'warning',
    `${word}, a path that depends on the folder in which the SDK runs`,
    'started elsewhere, it is not found',
    write(`${key} = /ABSOLUTE/PATH/${word.replace(/^\.\//, '')} ...`),
  );
}

function nameFindings(command: CommandFact, { here, inGui }: Of<'name'>): Finding[] {
  if (inGui !== undefined) return [];
  if (here === undefined) {
    const why = 'the command fails wherever it is run with this PATH';
    const advice = fix('install the program, or write its absolute path');
    return finding(command, 'error', `${command.word}, which is not on the PATH`, why, advice);
  }
  return finding(
    command,
    'warning',
    `${command.word} without a path`,
    `a GUI program looks in ${GUI_PATH}, where it is not`,
    write(`${command.key} = ${inQuotes(here)} ...`),
  );
}

function finding(
  { profile, key, at }: CommandFact,
  level: Level,
  what: string,
  why: string,
  advice: Advice,
): Finding[] {
  return [{ level, what: `${key} of profile '${profile}' runs ${what}`, where: at, why, advice }];
}

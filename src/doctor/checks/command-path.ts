/**
 * Programs that are not where they are looked for. What a dock, a menu or an editor starts has a short PATH, so a command
 * that works in a shell is not found by an SDK in a GUI program; an absolute path is found by everybody.
 */
import type { CommandFact, ProgramFact } from '../facts/commands.ts';
import type { Check } from '../facts/facts.ts';
import { GUI_PATH } from '../facts/programs.ts';
import { type Advice, change, type Finding, type Level, write } from '../finding.ts';

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
      change('correct the path'),
    );
  }
  if (interpreter === undefined) return [];
  return finding(
    command,
    'warning',
    `${command.word}, a script that looks for ${interpreter} on the PATH`,
    `in ${GUI_PATH}, which is what a GUI program gets, there is none`,
    write(`${command.key} = /ABSOLUTE/PATH/${interpreter} ${command.word} ...`),
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
    const advice = change('install the program, or write its absolute path');
    return finding(command, 'error', `${command.word}, which is not on the PATH`, why, advice);
  }
  return finding(
    command,
    'warning',
    `${command.word} without a path`,
    `a GUI program looks in ${GUI_PATH}, where it is not`,
    write(`${command.key} = ${/\s/.test(here) ? `"${here}"` : here} ...`),
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

import type { CodeSource, CommandReport, MfaError, MfaErrorDetails } from '../mfa/errors.ts';
import { PROMPT_WORDS } from '../mfa/question.ts';
import type { CommandEnding } from '../process/run-child.ts';
import { nearestName } from '../util/nearest-name.ts';
import { describeFolderProblem, diskHint } from './files.ts';
import type { Message } from './message.ts';
import { formatLocation } from './phrases.ts';

type Wording = Omit<Message, 'exitCode' | 'hint'> & { readonly hint?: string | undefined };

const ORIGIN: Record<CodeSource, string> = {
  flag: 'the code of --token',
  generate_token: 'the code that generate_token gave',
  terminal: 'the code',
  dialog: 'the code',
};

type NoWay = Extract<MfaErrorDetails, { kind: 'no-way-to-ask' }>;

const NO_WAY: Record<NoWay['reason'], string> = {
  'no-prompt': 'and --no-prompt forbids to ask for it',
  'no-terminal': 'and there is no terminal to ask for it',
  background: 'and a job in the background cannot ask for it',
  'no-dialog': 'and no dialog to ask for it can be shown',
};

function endingWords(ending: CommandEnding): string {
  if ('exitCode' in ending) return `exit status ${ending.exitCode}`;
  if ('signal' in ending) return ending.signal;
  return `it did not start: ${ending.notStarted}`;
}

/** Why there is no way to ask; where `SWROLE_PROMPT` has a part in it, it is named. */
function noWayWords({ reason, prompt }: NoWay): string {
  if (prompt === undefined) return NO_WAY[reason];
  const setting = `SWROLE_PROMPT=${prompt}`;
  if (reason === 'no-prompt') return `and ${setting} forbids to ask for it`;
  if (reason !== 'no-dialog') return `${NO_WAY[reason]}; ${setting} allows no dialog`;
  return prompt.toLowerCase() === 'gui'
    ? `${NO_WAY[reason]}; ${setting} allows nothing else`
    : `and ${setting} cannot be started to ask for it`;
}

/** `gui` fails for want of a display; another word that cannot be started may be a slip. */
function noWayHint({ profile, reason, prompt }: NoWay): string {
  const usual = `run 'swrole login ${profile}' in a terminal first, or set generate_token`;
  if (reason !== 'no-dialog' || prompt === undefined || PROMPT_WORDS.includes(prompt.toLowerCase()))
    return usual;
  const nearest = nearestName(prompt, PROMPT_WORDS);
  const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `SWROLE_PROMPT takes tty, gui, none, a program or a command line${meant}`;
}

function outputWords(lines: number): string {
  if (lines === 0) return 'gave no code: it printed nothing';
  if (lines === 1) return 'gave no code: its one line is not six digits alone';
  return `gave no code: its ${lines} lines do not hold one code, which is a line of six digits alone`;
}

function commandWords({ program, at, said }: CommandReport, problem: string): string {
  const where = `${formatLocation(at)}: generate_token (${program}) ${problem}`;
  return said === undefined ? where : `${where}: ${said}`;
}

const REPEATED =
  'generate_token gave the same code again when the next one was due; its command must give a new code each time';

const WORDS: {
  [Kind in MfaErrorDetails['kind']]: (fact: Extract<MfaErrorDetails, { kind: Kind }>) => Wording;
} = {
  'no-way-to-ask': (fact) => ({
    message: `profile '${fact.profile}' needs a code, ${noWayWords(fact)}`,
    hint: noWayHint(fact),
  }),
  cancelled: ({ profile, dialog }) => ({
    message: `cancelled: no code for profile '${profile}'${
      dialog === undefined
        ? ''
        : `; SWROLE_PROMPT (${dialog.program}) ended with ${endingWords(dialog.ending)}`
    }`,
  }),
  'timed-out': ({ profile, waitingFor, seconds }) => ({
    message:
      waitingFor === 'answer'
        ? `no answer to the question for a code of profile '${profile}' within ${seconds} s`
        : `another swrole has used the MFA device of profile '${profile}' for ${seconds} s`,
  }),
  'invalid-code': ({ from, prompt }) =>
    prompt === undefined
      ? { message: `${ORIGIN[from]} is not six digits` }
      : {
          message: `the code that SWROLE_PROMPT (${prompt}) gave is not six digits`,
          hint: 'the program must show the question, and print the code that is typed and nothing else',
        },
  'token-command-failed': ({ ending, ...report }) => ({
    message: commandWords(report, `failed: ${endingWords(ending)}`),
    hint: report.hint,
  }),
  'token-command-without-code': (report) => ({
    message: commandWords(report, outputWords(report.outputLines)),
    hint: report.hint,
  }),
  'token-command-timed-out': ({ seconds, ...report }) => ({
    message: commandWords(report, `gave no code within ${seconds} s`),
    hint: report.hint,
  }),
  'spent-code': ({ from, secondsUntilNext, isRepeated }) => ({
    message: `${ORIGIN[from]} was used before, and a code works once`,
    hint: isRepeated ? REPEATED : `the next one comes in ${secondsUntilNext} s`,
  }),
  'refused-code': ({ from, unremembered, isRepeated }) => ({
    message: `AWS refused ${ORIGIN[from]}: it is wrong, expired or already used`,
    hint: isRepeated
      ? REPEATED
      : unremembered === undefined
        ? 'use the next one, and check the clock of the device'
        : `another swrole may have used it, because used codes cannot be remembered: ${describeFolderProblem(unremembered.path, unremembered.code)}; ${diskHint(unremembered.path, unremembered.code)}`,
  }),
};

/** Words for a code that there is not. Exit code 4. */
export function describeMfaError({ details }: MfaError): Message {
  const { message, hint } = WORDS[details.kind](details as never);
  return { exitCode: 4, message, hint };
}

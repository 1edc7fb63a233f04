/** Messages for MFA errors of MFA codes. */

import type { CodeSource, MfaError, MfaErrorDetails } from '../mfa/errors.ts';
import { PROMPT_WORDS } from '../mfa/question.ts';
import { describeEnding } from '../process/run-child.ts';
import type { CommandReport } from '../terminal/secret-command.ts';
import { nearestName } from '../util/text.ts';
import { describeFolderProblem, diskHint } from './files.ts';
import { formatLocation, type Message } from './message.ts';

type Wording = Omit<Message, 'exitCode' | 'hint'> & { readonly hint?: string | undefined };

const ORIGIN: Record<CodeSource, string> = {
  flag: 'the code of --token',
  generate_token: 'the code that generate_token gave',
  terminal: 'the code',
  dialog: 'the code',
  function: 'what the code function gave',
};

type NoPrompt = Extract<MfaErrorDetails, { kind: 'no-way-to-ask' }>;

const NO_PROMPT_REASONS: Record<NoPrompt['reason'], string> = {
  'no-prompt': 'and --no-prompt forbids to ask for it',
  'no-terminal': 'and there is no terminal to ask for it',
  background: 'and a job in the background cannot ask for it',
  'no-dialog': 'and no dialog to ask for it can be shown',
};

/** Why swrole cannot ask for a code; names `SWROLE_PROMPT` if it is a cause. */
function describeNoPrompt({ reason, prompt }: NoPrompt): string {
  if (prompt === undefined) return NO_PROMPT_REASONS[reason];
  const setting = `SWROLE_PROMPT=${prompt}`;
  if (reason === 'no-prompt') return `and ${setting} forbids to ask for it`;
  if (reason !== 'no-dialog') return `${NO_PROMPT_REASONS[reason]}; ${setting} allows no dialog`;
  return prompt.toLowerCase() === 'gui'
    ? `${NO_PROMPT_REASONS[reason]}; ${setting} allows nothing else`
    : `and ${setting} cannot be started to ask for it`;
}

/** `gui` fails without a display; another value that cannot be started may be a typo. */
function noPromptHint({ profile, reason, prompt }: NoPrompt): string {
  const usual = `run 'swrole login ${profile}' in a terminal first, or set generate_token`;
  if (reason !== 'no-dialog' || prompt === undefined || PROMPT_WORDS.includes(prompt.toLowerCase()))
    return usual;
  const nearest = nearestName(prompt, PROMPT_WORDS);
  const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return `SWROLE_PROMPT takes tty, gui, none, a program or a command line${meant}`;
}

function describeOutput(lines: number): string {
  if (lines === 0) return 'gave no code: it printed nothing';
  if (lines === 1) return 'gave no code: its one line is not six digits alone';
  return `gave no code: its ${lines} lines do not hold one code, which is a line of six digits alone`;
}

function describeCommand({ program, at, said }: CommandReport, problem: string): string {
  const where = `${formatLocation(at)}: generate_token (${program}) ${problem}`;
  return said === undefined ? where : `${where}: ${said}`;
}

const REPEATED =
  'generate_token gave the same code again when the next one was due; its command must give a new code each time';

const MESSAGES: {
  [Kind in MfaErrorDetails['kind']]: (details: Extract<MfaErrorDetails, { kind: Kind }>) => Wording;
} = {
  'no-way-to-ask': (details) => ({
    message: `profile '${details.profile}' needs a code, ${describeNoPrompt(details)}`,
    hint: noPromptHint(details),
  }),
  cancelled: ({ profile, dialog }) => ({
    message: `cancelled: no code for profile '${profile}'${
      dialog === undefined
        ? ''
        : `; SWROLE_PROMPT (${dialog.program}) ended with ${describeEnding(dialog.ending)}`
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
    message: describeCommand(report, `failed: ${describeEnding(ending)}`),
    hint: report.hint,
  }),
  'token-command-without-code': (report) => ({
    message: describeCommand(report, describeOutput(report.outputLines)),
    hint: report.hint,
  }),
  'token-command-timed-out': ({ seconds, ...report }) => ({
    message: describeCommand(report, `gave no code within ${seconds} s`),
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

/** Describes why there is no code. Exit code 4. */
export function describeMfaError({ details }: MfaError): Message {
  const { message, hint } = MESSAGES[details.kind](details as never);
  return { exitCode: 4, message, hint };
}

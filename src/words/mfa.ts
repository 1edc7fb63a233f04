import type { CodeOrigin, CommandReport, MfaError, MfaFact } from '../mfa/mfa-error.ts';
import type { CommandEnding } from '../run/run-child.ts';
import { OTHER_CACHE } from './disk.ts';
import { placeWords } from './place.ts';
import type { Words } from './words.ts';

type Wording = Omit<Words, 'exitCode' | 'hint'> & { readonly hint?: string };

const ORIGIN: Record<CodeOrigin, string> = {
  flag: 'the code of --token',
  generate_token: 'the code that generate_token gave',
  terminal: 'the code',
  dialog: 'the code',
};

const NO_WAY: Record<Extract<MfaFact, { kind: 'no-way-to-ask' }>['reason'], string> = {
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

function commandWords({ program, at, said }: CommandReport, problem: string): string {
  const where = `${placeWords(at)}: generate_token (${program}) ${problem}`;
  return said === undefined ? where : `${where}: ${said}`;
}

const WORDS: { [Kind in MfaFact['kind']]: (fact: Extract<MfaFact, { kind: Kind }>) => Wording } = {
  'no-way-to-ask': ({ profile, reason }) => ({
    message: `profile '${profile}' needs a code, ${NO_WAY[reason]}`,
    hint: `run 'swrole login ${profile}' in a terminal first, or set generate_token`,
  }),
  cancelled: ({ profile }) => ({ message: `cancelled: no code for profile '${profile}'` }),
  'timed-out': ({ profile, waitingFor, seconds }) => ({
    message:
      waitingFor === 'answer'
        ? `nobody answered the question for a code of profile '${profile}' within ${seconds} s`
        : `another swrole has used the MFA device of profile '${profile}' for ${seconds} s`,
  }),
  'invalid-code': ({ from }) => ({ message: `${ORIGIN[from]} is not six digits` }),
  'token-command-failed': ({ ending, ...report }) => ({
    message: commandWords(report, `failed: ${endingWords(ending)}`),
  }),
  'token-command-without-code': (report) => ({
    message: commandWords(
      report,
      `gave no code: of its ${report.outputLines} lines not one is six digits alone`,
    ),
  }),
  'token-command-timed-out': ({ seconds, ...report }) => ({
    message: commandWords(report, `gave no code within ${seconds} s`),
  }),
  'spent-code': ({ from, secondsUntilNext }) => ({
    message: `${ORIGIN[from]} was used before, and a code works once`,
    hint: `the next one comes in ${secondsUntilNext} s`,
  }),
  'refused-code': ({ from, unremembered }) => ({
    message: `AWS refused ${ORIGIN[from]}: it is wrong, expired or already used`,
    hint:
      unremembered === undefined
        ? 'use the next one, and check the clock of the device'
        : `another swrole may have used it, because used codes cannot be remembered (${unremembered}): ${OTHER_CACHE}`,
  }),
};

/** Words for a code that there is not. Exit code 4. */
export function mfaWords({ fact }: MfaError): Words {
  const { message, hint } = WORDS[fact.kind](fact as never);
  return { exitCode: 4, message, hint };
}

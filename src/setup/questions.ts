/** The questions of `swrole setup` about a new role, each a dialog as data; `new-role.ts` asks them. */

import { InterruptedError, UsageError } from '../cli/errors.ts';
import { roleArnProblem, roleOfSession } from '../config/find-profile.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import {
  type Ask,
  type Dialog,
  type Ending,
  editText,
  endingOf,
  type Size,
  type Step,
} from '../terminal/dialog.ts';
import { type Choice, type Picker, picker } from '../terminal/picker.ts';
import { type Style, truncate, truncateLeft, truncateLines } from '../ui/format.ts';
import { MFA_SERIAL, SECURITY_KEY_ARN } from '../util/aws-limits.ts';
import { shownValue } from '../util/secret-text.ts';
import { safeText } from '../util/text.ts';

/**
 * The answer to a dialog.
 *
 * @throws ConfigEditError `left`, InterruptedError
 */
export function answerOrThrow<Answer extends object>(answer: Answer | Ending): Answer {
  if (answer === 'left') throw new ConfigEditError({ kind: 'left' });
  if (answer === 'interrupted') throw new InterruptedError('SIGINT');
  return answer;
}

/**
 * The answer to a dialog.
 *
 * @param ask `undefined` where swrole cannot ask: then `missing` is the error, and `flag` its hint
 * @throws UsageError, ConfigEditError `left`, InterruptedError
 */
export async function answerTo<State extends object, Answer extends object>(
  ask: Ask | undefined,
  dialog: Dialog<State, Answer>,
  missing: string,
  flag: string,
): Promise<Answer> {
  if (ask === undefined) throw new UsageError(missing, flag);
  return answerOrThrow(await ask(dialog));
}

// A question for a text. It shows at once what is wrong with an answer, and the user can edit it.

/** The typed text, and what is wrong with the last submitted one. */
export interface TextState {
  readonly text: string;
  readonly problem: string | undefined;
}

/** An object, so that a text such as `left` is not taken for an ending. */
export interface TypedText {
  readonly text: string;
}

/** What is asked. */
interface TextOptions {
  readonly title: string;
  /** The answer for an empty text. */
  readonly proposal?: string;
  /** Shown below the question. */
  readonly note?: string;
  /** Shows neither the text nor its length once it is given; while it is typed, a dot for each character. */
  readonly isSecret?: boolean;
  /** What is wrong with an answer; `undefined` for a good one. */
  problemOf(text: string): string | undefined;
}

const KEYS = 'Enter: take; Esc: leave';

/** The dialog that asks for a text. */
export function textQuestion(options: TextOptions): Dialog<TextState, TypedText> {
  const { title, proposal = '', problemOf, isSecret } = options;
  const submit = (state: TextState): Step<TextState, TypedText> => {
    const text = state.text.trim() || proposal;
    const problem = problemOf(text);
    return problem === undefined ? { picked: { text } } : { ...state, problem };
  };
  return {
    start: { text: '', problem: undefined },
    press: (state, key) => (key === '\r' || key === '\n' ? submit(state) : pressKey(state, key)),
    lines: (state, size, style) => textLines(state, options, size, style),
    summary: ({ text }) => `${title}: ${isSecret ? '(not shown)' : text || 'none'}`,
  };
}

function pressKey(state: TextState, key: string): Step<TextState, TypedText> {
  const ending = endingOf(key);
  if (ending) return { picked: ending };
  const text = editText(state.text, key);
  return text === undefined ? state : { text, problem: undefined };
}

function textLines(
  { text, problem }: TextState,
  { title, proposal, note, isSecret }: TextOptions,
  { columns }: Size,
  style: Style,
): string[] {
  const width = columns - 1;
  const before = proposal ? `${title} [${safeText(proposal)}]` : title;
  const shown = isSecret ? '•'.repeat([...text].length) : safeText(text);
  const question = truncateLeft(`${before}: ${shown}`, width);
  const wrapped = (line: string | undefined) =>
    line === undefined ? [] : truncateLines(safeText(line), width);
  return [
    question,
    ...wrapped(problem).map(style.yellow),
    ...wrapped(note).map(style.dim),
    style.dim(truncate(KEYS, width)),
  ];
}

/**
 * The question for one of several choices, with what else there is to say about each.
 *
 * @param choices at least one
 */
export function choicePicker(
  choices: readonly Choice[],
  title: string,
): Dialog<Picker<Choice>, Choice> {
  return picker(choices, {
    title,
    cells: ({ name, also }, style, isMarked) => {
      const paint = isMarked ? style.bold : undefined;
      return [
        { text: name, paint },
        { text: also, paint },
      ];
    },
    dispensable: [],
  });
}

// The questions, in their order.

/** The question for the role. */
export function roleArnQuestion(): Dialog<TextState, TypedText> {
  return textQuestion({
    title: 'Role ARN',
    note: 'such as arn:aws:iam::123456789012:role/NAME; the IAM console shows it under Roles',
    problemOf: (text) => (text === '' ? 'type or paste the ARN' : describeArnProblem(text)),
  });
}

/** What is wrong with the ARN of a role; `undefined` for a good one. */
export function describeArnProblem(text: string): string | undefined {
  const problem = roleArnProblem(text);
  if (problem === undefined) return undefined;
  const meant = roleOfSession(text);
  const instead = meant !== undefined && shownValue(meant) === meant;
  return `this is no ARN of a role: ${problem}${instead ? `; did you mean ${meant}?` : ''}`;
}

/** Where the console shows the devices of a user. */
const IN_CONSOLE =
  'the IAM console shows it under Users, NAME, Security credentials, Multi-factor authentication (MFA), as the identifier';

/** The same, for an error. */
export const whereDevices = (user: string) => IN_CONSOLE.replace('NAME', user);

/** The question for a device that could not be found out. */
export function deviceQuestion(
  user: string,
  account: string,
  partition: string,
): Dialog<TextState, TypedText> {
  const example = `arn:${partition}:iam::${account}:mfa/${user}`;
  return textQuestion({
    title: 'MFA device',
    note: `such as ${example}: ${whereDevices(user)}; nothing if you have none`,
    problemOf: (serial) => (serial === '' ? undefined : serialProblem(serial)),
  });
}

/** What is wrong with the serial of a device; `undefined` for a good one. */
export function serialProblem(serial: string): string | undefined {
  if (SECURITY_KEY_ARN.test(serial))
    return 'a security key or passkey has no code to show, and AWS wants one: use an authenticator app';
  return MFA_SERIAL.test(serial)
    ? undefined
    : 'this is no ARN of an MFA device, and no serial number of a hardware one';
}

/** The choice between several devices. */
export function devicePicker(serials: readonly string[]): Dialog<Picker<Choice>, Choice> {
  return choicePicker(
    serials.map((name) => ({ name, also: '' })),
    'MFA device',
  );
}

/** The choice between several sources, such as two profiles with keys. */
export function sourcePicker(sources: readonly Choice[]): Dialog<Picker<Choice>, Choice> {
  return choicePicker(sources, 'Who assumes the role');
}

/** The value of `mfa_session` that is offered. */
const OFFERED_SESSION = '12h';

/** The choice whether one code is for all roles. */
export function sessionPicker(): Dialog<Picker<Choice>, Choice> {
  return choicePicker(
    [
      {
        name: OFFERED_SESSION,
        also: 'mfa_session: one code opens all roles of this device for 12 hours',
      },
      { name: 'off', also: 'a code for each role, once an hour' },
    ],
    'One code for all roles',
  );
}

/** The last question. */
export function confirmation(
  title = 'Write them',
  also = 'write these lines',
): Dialog<Picker<Choice>, Choice> {
  return choicePicker(
    [
      { name: 'yes', also },
      { name: 'no', also: 'leave everything as it is' },
    ],
    title,
  );
}

/**
 * A code from a person: on the terminal, or by a dialog where there is none. The terminal is looked for at
 * each question anew, because a job can be moved to the background in between.
 */
import { type Ask, askForCode, type Fault } from './ask-for-code.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import { askByDialog } from './askpass.ts';
import { type Doors, deadlineSignal, timeLeft } from './doors.ts';
import type { MfaCode } from './mfa-code.ts';
import { MfaError } from './mfa-error.ts';
import { type PromptSetting, promptSetting } from './prompt-setting.ts';
import type { MfaQuestion } from './question.ts';
import type { NoTerminal } from './terminal.ts';

/** A code and where it came from. */
export interface AskedCode {
  readonly code: MfaCode;
  readonly from: 'terminal' | 'dialog';
}

/** What to ask, and what else than its form makes an answer unusable. */
export interface PersonQuestion {
  readonly question: MfaQuestion;
  /** `false` for `--no-prompt`. */
  readonly mayAsk: boolean;
  fault(code: MfaCode, from: 'terminal' | 'dialog'): Fault | undefined;
}

/**
 * Asks a person for a code, until the deadline.
 *
 * @param remark what to say before the question
 * @throws MfaError `no-way-to-ask`, `cancelled`, `timed-out`, `invalid-code`, or the fact of a fault
 */
export async function askPerson(
  asked: PersonQuestion,
  doors: Doors,
  remark?: string,
): Promise<AskedCode> {
  const setting = promptSetting(asked.mayAsk, doors.env);
  const terminal = setting.terminal ? await doors.openTerminal() : undefined;
  if (typeof terminal !== 'object') return askElsewhere(asked, setting, terminal, doors, remark);
  try {
    const ask = askOnTerminal(terminal, asked.question, deadlineSignal(doors));
    return await askedFrom('terminal', ask, asked, doors, remark);
  } finally {
    terminal.close();
  }
}

/** Without a terminal. */
async function askElsewhere(
  asked: PersonQuestion,
  { dialog }: PromptSetting,
  noTerminal: NoTerminal | undefined,
  doors: Doors,
  remark: string | undefined,
): Promise<AskedCode> {
  const { question } = asked;
  const isOwn = dialog !== 'none' && (dialog !== 'built-in' || noTerminal === undefined);
  const reason = isOwn ? 'no-dialog' : (noTerminal ?? 'no-prompt');
  const otherwise = new MfaError({ kind: 'no-way-to-ask', profile: question.profile, reason });
  if (dialog === 'none') throw otherwise;
  const ask = askByDialog(dialog, question, otherwise, doors, deadlineSignal(doors));
  return askedFrom('dialog', ask, asked, doors, remark);
}

async function askedFrom(
  from: AskedCode['from'],
  ask: Ask,
  { question, fault }: PersonQuestion,
  doors: Doors,
  remark: string | undefined,
): Promise<AskedCode> {
  const seconds = Math.round(timeLeft(doors) / 1000);
  const asking = {
    profile: question.profile,
    from,
    seconds,
    fault: (code: MfaCode) => fault(code, from),
  };
  return { code: await askForCode(ask, asking, remark), from };
}

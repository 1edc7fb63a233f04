/**
 * Asks the user for an MFA code: on the terminal, or with a dialog if there is no terminal. A program that uses swrole as a
 * library can ask instead. Each question looks for the terminal again, because a job can be moved to the background in between.
 */

import { type Instant, isInstant } from '../credentials.ts';
import { MFA } from '../fast-path/paths.ts';
import { DiskError, type PrivateStore, privateStore } from '../storage/private-store.ts';
import type { Answer } from '../terminal/read-line.ts';
import type { NoTerminal, Terminal } from '../terminal/tty.ts';
import { type StopSignal, timeLeft, whyStopped } from '../util/errors.ts';
import { ownLine } from '../util/text.ts';
import { promptByDialog } from './dialog.ts';
import { MfaError } from './errors.ts';
import {
  type AskHost,
  deadlineSignal,
  type MfaCode,
  type MfaDeps,
  type MfaQuestion,
  type Prompt,
  type PromptSetting,
  parseMfaCode,
  promptForCode,
  promptSetting,
  questionLine,
} from './question.ts';
import { type CodeRun, deviceId, type FreshCode, usedFault } from './used-codes.ts';

/**
 * Asks the user for a code that was not sent before, until the deadline.
 *
 * @param remark shown before the question
 * @throws MfaError `no-way-to-ask`, `cancelled`, `timed-out`, `invalid-code`, `spent-code`
 */
export async function promptUser(run: CodeRun, remark?: string): Promise<FreshCode> {
  const { deps, question } = run;
  if (deps.askHost !== undefined) return promptHost(deps.askHost, run, remark);
  const setting = promptSetting(run.mayPrompt, deps.env);
  const terminal = setting.terminal ? await deps.openTerminal() : undefined;
  if (typeof terminal !== 'object') return promptWithoutTerminal(setting, terminal, run, remark);
  const ask = promptOnTerminal(terminal, question, deadlineSignal(deps));
  try {
    const code = await promptForFreshCode('terminal', ask, run, remark);
    await suggestMfaSession(question, terminal, deps);
    return code;
  } finally {
    terminal.close();
  }
}

/** @param noTerminal why the terminal cannot be used; `undefined` if the setting excludes it */
async function promptWithoutTerminal(
  { dialog, variable: prompt }: PromptSetting,
  noTerminal: NoTerminal | undefined,
  run: CodeRun,
  remark: string | undefined,
): Promise<FreshCode> {
  const { deps, question } = run;
  const wantsDialog = typeof dialog === 'object' || (dialog === 'built-in' && !noTerminal);
  const reason = wantsDialog ? 'no-dialog' : (noTerminal ?? 'no-prompt');
  const details = { kind: 'no-way-to-ask', profile: question.profile, reason } as const;
  const noWay = new MfaError(prompt === undefined ? details : { ...details, prompt });
  if (dialog === 'none') throw noWay;
  const ask = promptByDialog(dialog, question, noWay, deps, deadlineSignal(deps));
  return promptForFreshCode(
    'dialog',
    ask,
    run,
    remark,
    typeof dialog === 'object' ? prompt : undefined,
  );
}

/**
 * Asks a function of the program that has swrole inside. The function may compute codes, and would give a used one again at
 * once: swrole waits for the next one before it asks again.
 */
async function promptHost(
  askHost: AskHost,
  run: CodeRun,
  firstRemark: string | undefined,
): Promise<FreshCode> {
  const { profile, role, mfa } = run.question;
  const stop = deadlineSignal(run.deps);
  let last: MfaCode | undefined;
  const ask: Prompt = async (remark) => {
    const fault = last && usedFault(last, 'function', run);
    if (fault) await run.waitForNextCode('this code was used before', fault.details);
    const why = fault ? 'this code was used before' : remark;
    const question = { profile, role: role?.arn, device: mfa.serial, remark: why };
    const answer = await answerOrStop(askHost(question), stop);
    last = typeof answer === 'object' ? parseMfaCode(answer.text) : undefined;
    return answer;
  };
  return promptForFreshCode('function', ask, run, firstRemark);
}

/** The answer, `cancelled` if the function fails, or why swrole no longer waits for it. */
function answerOrStop(given: Promise<string>, stop: StopSignal): Promise<Answer> {
  return new Promise((resolve) => {
    given.then(
      (text) => resolve({ text }),
      () => resolve('cancelled'),
    );
    stop.addEventListener('abort', () => resolve(whyStopped(stop)), { once: true });
    if (stop.aborted) resolve(whyStopped(stop));
  });
}

type AskedWay = 'terminal' | 'dialog' | 'function';

async function promptForFreshCode(
  from: AskedWay,
  ask: Prompt,
  run: CodeRun,
  remark: string | undefined,
  prompt?: string,
): Promise<FreshCode> {
  const code = await promptForCode(
    logged(ask, from, run),
    {
      from,
      prompt,
      profile: run.question.profile,
      seconds: Math.round(timeLeft(run.deps) / 1000),
      fault: (typed) => usedFault(typed, from, run),
    },
    remark,
  );
  return { code, from };
}

const ASKED_BY: Readonly<Record<AskedWay, string>> = {
  terminal: 'on the terminal',
  dialog: 'by a dialog',
  function: 'by the code function',
};

function logged(ask: Prompt, from: AskedWay, { deps }: CodeRun): Prompt {
  const by = ASKED_BY[from];
  return async (remark) => {
    const since = deps.now();
    deps.debug(`code: asking ${by}`);
    const answer = await ask(remark);
    const how = typeof answer === 'object' ? 'answered' : answer;
    deps.debug(`code: ${how} after ${deps.now() - since} ms`);
    return answer;
  };
}

/**
 * Asks on the terminal. The question names profile, role, account and device on its own line, so that the user sees at once
 * what the code is for.
 *
 * @param stop at the deadline; the terminal then shows a message, because the user may look only later
 */
function promptOnTerminal(terminal: Terminal, question: MfaQuestion, stop: StopSignal): Prompt {
  return async (remark) => {
    if (remark !== undefined) await terminal.say(ownLine(remark));
    const answer = await terminal.ask(`${questionLine(question)}: `, stop);
    if (answer === 'timed-out') await terminal.say(ownLine('timed out'));
    return answer;
  };
}

// Suggests `mfa_session` to users who type codes often: with it, one code serves for hours. The hint appears when swrole asks
// a second time within an hour for the same device, and at most once an hour.

const HOUR = 60 * 60 * 1000;

/** When swrole last asked and last gave the hint, as the file stores it: milliseconds since the epoch, 0 for never. */
interface HintRecord {
  readonly asked: number;
  readonly told: number;
}

function parse(text: string | undefined): HintRecord {
  try {
    const { asked, told } = JSON.parse(text ?? '');
    return { asked: instantOf(asked), told: instantOf(told) };
  } catch {
    return { asked: 0, told: 0 };
  }
}

/** Anything else than an instant means never. */
function instantOf(value: unknown): Instant {
  return isInstant(value) && value > 0 ? value : 0;
}

const fileName = (serial: string) => `${deviceId(serial)}-asked.json`;

/** When swrole last asked for a code of the device on a terminal, if known. */
export function lastAsked(store: PrivateStore, serial: string): Instant | undefined {
  return parse(store.read(fileName(serial))).asked || undefined;
}

/**
 * Records that swrole asked on the terminal, and shows the hint if it is due. Not for devices that have a session already.
 * Without a usable disk, nothing is recorded and no hint appears.
 */
export async function suggestMfaSession(
  { mfa, sessionProfile }: MfaQuestion,
  { say }: Pick<Terminal, 'say'>,
  { cache, now }: Pick<MfaDeps, 'cache' | 'now'>,
): Promise<void> {
  if (sessionProfile === undefined) return;
  const store = privateStore(cache, MFA);
  const name = fileName(mfa.serial);
  const { asked, told } = parse(store.read(name));
  const isDue = now() - asked < HOUR && now() - told >= HOUR;
  if (isDue) await say(ownLine(hint(sessionProfile), 'hint'));
  try {
    store.write(name, JSON.stringify({ asked: now(), told: isDue ? now() : told }));
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
  }
}

function hint(profile: string): string {
  return `mfa_session = 12h in profile '${profile}' lets one code serve every role of this device`;
}

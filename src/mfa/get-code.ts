/**
 * THE FLOW: one call that needs a code. Under the lock of the device: take a code that was never sent, note
 * it, send it; if AWS refuses it, once more with another one.
 *
 * A code is noted before it leaves, so that a swrole which is killed in between cannot send it a second time.
 * There are at most two calls in a run: what AWS does to those who guess is not documented (contract D.3).
 */

import type { CommandLine } from '../config/plan.ts';
import { privateStore } from '../storage/private-store.ts';
import { withTerminal } from '../terminal/tty.ts';
import type { MfaDeps } from './deps.ts';
import { withDeviceLock } from './device-lock.ts';
import { MfaError } from './errors.ts';
import { promptUser } from './prompt.ts';
import { type MfaCode, type MfaQuestion, parseMfaCode } from './question.ts';
import { commandFailure, runTokenCommand } from './token-command.ts';
import {
  type CodeRun,
  type FreshCode,
  freshCode,
  MFA,
  oneWait,
  refusedCode,
  usedCodes,
  usedFault,
} from './used-codes.ts';

/** What the command line says about codes. */
export interface CodeSources {
  /** The value of `-t`, as it was given. */
  readonly given: string | undefined;
  /** Whether a person may be asked: `false` for `--no-prompt`. */
  readonly mayAsk: boolean;
}

/** The call to AWS that carries the code. */
export interface MfaCall<T> {
  send(code: MfaCode): Promise<T>;
  /**
   * What an error of `send` says about the code: AWS refused it, or it certainly never left this machine. All
   * else leaves it spent and the error as it is.
   */
  classifyError(error: unknown): 'refused' | 'not-sent' | 'other';
}

/**
 * Makes the call with a code for its device.
 *
 * @returns what the call returned
 * @throws MfaError; the call's own error unless it was about the code
 */
export async function withMfaCode<T>(
  question: MfaQuestion,
  { given, mayAsk }: CodeSources,
  deps: MfaDeps,
  call: MfaCall<T>,
): Promise<T> {
  return withDeviceLock(question, deps, async () => {
    const { cache, runtime } = deps;
    const spare = privateStore(runtime, MFA);
    const spent = usedCodes(privateStore(cache, MFA), question.mfa.serial, spare);
    const waitForNextCode = oneWait(question.profile, deps);
    const run = { question, mayAsk, deps, spent, waitForNextCode };
    const first = await getCode(given, run);
    const answer = await markUsed(first, run, call);
    if (answer !== REFUSED) return answer;
    const second = await getAnotherCode(first, run);
    const secondAnswer = await markUsed(second, run, call);
    if (secondAnswer !== REFUSED) return secondAnswer;
    throw new MfaError(refusedCode(second.from, run));
  });
}

const REFUSED = Symbol('refused');

async function markUsed<T>(
  { code }: FreshCode,
  { spent, deps }: CodeRun,
  call: MfaCall<T>,
): Promise<T | typeof REFUSED> {
  const takeBack = spent.add(code, deps.now());
  try {
    return await call.send(code);
  } catch (error) {
    const verdict = call.classifyError(error);
    if (verdict === 'not-sent') takeBack();
    if (verdict !== 'refused') throw error;
    deps.debug('code: AWS refused it');
    return REFUSED;
  }
}

// The order in which codes are looked for: `-t`, else `generate_token`, else a person. None of them has been
// sent before. Whatever is not on `-t` can be had twice, because AWS may refuse the first.

/**
 * The first code of a run.
 *
 * @param given the value of `-t`
 * @throws MfaError when there is none
 */
async function getCode(given: string | undefined, run: CodeRun): Promise<FreshCode> {
  if (given !== undefined) return givenCode(given, run);
  const command = run.question.mfa.generateToken;
  return command ? generatedCode(command, run) : promptUser(run);
}

function givenCode(given: string, run: CodeRun): FreshCode {
  const code = parseMfaCode(given);
  if (code === undefined) throw new MfaError({ kind: 'invalid-code', from: 'flag' });
  run.deps.debug('code: from --token');
  return freshCode(code, 'flag', run);
}

/**
 * Another code from the same place, after AWS refused one.
 *
 * @throws MfaError `refused-code` where there cannot be another
 */
async function getAnotherCode({ from, code }: FreshCode, run: CodeRun): Promise<FreshCode> {
  const refused = refusedCode(from, run);
  const command = run.question.mfa.generateToken;
  if (from === 'flag') throw new MfaError(refused);
  if (from !== 'generate_token' || !command)
    return promptUser(run, 'wrong, expired or already used');
  await run.waitForNextCode('AWS refused the code', refused);
  return generatedCode(command, { ...run, refused: code });
}

/**
 * A code from the token command. One that was sent before is waited out, and the command is run once more;
 * where the command fails, a person stands in for it if there is one to ask.
 *
 * @throws MfaError the command's failure if there is no way to ask
 */
async function generatedCode(line: CommandLine, run: CodeRun): Promise<FreshCode> {
  try {
    return await generatedFresh(line, run);
  } catch (error) {
    const remark = commandFailure(error);
    if (remark === undefined) throw error;
    return promptUser(run, remark).catch((why) => {
      throw isNoWayToAsk(why) ? error : why;
    });
  }
}

async function generatedFresh(line: CommandLine, run: CodeRun): Promise<FreshCode> {
  const from = 'generate_token';
  const code = await generated(line, run);
  const fault = usedFault(code, from, run);
  if (!fault) return { code, from };
  if (code === run.refused) throw new MfaError({ ...refusedCode(from, run), isRepeated: true });
  await run.waitForNextCode('this code was used before', fault.fact);
  const next = await generated(line, run);
  const again = usedFault(next, from, run);
  if (!again) return { code: next, from };
  throw new MfaError(next === code ? { ...again.fact, isRepeated: true } : again.fact);
}

function generated(line: CommandLine, { question, deps }: CodeRun): Promise<MfaCode> {
  return withTerminal(deps, (terminal) => runTokenCommand(question, line, terminal, deps));
}

function isNoWayToAsk(error: unknown): boolean {
  return error instanceof MfaError && error.details.kind === 'no-way-to-ask';
}

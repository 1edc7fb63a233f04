/**
 * Makes one call to AWS with an MFA code: locks the device, gets a code that was never sent, records it, sends it. If AWS
 * refuses the code, tries once more with another one.
 *
 * A code is recorded before it is sent, so that a swrole that is killed in between cannot send it a second time. A run makes
 * at most two calls: AWS does not document what it does after many wrong codes (contract D.3).
 */

import type { CommandLine } from '../config/plan-calls.ts';
import { DEVICE_LOCK, MFA } from '../fast-path/paths.ts';
import { describeEnding } from '../process/run-child.ts';
import { privateStore } from '../storage/private-store.ts';
import { namedLock, takeTurns } from '../storage/take-turns.ts';
import type { Environment } from '../system.ts';
import {
  MFA_SERIAL,
  runSecretCommand,
  type SecretCommandFailure,
  secretEnvironment,
} from '../terminal/secret-command.ts';
import { type Terminal, withTerminal } from '../terminal/tty.ts';
import { safeText } from '../util/text.ts';
import { MfaError, type MfaErrorDetails } from './errors.ts';
import { promptUser } from './prompt.ts';
import {
  assertNotInterrupted,
  findMfaCode,
  type MfaCode,
  type MfaDeps,
  type MfaQuestion,
  parseMfaCode,
  pause,
} from './question.ts';
import {
  type CodeRun,
  createSingleWait,
  deviceId,
  type FreshCode,
  freshCode,
  openUsedCodes,
  refusedCode,
  usedFault,
} from './used-codes.ts';

/** What the command line says about codes. */
export interface CodeSources {
  /** The value of `-t`, as it was given. */
  readonly given: string | undefined;
  /** Whether swrole may ask the user: `false` for `--no-prompt`. */
  readonly mayPrompt: boolean;
}

/** The call to AWS that carries the code. */
export interface MfaCall<T> {
  send(code: MfaCode): Promise<T>;
  /**
   * What an error of `send` means for the code: AWS refused it, or it certainly never left this machine. After any other
   * error the code stays used, and the error is thrown as it is.
   */
  classifyError(error: unknown): 'refused' | 'not-sent' | 'other';
}

/**
 * Makes the call with a code of the device.
 *
 * @returns the result of the call
 * @throws MfaError; the call's own error unless it was about the code
 */
export async function withMfaCode<T>(
  question: MfaQuestion,
  { given, mayPrompt }: CodeSources,
  deps: MfaDeps,
  call: MfaCall<T>,
): Promise<T> {
  return withDeviceLock(question, deps, async () => {
    const { cache, runtime } = deps;
    const fallback = privateStore(runtime, MFA);
    const store = privateStore(cache, MFA, Infinity, (path, why) =>
      deps.debug(`${path} is not used: ${why}`),
    );
    const codes = openUsedCodes(store, question.mfa.serial, fallback);
    const waitForNextCode = createSingleWait(question.profile, deps);
    const run = { question, mayPrompt, deps, usedCodes: codes, waitForNextCode };
    const first = await getCode(given, run);
    const answer = await sendCode(first, run, call);
    if (answer !== REFUSED) return answer;
    const second = await getAnotherCode(first, run);
    const secondAnswer = await sendCode(second, run, call);
    if (secondAnswer !== REFUSED) return secondAnswer;
    throw new MfaError(refusedCode(second.from, run));
  });
}

const REFUSED = Symbol('refused');

/** Records the code as used, then sends it. */
async function sendCode<T>(
  { code }: FreshCode,
  { usedCodes, deps }: CodeRun,
  call: MfaCall<T>,
): Promise<T | typeof REFUSED> {
  const undo = usedCodes.add(code, deps.now());
  try {
    return await call.send(code);
  } catch (error) {
    const meaning = call.classifyError(error);
    if (meaning === 'not-sent') undo();
    if (meaning !== 'refused') throw error;
    deps.debug('code: AWS refused it');
    return REFUSED;
  }
}

// Where codes come from: `-t`, else `generate_token`, else the user. `-t` gives one code; the others can give a second
// one if AWS refuses the first.

/**
 * The first code of a run, never sent before.
 *
 * @param given the value of `-t`
 * @throws MfaError when there is none
 */
async function getCode(given: string | undefined, run: CodeRun): Promise<FreshCode> {
  if (given !== undefined) return givenCode(given, run);
  const command = run.question.mfa.generateToken;
  return command ? codeFromCommand(command, run) : promptUser(run);
}

function givenCode(given: string, run: CodeRun): FreshCode {
  const code = parseMfaCode(given);
  if (code === undefined) throw new MfaError({ kind: 'invalid-code', from: 'flag' });
  run.deps.debug('code: from --token');
  return freshCode(code, 'flag', run);
}

/**
 * Another code from the same source, after AWS refused one.
 *
 * @throws MfaError `refused-code` if the source cannot give another one
 */
async function getAnotherCode({ from, code }: FreshCode, run: CodeRun): Promise<FreshCode> {
  const refused = refusedCode(from, run);
  const command = run.question.mfa.generateToken;
  if (from === 'flag') throw new MfaError(refused);
  if (from !== 'generate_token' || !command)
    return promptUser(run, 'wrong, expired or already used');
  await run.waitForNextCode('AWS refused the code', refused);
  return codeFromCommand(command, { ...run, refused: code });
}

/**
 * A code from the token command; if the command fails, from the user instead.
 *
 * @throws MfaError the command's failure if there is no way to ask the user
 */
async function codeFromCommand(line: CommandLine, run: CodeRun): Promise<FreshCode> {
  try {
    return await freshGeneratedCode(line, run);
  } catch (error) {
    const remark = commandFailure(error);
    if (remark === undefined) throw error;
    return promptUser(run, remark).catch((promptError) => {
      throw isNoWayToAsk(promptError) ? error : promptError;
    });
  }
}

/** Runs the command; if its code was sent before, waits for the next code and runs the command once more. */
async function freshGeneratedCode(line: CommandLine, run: CodeRun): Promise<FreshCode> {
  const from = 'generate_token';
  const code = await generateCode(line, run);
  const fault = usedFault(code, from, run);
  if (fault === undefined) return { code, from };
  if (code === run.refused) throw new MfaError({ ...refusedCode(from, run), isRepeated: true });
  await run.waitForNextCode('this code was used before', fault.details);
  const next = await generateCode(line, run);
  const nextFault = usedFault(next, from, run);
  if (nextFault === undefined) return { code: next, from };
  throw new MfaError(
    next === code ? { ...nextFault.details, isRepeated: true } : nextFault.details,
  );
}

function generateCode(line: CommandLine, { question, deps }: CodeRun): Promise<MfaCode> {
  return withTerminal(deps, (terminal) => runTokenCommand(question, line, terminal, deps));
}

function isNoWayToAsk(error: unknown): boolean {
  return error instanceof MfaError && error.details.kind === 'no-way-to-ask';
}

// One swrole at a time uses an MFA device, from before it gets a code until STS has answered: two roles behind one device
// need two codes, and the user should see one question at a time.

/**
 * Runs `work` while no other swrole uses the device of the question.
 *
 * @throws MfaError `timed-out` when the device is not free by the deadline; `cancelled`
 */
async function withDeviceLock<T>(
  { profile, mfa: { serial } }: MfaQuestion,
  deps: MfaDeps,
  work: () => Promise<T>,
): Promise<T> {
  const since = deps.now();
  const lock = namedLock(deps, DEVICE_LOCK + deviceId(serial), `${profile}: device ${serial}`);
  const sleep = (milliseconds: number) => pause(deps, profile, milliseconds);
  const done = await takeTurns(
    lock,
    { ...deps, sleep },
    async (held) => held && { result: await work() },
  );
  if (done !== undefined) return done.result;
  const seconds = Math.round((deps.now() - since) / 1000);
  throw new MfaError({ kind: 'timed-out', profile, waitingFor: 'device', seconds });
}

// Runs `generate_token`: the user's command line that prints the code.

/**
 * Runs the token command.
 *
 * @param terminal for the command's stdin and stderr; swrole is in its foreground
 * @returns the code, if the command ended with status 0 and wrote one
 * @throws MfaError `token-command-failed`, `token-command-without-code`, `token-command-timed-out` (after 45 s or at the
 *   deadline), `cancelled`
 */
export async function runTokenCommand(
  question: MfaQuestion,
  line: CommandLine,
  terminal: Terminal | undefined,
  deps: MfaDeps,
): Promise<MfaCode> {
  const env = commandEnvironment(deps.env, question);
  const command = { line, key: 'generate_token', subject: 'code', env, parse: parseOutput };
  const run = await runSecretCommand(command, terminal, deps);
  if ('value' in run) return run.value;
  assertNotInterrupted(deps, question.profile);
  throw new MfaError(failureDetails(run, question));
}

function parseOutput({ stdout }: { readonly stdout: string }) {
  const value = findMfaCode(stdout);
  return value === undefined ? 'holds no code' : { value };
}

function failureDetails(
  { ending, problem, seconds, report }: SecretCommandFailure,
  { profile }: MfaQuestion,
): MfaErrorDetails {
  if (ending === 'cancelled') return { kind: 'cancelled', profile };
  if (ending === 'timed-out') return { kind: 'token-command-timed-out', seconds, ...report };
  if (problem !== undefined) return { kind: 'token-command-without-code', ...report };
  return { kind: 'token-command-failed', ending, ...report };
}

/**
 * Why swrole asks the user although there is a token command.
 *
 * @returns `undefined` for errors that asking cannot solve: cancelled, timed out, or not about the command
 */
function commandFailure(error: unknown): string | undefined {
  const details = error instanceof MfaError ? error.details : undefined;
  if (details?.kind === 'token-command-without-code')
    return `generate_token (${safeText(details.program)}) gave no code`;
  if (details?.kind !== 'token-command-failed') return undefined;
  return `generate_token (${safeText(details.program)}) failed: ${describeEnding(details.ending)}`;
}

/** The environment of a token command: no identity, its context, and the mark against recursion. */
export function commandEnvironment(env: Environment, { profile, mfa }: MfaQuestion): Environment {
  return { ...secretEnvironment(env, profile), [MFA_SERIAL]: mfa.serial };
}

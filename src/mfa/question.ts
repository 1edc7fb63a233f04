/**
 * The question for an MFA code: its text, the ways to ask it (`SWROLE_PROMPT`), what counts as an answer, and what asking needs
 * from outside.
 */
import type { Mfa, RoleArn } from '../config/plan-calls.ts';
import type { Instant } from '../credentials.ts';
import { programName } from '../process/run-child.ts';
import type { Cache } from '../storage/private-store.ts';
import type { Environment, Reporter, System } from '../system.ts';
import type { Answer } from '../terminal/read-line.ts';
import type { NoTerminal, Terminal } from '../terminal/tty.ts';
import { type StopSignal, stopSignal, timeLeft } from '../util/errors.ts';
import { ownLine, safeText } from '../util/text.ts';
import { MfaError, type MfaErrorDetails } from './errors.ts';

/** What a code is for; the question must show at a glance which program asks, and why (security.md section 4). */
export interface MfaQuestion {
  /** The requested profile. */
  readonly profile: string;
  /** `undefined` when the code is for an MFA session that serves many roles. */
  readonly role: RoleArn | undefined;
  readonly mfa: Mfa;
  /** The profile in which `mfa_session` would avoid later questions; `undefined` if it is set already. */
  readonly sessionProfile: string | undefined;
}

/** The question for a program that has swrole inside, which asks its user itself. */
export interface HostQuestion {
  readonly profile: string;
  /** The role's ARN; as in {@link MfaQuestion}. */
  readonly role: string | undefined;
  /** The serial of the device. */
  readonly device: string;
  /** Why swrole asks, or asks again. */
  readonly remark: string | undefined;
}

/** Lets that program ask. Rejects if it gives no code. */
export type AskHost = (question: HostQuestion) => Promise<string>;

/** No AWS name is longer; a longer text would push the question off the screen. */
const LONGEST_NAME = 128;

function shortName(value: string): string {
  return safeText(value).slice(0, LONGEST_NAME);
}

/** `team/member` for `arn:aws:iam::000000000000:mfa/team/member`; a hardware serial stays as it is. */
function deviceName(serial: string): string {
  return shortName(serial.replace(/^arn:.*?:mfa\//, ''));
}

/** The question in one line, safe for a terminal; it starts with a word, so that no program reads it as a flag. */
export function questionLine({ profile, role, mfa }: MfaQuestion): string {
  const device = `device ${deviceName(mfa.serial)}`;
  const what = role
    ? `role ${shortName(role.roleName)} in ${shortName(role.accountId)}, ${device}`
    : device;
  return ownLine(`MFA code for ${shortName(profile)} (${what})`);
}

// How swrole may ask the user: `--no-prompt` and `SWROLE_PROMPT`.
//
// If the variable is unset, swrole asks on the terminal; without a terminal, with a built-in dialog if there seems to be a
// desktop user. `tty` (or `terminal`) allows only the terminal, `gui` only the dialog, `none` neither. The name of a
// built-in dialog selects it. Anything else is a program like SSH_ASKPASS, or a command line, instead of the dialog.

/** The built-in dialogs by the names of their programs. */
const DIALOG_NAMES = ['zenity', 'kdialog', 'osascript'] as const;

/** One of the built-in dialogs. */
export type DialogName = (typeof DIALOG_NAMES)[number];

/** The allowed ways to ask; the terminal comes before the dialog. */
export interface PromptSetting {
  readonly terminal: boolean;
  /** `command`: a program or a command line to run instead of a built-in dialog. */
  readonly dialog:
    | 'none'
    | 'built-in'
    | { readonly builtIn: DialogName }
    | { readonly command: string };
  /** The value of `SWROLE_PROMPT`, only the program of a command line; `undefined` if it is unset or ignored. */
  readonly variable: string | undefined;
}

type Ways = Pick<PromptSetting, 'terminal' | 'dialog'>;

const NO_WAY: Ways = { terminal: false, dialog: 'none' };
const TERMINAL: Ways = { terminal: true, dialog: 'none' };
const BY_NAME: ReadonlyMap<string, Ways> = new Map<string, Ways>([
  ['none', NO_WAY],
  ['tty', TERMINAL],
  ['terminal', TERMINAL],
  ['gui', { terminal: false, dialog: 'built-in' }],
  ...DIALOG_NAMES.map((builtIn) => [builtIn, { terminal: true, dialog: { builtIn } }] as const),
]);

/** The values that `SWROLE_PROMPT` accepts besides a command line. */
export const PROMPT_WORDS: readonly string[] = [...BY_NAME.keys()];

/** Over SSH a dialog would open on another user's desktop; in CI there is no desktop user. */
function hasDesktopUser(env: Environment): boolean {
  return !env.SSH_CONNECTION && !env.CI;
}

/**
 * Reads the ways to ask from the flag and the environment.
 *
 * @param mayPrompt `false` for `--no-prompt`
 * @param env an empty variable counts as unset
 */
export function promptSetting(mayPrompt: boolean, env: Environment): PromptSetting {
  if (!mayPrompt) return { ...NO_WAY, variable: undefined };
  const value = env.SWROLE_PROMPT?.trim();
  if (!value) {
    const dialog = hasDesktopUser(env) ? 'built-in' : 'none';
    return { terminal: true, dialog, variable: undefined };
  }
  const ways = BY_NAME.get(value.toLowerCase());
  if (ways !== undefined) return { ...ways, variable: value };
  return { terminal: true, dialog: { command: value }, variable: programName(value) };
}

declare const checked: unique symbol;

/** A code: exactly six digits, as STS accepts them; a text, because many begin with a zero (contract D.8). */
export type MfaCode = string & { readonly [checked]: 'MfaCode' };

const SIX_DIGITS = /^[0-9]{6}$/;

/** Authenticator apps show the digits in two groups, and users copy what they see. */
const TWO_GROUPS = /^([0-9]{3}) ([0-9]{3})$/;

/**
 * Reads a code that the user gave.
 *
 * @param text `123456` or `123 456`, with any white space around it
 * @returns `undefined` for anything else
 */
export function parseMfaCode(text: string): MfaCode | undefined {
  const digits = text.trim().replace(TWO_GROUPS, '$1$2');
  return SIX_DIGITS.test(digits) ? (digits as MfaCode) : undefined;
}

/** `jq .code` and other printers of JSON put the digits in quotes. */
const QUOTED = /^(["'])(.*)\1$/;

/**
 * Finds the code in the output of a token command.
 *
 * @param output a code as `parseMfaCode` takes it, with or without quotes, perhaps among other lines and more than once
 * @returns `undefined` if there is no code, or more than one
 */
export function findMfaCode(output: string): MfaCode | undefined {
  const codes = output
    .split(/\r?\n|\r/)
    .flatMap((line) => parseMfaCode(line.trim().replace(QUOTED, '$2')) ?? []);
  const [code, ...others] = new Set(codes);
  return others.length === 0 ? code : undefined;
}

/**
 * A way to ask the user the question.
 *
 * @param remark shown before the question: why swrole asks, or asks again
 */
export type Prompt = (remark: string | undefined) => Promise<Answer>;

/** What is wrong with an answer: the remark for the user, and the error if no better answer follows. */
export interface Fault {
  readonly remark: string;
  readonly details: MfaErrorDetails;
}

/** How often swrole asks one question before it gives up. */
const TRIES = 3;

/** What all attempts of one question share. */
interface PromptOptions {
  readonly profile: string;
  readonly from: 'terminal' | 'dialog' | 'function';
  /** The program of `SWROLE_PROMPT` that gives the answers, if any. */
  readonly prompt?: string | undefined;
  /** How many seconds the user has, for the message when they are over. */
  readonly seconds: number;
  /** Why a code of the right form cannot be used; `undefined` if it can. */
  fault(code: MfaCode): Fault | undefined;
}

function check(text: string, { from, prompt, fault }: PromptOptions): MfaCode | Fault {
  const code = parseMfaCode(text);
  if (code !== undefined) return fault(code) ?? code;
  const details = { kind: 'invalid-code', from, ...(prompt !== undefined && { prompt }) } as const;
  return { remark: 'a code is six digits', details };
}

/**
 * Asks until there is a usable code, at most three times.
 *
 * @param firstRemark shown before the first question
 * @throws MfaError `cancelled`, `timed-out`, or the details of the last answer's fault
 */
export async function promptForCode(
  ask: Prompt,
  options: PromptOptions,
  firstRemark: string | undefined,
): Promise<MfaCode> {
  const { profile, seconds } = options;
  for (let tries = 1, remark = firstRemark; ; tries += 1) {
    const answer = await ask(remark);
    if (answer === 'cancelled') throw new MfaError({ kind: 'cancelled', profile });
    if (answer === 'timed-out')
      throw new MfaError({ kind: 'timed-out', profile, waitingFor: 'answer', seconds });
    const result = check(answer.text, options);
    if (typeof result === 'string') return result;
    if (tries === TRIES) throw new MfaError(result.details);
    remark = result.remark;
  }
}

// What the MFA code needs from outside: the clock, the environment, the terminal, the deadline. Tests replace these and
// nothing else.

/** The effects that getting a code needs. */
export interface MfaDeps
  extends Pick<System, 'env' | 'home' | 'platform' | 'now' | 'sleep'>,
    Reporter {
  /** swrole's own directory. */
  readonly cache: Cache;
  /** Where locks and used codes are kept if that directory cannot be used. */
  readonly runtime?: Cache;
  /** When everything here must have ended, with or without a code: the Go SDK kills its helper after 60 s. */
  readonly deadline: Instant;
  /** Aborted when a signal asks swrole to end: it ends its children first, then throws `cancelled`. */
  readonly interrupted: AbortSignal;
  openTerminal(): Promise<Terminal | NoTerminal>;
  /** Instead of the terminal and dialogs, if swrole runs inside another program that asks its user itself. */
  readonly askHost?: AskHost | undefined;
}

/** @throws MfaError `cancelled` if a signal has asked swrole to end */
export function assertNotInterrupted(deps: MfaDeps, profile: string): void {
  if (deps.interrupted.aborted) throw new MfaError({ kind: 'cancelled', profile });
}

/**
 * Sleeps until the time has passed or a signal asks swrole to end.
 *
 * @throws MfaError `cancelled`
 */
export async function pause(deps: MfaDeps, profile: string, milliseconds: number): Promise<void> {
  try {
    await deps.sleep(milliseconds, deps.interrupted);
  } catch (error) {
    if (!deps.interrupted.aborted) throw error;
  }
  assertNotInterrupted(deps, profile);
}

/** Aborted at the deadline, or by a signal. */
export function deadlineSignal(deps: MfaDeps): StopSignal {
  return stopSignal(timeLeft(deps), deps.interrupted);
}

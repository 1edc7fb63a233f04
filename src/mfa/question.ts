import type { Mfa, RoleArn } from '../config/plan.ts';
import { programName } from '../process/command-line.ts';
import type { Environment } from '../system.ts';
import type { Answer } from '../terminal/read-line.ts';
import { safeText } from '../util/text.ts';
import { MfaError, type MfaErrorDetails } from './errors.ts';

/** For what a code is wanted; one look at it must tell a person who asks (security.md section 4). */
export interface MfaQuestion {
  /** The profile that was asked for. */
  readonly profile: string;
  /** `undefined` when the code is for an MFA session that serves many roles. */
  readonly role: RoleArn | undefined;
  readonly mfa: Mfa;
  /** The profile in which `mfa_session` would spare later questions; `undefined` where it is set already. */
  readonly sessionProfile: string | undefined;
}

/** A longer name than any of AWS would only push the question off the screen. */
const LONGEST = 128;

function name(value: string): string {
  return safeText(value).slice(0, LONGEST);
}

/** `arn:aws:iam::000000000000:mfa/team/member` is `team/member` to its owner; a hardware serial is itself. */
function deviceName(serial: string): string {
  return name(serial.replace(/^arn:.*?:mfa\//, ''));
}

/** The question in one line, safe for a terminal; it starts with a word, so no program takes it for a flag. */
export function questionLine({ profile, role, mfa }: MfaQuestion): string {
  const device = `device ${deviceName(mfa.serial)}`;
  const what = role ? `role ${name(role.roleName)} in ${name(role.accountId)}, ${device}` : device;
  return `swrole: MFA code for ${name(profile)} (${what})`;
}

// Which ways of asking a person are open: `--no-prompt` and `SWROLE_PROMPT`.
//
// Unset, the terminal is asked, and where there is none a built-in dialog if somebody seems to sit there.
// `tty` (or `terminal`) keeps to the terminal, `gui` to the dialog, `none` never asks. The name of a built-in dialog
// chooses that one. Anything else is a program in the manner of SSH_ASKPASS or a command line, in place of the dialog.

/** The built-in dialogs by the names of their programs. */
const DIALOG_NAMES = ['zenity', 'kdialog', 'osascript'] as const;

/** One of the built-in dialogs. */
export type DialogName = (typeof DIALOG_NAMES)[number];

/** The ways that are open; with both, the terminal comes first. */
export interface PromptSetting {
  readonly terminal: boolean;
  /** `command`: a program or a command line to run instead of a built-in dialog. */
  readonly dialog:
    | 'none'
    | 'built-in'
    | { readonly builtIn: DialogName }
    | { readonly command: string };
  /** What `SWROLE_PROMPT` says, of a command line the first word; `undefined` where it says nothing or does not count. */
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

/** The words that `SWROLE_PROMPT` takes beside a command line. */
export const PROMPT_WORDS: readonly string[] = [...BY_NAME.keys()];

/** Over SSH a dialog would open on somebody else's desk, in CI on nobody's. */
function hasDesktopUser(env: Environment): boolean {
  return !env.SSH_CONNECTION && !env.CI;
}

/**
 * @param mayAsk `false` for `--no-prompt`
 * @param env an empty variable counts as unset
 */
export function promptSetting(mayAsk: boolean, env: Environment): PromptSetting {
  if (!mayAsk) return { ...NO_WAY, variable: undefined };
  const value = env.SWROLE_PROMPT?.trim();
  if (!value) {
    const dialog = hasDesktopUser(env) ? 'built-in' : 'none';
    return { terminal: true, dialog, variable: undefined };
  }
  const ways = BY_NAME.get(value.toLowerCase());
  if (ways !== undefined) return { ...ways, variable: value };
  return { terminal: true, dialog: { command: value }, variable: programName(value) };
}

/** Six digits as STS takes them, kept as text because many begin with a zero (contract D.8). */
declare const checked: unique symbol;

/** A code: exactly six digits. */
export type MfaCode = string & { readonly [checked]: 'MfaCode' };

const SIX_DIGITS = /^[0-9]{6}$/;

/** Authenticator apps show the digits in two groups, and people copy what they see. */
const TWO_GROUPS = /^([0-9]{3}) ([0-9]{3})$/;

/**
 * @param text what a person gave: `123456` or `123 456`, with any white space around it
 * @returns `undefined` when it is anything else
 */
export function parseMfaCode(text: string): MfaCode | undefined {
  const digits = text.trim().replace(TWO_GROUPS, '$1$2');
  return SIX_DIGITS.test(digits) ? (digits as MfaCode) : undefined;
}

/** `jq .code` and other printers of JSON put the digits in quotes. */
const QUOTED = /^(["'])(.*)\1$/;

/**
 * @param output what a token command wrote: a code as a person gives it, or other lines around one; the code may stand in
 *   quotes, and on more than one line
 * @returns `undefined` when there is none, or more than one to choose from
 */
export function findMfaCode(output: string): MfaCode | undefined {
  const codes = output
    .split(/\r?\n|\r/)
    .flatMap((line) => parseMfaCode(line.trim().replace(QUOTED, '$2')) ?? []);
  const [code, ...others] = new Set(codes);
  return others.length === 0 ? code : undefined;
}

/**
 * A way to put the question to a person.
 *
 * @param remark what to say before the question: why it is asked again, or at all
 */
export type Prompt = (remark: string | undefined) => Promise<Answer>;

/** What is wrong with an answer: what the person is told, and what it is when they do not mend it. */
export interface Fault {
  readonly remark: string;
  readonly fact: MfaErrorDetails;
}

/** How often one question is put before swrole gives up. */
const TRIES = 3;

/** What the rounds have in common. */
interface PromptOptions {
  readonly profile: string;
  readonly from: 'terminal' | 'dialog';
  /** The program of `SWROLE_PROMPT` that gives the answers, if one does. */
  readonly prompt?: string | undefined;
  /** How long a person has, in seconds, for the message when they let it pass. */
  readonly seconds: number;
  /** Whether a code of the right form can be used. */
  fault(code: MfaCode): Fault | undefined;
}

function check(text: string, { from, prompt, fault }: PromptOptions): MfaCode | Fault {
  const code = parseMfaCode(text);
  if (code !== undefined) return fault(code) ?? code;
  const fact = { kind: 'invalid-code', from, ...(prompt !== undefined && { prompt }) } as const;
  return { remark: 'a code is six digits', fact };
}

/**
 * Asks until there is a usable code, three times at most.
 *
 * @param remark for the first time
 * @throws MfaError `cancelled`, `timed-out`, or the fact of the last answer's fault
 */
export async function promptForCode(
  ask: Prompt,
  asking: PromptOptions,
  remark: string | undefined,
): Promise<MfaCode> {
  const { profile, seconds } = asking;
  for (let tries = 1, said = remark; ; tries += 1) {
    const answer = await ask(said);
    if (answer === 'cancelled') throw new MfaError({ kind: 'cancelled', profile });
    if (answer === 'timed-out')
      throw new MfaError({ kind: 'timed-out', profile, waitingFor: 'answer', seconds });
    const result = check(answer.text, asking);
    if (typeof result === 'string') return result;
    if (tries === TRIES) throw new MfaError(result.fact);
    said = result.remark;
  }
}

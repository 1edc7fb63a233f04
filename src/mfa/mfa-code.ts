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

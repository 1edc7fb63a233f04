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

/**
 * @param output what a token command wrote: a code as a person gives it, or other lines around exactly
 *   one line of six digits
 * @returns `undefined` when there is none, or more than one to choose from
 */
export function findMfaCode(output: string): MfaCode | undefined {
  const codes = output.split(/\r?\n|\r/).filter((line) => SIX_DIGITS.test(line.trim()));
  return parseMfaCode(output) ?? parseMfaCode(codes.length === 1 ? codes.join() : '');
}

import type { VariableName } from './managed-variables.ts';
import { OutputError } from './output-error.ts';

const REGION = /^[a-z0-9-]{1,32}$/;

/**
 * What each variable may hold. No value gets as far as quoting that could need it: a secret with a quote
 * in it is no AWS secret, and quoting rules differ in every shell, with a way to run code wherever one
 * is wrong (security 5, experiments C and D). Nothing here has a character that `eval $(…)` without quotes
 * would expand or split, except single spaces inside a profile name, which survive it. The name is encoded before
 * (`profile-text.ts`).
 */
const ALLOWED: Readonly<Partial<Record<VariableName, RegExp>>> = {
  AWS_ACCESS_KEY_ID: /^[A-Z0-9]{16,128}$/,
  AWS_SECRET_ACCESS_KEY: /^[A-Za-z0-9/+=]+$/,
  AWS_SESSION_TOKEN: /^[A-Za-z0-9/+=]+$/,
  AWS_CREDENTIAL_EXPIRATION: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  AWS_ACCOUNT_ID: /^\d{12}$/,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  SWROLE_REGION: REGION,
  SWROLE_REGION_BEFORE: REGION,
  SWROLE_DEFAULT_REGION_BEFORE: REGION,
  SWROLE_PROFILE: /^[\w\-/.%@:+=]+(?: [\w\-/.%@:+=]+)*$/,
  SWROLE_COLOR: /^\d{1,3}(?:;\d{1,3}){0,15}$/,
};

/** Whether the value is among what the variable may hold. */
export function isAllowed(variable: VariableName, value: string): boolean {
  return ALLOWED[variable]?.test(value) ?? false;
}

/**
 * @returns the value as it is
 * @throws OutputError `unsafe-value` when it is not among what the variable may hold
 */
export function allowedValue(variable: VariableName, value: string): string {
  if (!isAllowed(variable, value)) throw new OutputError({ kind: 'unsafe-value', variable });
  return value;
}

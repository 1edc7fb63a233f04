/** What the keys of SSO may hold. */
import type { ValueRule } from '../profile/rules.ts';

/** An AWS account. */
export const accountIdRule: ValueRule<string> = {
  problem: 'must be the twelve digits of an AWS account',
  parse: (text) => (/^\d{12}$/.test(text) ? text : undefined),
};

/** A permission set, as IAM Identity Center names the roles it gives. */
export const permissionSetRule: ValueRule<string> = {
  problem: 'must be the name of a permission set, such as ReadOnly',
  parse: (text) => (/^[\w+=,.@-]{1,64}$/.test(text) ? text : undefined),
};

/** The access portal; its text also names the token in the older form, so it is kept as it is written. */
export const startUrlRule: ValueRule<string> = {
  problem: 'must be an https URL, such as https://example.awsapps.com/start',
  parse: (text) =>
    URL.canParse(text) && new URL(text).protocol === 'https:' && !/\s/.test(text)
      ? text
      : undefined,
};

/** Names that the SDK for JavaScript, whose token provider renews the token, can read too. */
export const ssoSessionRule: ValueRule<string> = {
  problem: 'must name a session of letters, digits and _-./%@:+',
  parse: (text) => (/^[\w.%@:+/-]+$/.test(text) ? text : undefined),
};

/**
 * Rules that parse and check the values of profile keys and environment variables. Every constant here can be left out where
 * it is not used (calls are marked as pure): the program that answers the Tab key loads this file, but uses no rule.
 */

import { REGION } from '../../fast-path/fingerprint.ts';
import {
  ACCOUNT_ID,
  isTagKey,
  isTagValue,
  MAX_ARN_LENGTH,
  MAX_POLICIES,
  MAX_TAGS,
  MFA_SESSION_SECONDS,
  POLICY_ARN,
  ROLE_ARN,
  ROLE_NAME,
  SESSION_NAME,
} from '../../util/aws-limits.ts';
import type { RoleArn, SessionTag } from '../plan-calls.ts';

/** Parses a text, or returns undefined; `problem` then completes the sentence "KEY …" or "VARIABLE …". */
export interface ValueRule<Value> {
  readonly problem: string;
  parse(text: string): Value | undefined;
}

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);

/** Like JS, which refuses other values; botocore reads `yes` as false. */
export const booleanRule: ValueRule<boolean> = {
  problem: 'must be true or false',
  parse: (text) => BOOLEANS.get(text.toLowerCase()),
};

/** One of these values, in exactly this spelling. */
export function wordRule<Word extends string>(first: Word, ...rest: Word[]): ValueRule<Word> {
  const values = [first, ...rest];
  return {
    problem: `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}, in exactly this spelling`,
    parse: (text) => values.find((value) => value === text),
  };
}

/** A whole number from `min` to `max`. */
export function numberRule(min: number, max: number, unit = ''): ValueRule<number> {
  return {
    problem: `must be a whole number${unit && ` of ${unit}`} from ${min} to ${max}`,
    parse: (text) => {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
      return number >= min && number <= max ? number : undefined;
    },
  };
}

/** A region of any partition, by its form: AWS adds regions every year. */
export const regionRule: ValueRule<string> = {
  problem: 'must be the name of a region, such as us-east-1',
  parse: (text) => (REGION.test(text) ? text : undefined),
};

/** `RoleSessionName` and `SourceIdentity` in the STS API. */
export const sessionNameRule: ValueRule<string> = {
  problem: 'must be 2 to 64 letters, digits or _+=,.@-',
  parse: (text) => (SESSION_NAME.pattern.test(text) ? text : undefined),
};

/** `legacy`: calls of old regions go to the global host (AWS SDK reference guide, "STS regional endpoints"). */
export const stsRegionalEndpointsRule = /* @__PURE__ */ wordRule('regional', 'legacy');

/** `write` reads too: a session is left there only for roles that also take one from there. */
export const awsCliCacheRule = /* @__PURE__ */ wordRule('read', 'write', 'off');

/** Sessions are encrypted with a key of the keychain, or never on the disk. */
export const swroleCacheRule = /* @__PURE__ */ wordRule('keychain', 'none');

/** The number includes the first attempt (AWS SDK reference guide, "Retry behavior"). */
export const maxAttemptsRule = /* @__PURE__ */ numberRule(1, 100);

/** `legacy` exists in botocore only; the SDK that swrole uses has no such mode and uses `standard`. */
export const retryModeRule = /* @__PURE__ */ wordRule('standard', 'adaptive', 'legacy');

/** Security: a call has a one-time code and may have a session token, so plain http must not leave this machine. */
export const endpointUrlRule: ValueRule<string> = {
  problem:
    'must be an https URL, or an http one of this machine (localhost, 127.0.0.1, [::1]), without user name and query',
  parse: (text) => (isEndpoint(text) ? text : undefined),
};

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username || password || search || hash) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

// `URL` converts every spelling of an IPv4 address, such as 0x7f.1, to four numbers.
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

const UNITS = { h: 3600, m: 60, s: 1 } as const;

/** Parses a duration to seconds: `3600`, `45m`, `12h`, `1h30m`. */
export function durationSeconds(text: string): number | undefined {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  const parts = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/.exec(text);
  if (parts === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(seconds) * UNITS.s;
}

/** The duration of a GetSessionToken session, or `off` for no session. */
export const mfaSessionRule: ValueRule<number | 'off'> = {
  problem: 'must be a time from 15m to 36h, such as 12h, or off',
  parse: (text) => {
    if (text.toLowerCase() === 'off') return 'off';
    const seconds = durationSeconds(text) ?? 0;
    const { min, max } = MFA_SESSION_SECONDS;
    return seconds >= min && seconds <= max ? seconds : undefined;
  },
};

// `role_arn`: decides which account the credentials are for.

/** A role of any partition. */
export const roleArnRule: ValueRule<RoleArn> = {
  problem: 'must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME',
  parse(arn) {
    if (arn.length > MAX_ARN_LENGTH) return undefined;
    const match = ROLE_ARN.exec(arn);
    const partition = match?.[1];
    const accountId = match?.[2];
    const roleName = match?.[3];
    if (!partition || !accountId || !roleName) return undefined;
    return { arn, partition, accountId, roleName };
  },
};

// Parameters of a role session: swrole's own keys, because no SDK reads them from a profile. Commas separate the items of lists; no item may contain one.

/** `Project=apollo,Team=web`; the key ends at the first `=`. */
export const sessionTagsRule: ValueRule<readonly SessionTag[]> = {
  problem:
    'must be KEY=VALUE,KEY=VALUE: up to 50 tags, each key once and not beginning with aws:, of letters, digits, spaces and _.:/=+-@, keys to 128 and values to 256 characters',
  parse: (text) => {
    const tags = items(text).map(tagOf);
    const keys = new Set(tags.map(({ key }) => key.toLowerCase()));
    const isGood = keys.size === tags.length && tags.length <= MAX_TAGS && tags.every(isTag);
    return isGood ? tags : undefined;
  },
};

/** The keys of tags that the next role of a chain inherits. */
export const tagKeysRule: ValueRule<readonly string[]> = {
  problem: 'must be keys of session_tags, separated by commas',
  parse: (text) => {
    const keys = items(text);
    return keys.length <= MAX_TAGS && keys.every(isTagKey) ? keys : undefined;
  },
};

/** Managed policies that limit the session. */
export const policyArnsRule: ValueRule<readonly string[]> = {
  problem:
    'must be 1 to 10 ARNs of IAM policies, separated by commas, such as arn:aws:iam::aws:policy/ReadOnlyAccess',
  parse: (text) => {
    const arns = items(text);
    const isArn = (arn: string) => arn.length <= MAX_ARN_LENGTH && POLICY_ARN.test(arn);
    return arns.length <= MAX_POLICIES && arns.every(isArn) ? arns : undefined;
  },
};

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function tagOf(item: string): SessionTag {
  const [key = '', value] = item.split(/=(.*)/s, 2).map((part) => part.trim());
  // An item without `=` is no tag; the empty key makes it invalid.
  return value === undefined ? { key: '', value: '' } : { key, value };
}

function isTag({ key, value }: SessionTag): boolean {
  return isTagKey(key) && isTagValue(value) && !/^aws:/i.test(key);
}

// The keys of SSO.

/** The number of an AWS account. */
export const accountIdRule: ValueRule<string> = {
  problem: 'must be the twelve digits of an AWS account',
  parse: (text) => (ACCOUNT_ID.test(text) ? text : undefined),
};

/** The name of a permission set, IAM Identity Center's term for a role. */
export const permissionSetRule: ValueRule<string> = {
  problem: 'must be the name of a permission set, such as ReadOnly',
  parse: (text) => (ROLE_NAME.test(text) ? text : undefined),
};

/** The URL of the access portal. It is kept as it is written, because it also names the token in the older form. */
export const startUrlRule: ValueRule<string> = {
  problem: 'must be an https URL, such as https://example.awsapps.com/start',
  parse: (text) =>
    URL.canParse(text) && new URL(text).protocol === 'https:' && !/\s/.test(text)
      ? text
      : undefined,
};

/** A session name that the SDK for JavaScript can read too: its token provider renews the token. */
export const ssoSessionRule: ValueRule<string> = {
  problem: 'must name a session of letters, digits and _-./%@:+',
  parse: (text) => (/^[\w.%@:+/-]+$/.test(text) ? text : undefined),
};

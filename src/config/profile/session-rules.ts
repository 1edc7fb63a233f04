/**
 * What a role session may be given beside its name, in the limits of STS's API model: swrole's own keys, because no SDK
 * reads these from a profile. Lists are separated by commas, which no value of theirs may hold.
 */
import type { SessionTag } from '../plan.ts';
import type { ValueRule } from './rules.ts';

const TAGS = 50;
const POLICIES = 10;
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u;
const POLICY_ARN = /^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/[\x21-\x7e]+$/;
const LONGEST_ARN = 2048;

/** `Project=apollo,Team=web`; the key ends at the first `=`. */
export const sessionTagsRule: ValueRule<readonly SessionTag[]> = {
  problem:
    'must be KEY=VALUE,KEY=VALUE: up to 50 tags, each key once and not beginning with aws:, of letters, digits, spaces and _.:/=+-@, keys to 128 and values to 256 characters',
  parse: (text) => {
    const tags = items(text).map(tagOf);
    const keys = new Set(tags.map(({ key }) => key.toLowerCase()));
    const isGood = keys.size === tags.length && tags.length <= TAGS && tags.every(isTag);
    return isGood ? tags : undefined;
  },
};

/** Keys of tags that pass on to the next role of a chain. */
export const tagKeysRule: ValueRule<readonly string[]> = {
  problem: 'must be keys of session_tags, separated by commas',
  parse: (text) => {
    const keys = items(text);
    return keys.length <= TAGS && keys.every((key) => KEY.test(key)) ? keys : undefined;
  },
};

/** Managed policies that limit the session. */
export const policyArnsRule: ValueRule<readonly string[]> = {
  problem:
    'must be 1 to 10 ARNs of IAM policies, separated by commas, such as arn:aws:iam::aws:policy/ReadOnlyAccess',
  parse: (text) => {
    const arns = items(text);
    const isArn = (arn: string) => arn.length <= LONGEST_ARN && POLICY_ARN.test(arn);
    return arns.length <= POLICIES && arns.every(isArn) ? arns : undefined;
  },
};

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function tagOf(item: string): SessionTag {
  const [key = '', value] = item.split(/=(.*)/s, 2).map((part) => part.trim());
  // Without an `=` the whole is no tag; an empty key says so.
  return value === undefined ? { key: '', value: '' } : { key, value };
}

function isTag({ key, value }: SessionTag): boolean {
  return KEY.test(key) && VALUE.test(value) && !/^aws:/i.test(key);
}

/** What a text may be where a profile key and an environment variable take the same. */
import { REGION } from '../../fast-path/fingerprint.ts';

/** Reads a text, or does not; `problem` then completes the sentence "KEY …" or "VARIABLE …". */
export interface ValueRule<Value> {
  readonly problem: string;
  parse(text: string): Value | undefined;
}

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);

/** Like JS, which refuses what is neither; botocore would take `yes` for false. */
export const booleanRule: ValueRule<boolean> = {
  problem: 'must be true or false',
  parse: (text) => BOOLEANS.get(text.toLowerCase()),
};

/** One of these words, in exactly this spelling. */
export function wordRule<Word extends string>(first: Word, ...rest: Word[]): ValueRule<Word> {
  const words = [first, ...rest];
  return {
    problem: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, in exactly this spelling`,
    parse: (text) => words.find((word) => word === text),
  };
}

/** A whole number in these limits. */
export function numberRule(min: number, max: number, unit = ''): ValueRule<number> {
  return {
    problem: `must be a whole number${unit && ` of ${unit}`} from ${min} to ${max}`,
    parse: (text) => {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
      return number >= min && number <= max ? number : undefined;
    },
  };
}

/** A region of any partition, by its form: new ones come every year. */
export const regionRule: ValueRule<string> = {
  problem: 'must be the name of a region, such as us-east-1',
  parse: (text) => (REGION.test(text) ? text : undefined),
};

/** `RoleSessionName` and `SourceIdentity` in the STS API. */
export const sessionNameRule: ValueRule<string> = {
  problem: 'must be 2 to 64 letters, digits or _+=,.@-',
  parse: (text) => (/^[\w+=,.@-]{2,64}$/.test(text) ? text : undefined),
};

/** Whether old regions are called by the one global host (AWS SDK reference guide, "STS regional endpoints"). */
export const stsRegionalEndpointsRule = wordRule('regional', 'legacy');

/** The first attempt is one of them (AWS SDK reference guide, "Retry behavior"). */
export const maxAttemptsRule = numberRule(1, 100);

/** `legacy` is botocore's own; the SDK used here has no such mode and takes `standard` for it. */
export const retryModeRule = wordRule('standard', 'adaptive', 'legacy');

/** Security: a call carries a one-time code and may carry a session token, so plain http must not leave this machine. */
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

// `URL` has already written every spelling of an IPv4 address, such as 0x7f.1, as four numbers.
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

const UNITS = { h: 3600, m: 60, s: 1 } as const;

/** Seconds, as people write them: `3600`, `45m`, `12h`, `1h30m`. */
export function durationSeconds(text: string): number | undefined {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  const parts = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/.exec(text);
  if (parts === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(seconds) * UNITS.s;
}

/** How long a GetSessionToken session lasts (STS API: 900 s to 36 h), or that there is to be none. */
export const mfaSessionRule: ValueRule<number | 'off'> = {
  problem: 'must be a time from 15m to 36h, such as 12h, or off',
  parse: (text) => {
    if (text.toLowerCase() === 'off') return 'off';
    const seconds = durationSeconds(text) ?? 0;
    return seconds >= 900 && seconds <= 129_600 ? seconds : undefined;
  },
};

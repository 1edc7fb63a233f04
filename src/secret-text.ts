/**
 * What may be a secret in a text from outside: a value that was pasted at the wrong place, what another program wrote, a
 * message of a service. Two questions, because two mistakes are possible:
 *
 * - {@link withoutKeys} runs over everything that a person is shown, names of profiles and paths too, so it takes away only
 *   what is certainly a key.
 * - {@link withoutSecrets} and {@link shownValue} are for text that is not known to be good: they take away too much rather
 *   than too little.
 */

/** Stands where a secret was. */
const GONE = '…';

/** Words, numbers and what joins them; a secret key, a session token or a seed is one such run. */
const RUN = /[A-Za-z0-9/+=_-]{12,}/g;

/** Most texts hold none, and a list has thousands of names. */
const MAY_HOLD_KEY = /^(?=.*[A-Z])(?=.*[0-9]).*?[A-Za-z0-9/+=_-]{16}/s;

/** A user name and a password in a URL. */
const USER_INFO = /(:\/\/)[^\s/@]*@/g;

/** A secret access key: so many characters, and nothing of its kind around them. */
const SECRET_KEY = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;

/** Access key ids. Their last four characters do no harm, and say which key it is. */
const KEY_ID = /(?<![A-Z0-9])(AKIA|ASIA)(?=[A-Z]*[0-9])[A-Z0-9]{8,}(?=[A-Z0-9]{4})([A-Z0-9]{4})/g;

/** Base32, as the seeds of MFA devices are written; the ids of IAM users, roles and groups are no secrets. */
const SEED = /(?<![A-Z0-9])(?!A(?:IDA|ROA|GPA|IPA|NPA|SCA)[A-Z0-9])[A-Z2-7]{16,}/g;

/** The lower-case and grouped spellings that authenticator apps show. */
const GROUPED_SEED = /(?<![a-z0-9])(?:[a-z2-7]{4}[ -]){3,}[a-z2-7]{2,}(?![a-z0-9])/gi;

/** More of a text is never shown, and looking at it takes time. */
const LONGEST_TEXT = 4096;

/** The text without what is certainly a key: access keys, seeds, tokens, passwords in URLs. */
export function withoutKeys(text: string): string {
  const shown = text.includes('://') ? text.replace(USER_INFO, `$1${GONE}@`) : text;
  if (!MAY_HOLD_KEY.test(shown)) return shown;
  return shown
    .replace(SECRET_KEY, (key) => (isOddAsAWhole(key) ? GONE : key))
    .replace(RUN, (run) => withoutOddParts(run, isKey))
    .replace(KEY_ID, `$1${GONE}$2`)
    .replace(SEED, (seed) => (/[2-7][A-Z]/.test(seed) ? GONE : seed));
}

/** Where a secret may stand in a sentence or a line of a log, and what is left of it. */
const IN_SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/otpauth(?:-migration)?:\/\/\S*/gi, GONE],
  // A password may have any character, an `@` or a slash that should be encoded among them.
  [/(:\/\/)(?:[^\s/@]*|[^\s/]*:\S*)@/g, `$1${GONE}@`],
  [/(\w:\/\/[^\s?#]*[?#])[^\s'")]+/g, `$1${GONE}`],
  [/\beyJ[\w-]{4,}[\w.-]*/g, GONE],
  [/\b(bearer|basic)\s+[^\s'"]{6,}/gi, `$1 ${GONE}`],
];

/** What a key, a variable or a flag is called that holds a secret. */
const NAME =
  '(?:secret|passw(?:or)?d|passphrase|token|credentials?|api[_-]?key|access[_-]?key|private[_-]?key|authorization|(?<![a-z])(?:pwd|pin|otp|seed))';
const VALUE = `(?:"[^"]*"?|'[^']*'?|[^\\s'",;]+)`;
/** `client_secret=…`, `--password …`, `"SecretAccessKey": "…"`, `Password: …`; not `invalid token: try again`. */
const NAMED = new RegExp(
  [
    `(${NAME}[\\w-]*["']?\\s*=\\s*)${VALUE}`,
    `(--(?:\\w+-){0,4}${NAME}\\s+)${VALUE}`,
    `(${NAME}\\w*["']\\s*:\\s*)${VALUE}`,
    `(${NAME}\\w*\\s*:?\\s+["'])[^"']*`,
    `((?:passw(?:or)?d|passphrase|(?<![a-z])(?:pwd|pin))\\w*\\s*:\\s*)${VALUE}`,
    `(${NAME}\\w*\\s*:\\s*)(?![a-z]+\\b|[A-Z][a-z]+\\b)${VALUE}`,
  ].join('|'),
  'gi',
);

/** A code: six to eight digits in one or two groups. `20260101T000000Z` is a time. */
const CODE =
  /(?<![0-9]|[0-9]{8}T)(?:[0-9]{6,8}|[0-9]{3}[ -][0-9]{3,4}|[0-9]{4}[ -][0-9]{4})(?![0-9]|T[0-9]{6}Z)/g;

/** Names of things of AWS, which are long and odd, and which a refusal is about. */
const ARN = /arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:[\w+=,.@/:-]+/;
const ARN_OR_RUN = new RegExp(`${ARN.source}|${RUN.source}`, 'g');

/** The text, or its beginning, without what may be a secret. */
export function withoutSecrets(text: string): string {
  let shown = text.slice(0, LONGEST_TEXT);
  for (const [pattern, rest] of IN_SENTENCES) shown = shown.replace(pattern, rest);
  return shown
    .replace(SECRET_KEY, (key) => (isOddAsAWhole(key) ? GONE : key))
    .replace(NAMED, (...groups: unknown[]) => `${groups.slice(1, 7).find(Boolean)}${GONE}`)
    .replace(KEY_ID, `$1${GONE}$2`)
    .replace(GROUPED_SEED, (seed) => (/\d/.test(seed) || seed === seed.toUpperCase() ? GONE : seed))
    .replace(ARN_OR_RUN, (run) => (run.startsWith('arn:') ? withoutKeys(run) : secretRun(run)))
    .replace(CODE, GONE);
}

function secretRun(run: string): string {
  return withoutOddParts(run, isOdd).replace(SEED, GONE);
}

/** A value that may be shown, or only how long it is. */
export type ShownValue = string | { readonly characters: number };

/** A longer one is nothing that a person mistyped. */
const LONGEST_VALUE = 128;

/** What names, numbers, paths, ARNs and URLs without a query are made of, and the quotes that people put around them. */
const ALPHABET = /^["'\p{L}\p{M}\p{N} _.:/=+@,~*-]*$/u;

/**
 * A value that is refused, for the message that says so: a person who mistyped it wants to see it, but it may be a secret
 * that was pasted at the wrong place, or that stands on an indented line below its key.
 */
export function shownValue(value: string): ShownValue {
  return ALPHABET.test(value) ? shownName(value) : hiddenValue(value);
}

/** The name of a section that is not there, or not read: people name things in every alphabet. */
export function shownName(name: string): ShownValue {
  const isShown =
    name.length <= LONGEST_VALUE && !/[\r\n]/.test(name) && withoutSecrets(name) === name;
  return isShown ? name : hiddenValue(name);
}

/** A value that is never shown. */
export function hiddenValue(value: string): ShownValue {
  return { characters: [...value].length };
}

/** The value in quotes, or what is said instead: `'us-east1'`, `(40 characters, not shown)`. */
export function valueWords(value: ShownValue, quote = "'"): string {
  if (typeof value === 'string') return quote + value + quote;
  const { characters } = value;
  return `(${characters} character${characters === 1 ? '' : 's'}, not shown)`;
}

/** An unknown value or word in a sentence. */
export function shownWords(value: string, quote = "'"): string {
  return valueWords(shownValue(value), quote);
}

/** Parts of a run, such as the names in a path. */
const PARTS = /[/+=_-]+|[^/+=_-]+/g;

/** A run with each stretch of odd parts taken out that is a secret by this rule. */
function withoutOddParts(run: string, isSecret: (odd: string) => boolean): string {
  let shown = '';
  /** The stretch so far, its odd parts alone, and what came after the last of these. */
  let [stretch, odd, after] = ['', '', ''];
  const end = () => {
    shown += (isSecret(odd) ? GONE : stretch) + after;
    [stretch, odd, after] = ['', '', ''];
  };
  for (const [part] of run.matchAll(PARTS)) {
    const isJoint = /^[/+=_-]/.test(part);
    if (!isJoint && !isWordy(part)) {
      stretch += after + part;
      odd += part;
      after = '';
    } else if (stretch !== '' && (isJoint || part.length < SHORT)) after += part;
    else {
      end();
      shown += part;
    }
  }
  end();
  return shown;
}

/** A part of so few characters may stand between the others of a secret by chance, and be a word by chance. */
const SHORT = 4;

/** A number of more digits is no account and no time. */
const LONGEST_NUMBER = 16;

function isOddAsAWhole(key: string): boolean {
  return classes(key) === CLASSES.length && inWords(key) * 2 < key.length;
}

/** Whether a part is made of words and numbers, as people name things: `production2`, `AWSReservedSSO`, `123456789012`. */
function isWordy(part: string): boolean {
  if (/^(?:\d+|\d{8}T\d{6}Z)$/.test(part)) return part.length <= LONGEST_NUMBER;
  if (/^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(part)) return true;
  return inWords(part) * 2 >= part.length;
}

/** How many characters of it are in words. */
function inWords(text: string): number {
  let characters = 0;
  for (const [word] of text.matchAll(/[A-Z]?[a-z]{3,}/g))
    if (isWord(word)) characters += word.length;
  return characters;
}

/** Whether a stretch of letters could be spoken. */
function isWord(letters: string): boolean {
  return /[aeiouy]/i.test(letters) && !/[^aeiouy]{5}/i.test(letters);
}

/** A secret key has 40 characters, a piece that was cut off fewer. */
const RUN_OF_KEY = 32;
const CLASSES = [/[a-z]/, /[A-Z]/, /\d/] as const;

function classes(text: string): number {
  return CLASSES.filter((each) => each.test(text)).length;
}

function isKey(odd: string): boolean {
  return odd.length >= RUN_OF_KEY && classes(odd) === CLASSES.length;
}

function isOdd(odd: string): boolean {
  return odd.length >= (classes(odd) > 1 ? 12 : 20) && (classes(odd) > 1 || /\d/.test(odd));
}

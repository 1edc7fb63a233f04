/**
 * What may be a secret in a text from outside: a value that was pasted at the wrong place, what another program wrote, a
 * message of a service. Two questions, because two mistakes are possible:
 *
 * - {@link withoutKeys} runs over everything that a person is shown, names of profiles and paths too, so it takes away only
 *   what is certainly a key.
 * - {@link withoutSecrets} and {@link shownValue} are for text that is not known to be good: they take away too much rather
 *   than too little.
 */

/**
 * Patterns that are made when they are used for the first time: node takes a millisecond for these, and the Tab key wants
 * none of them. Marked as pure, so that they are no part of a program that never uses them.
 */
function lazy<Patterns>(make: () => Patterns): () => Patterns {
  let patterns: Patterns | undefined;
  return () => {
    patterns ??= make();
    return patterns;
  };
}

/** Stands where a secret was. */
const GONE = '…';

/** Words, numbers and what joins them; a secret key, a session token or a seed is one such run. */
const RUN = /[A-Za-z0-9/+=_-]{12,}/g;

/** Where a run begins that is long enough for a key: looked for from its first character on, not from each. */
const LONG_RUN = /(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+=_-]{16}/;

/** Most texts hold no key, and a list has thousands of names: three plain patterns are looked for faster than one. */
function mayHoldKey(text: string): boolean {
  return LONG_RUN.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);
}

/** A user name and a password in a URL. */
const USER_INFO = /(:\/\/)[^\s/@]*@/g;

/** Access key ids. Their last four characters do no harm, and say which key it is. */
const KEY_ID = /(?<![A-Z0-9])(AKIA|ASIA)(?=[A-Z]*[0-9])[A-Z0-9]{8,}([A-Z0-9]{4})/g;

/** Base32, as the seeds of MFA devices are written; the ids of IAM users, roles and groups are no secrets. */
const SEED = /(?<![A-Z0-9])(?!A(?:IDA|ROA|GPA|IPA|NPA|SCA)[A-Z0-9])[A-Z2-7]{16,}/g;

/** The lower-case and grouped spellings that authenticator apps show. */
const GROUPED_SEED = /(?<![a-z0-9])(?:[a-z2-7]{4}[ -]){3,}[a-z2-7]{2,}(?![a-z0-9])/gi;

/** More of a text is never shown, and looking at it takes time. */
const LONGEST_TEXT = 4096;

/** The text without what is certainly a key: access keys, seeds, tokens, passwords in URLs. */
export function withoutKeys(text: string): string {
  const shown = text.includes('://') ? text.replace(USER_INFO, `$1${GONE}@`) : text;
  if (!mayHoldKey(shown)) return shown;
  return shown
    .replace(RUN, (run) => (mayHoldKey(run) ? withoutOdd(run, KEY) : run))
    .replace(KEY_ID, `$1${GONE}$2`)
    .replace(SEED, (seed) => (/[2-7][A-Z]/.test(seed) ? GONE : seed));
}

/** Where a secret may stand in a sentence or a line of a log, and what is left of it. */
const inSentences = /* @__PURE__ */ lazy<readonly (readonly [RegExp, string])[]>(() => [
  [/otpauth(?:-migration)?:\/\/\S*/gi, GONE],
  // A password may have any character, an `@` or a slash that should be encoded among them.
  [/(:\/\/)(?:[^\s/@]*|[^\s/]*:\S*)@/g, `$1${GONE}@`],
  [/(\w:\/\/[^\s?#]*[?#])[^\s'")]+/g, `$1${GONE}`],
  [/\beyJ[\w-]{4,}[\w.-]*/g, GONE],
  [/\b(bearer|basic)\s+[^\s'"]{6,}/gi, `$1 ${GONE}`],
]);

/** What a key, a variable or a flag is called that holds a secret. */
const NAME =
  '(?:secret|passw(?:or)?d|passphrase|token|credentials?|api[_-]?key|access[_-]?key|private[_-]?key|authorization|(?<![a-z])(?:pwd|pin|otp|seed))';
const VALUE = `(?:"[^"]*"?|'[^']*'?|[^\\s'",;]+)`;
/** `client_secret=…`, `--password …`, `"SecretAccessKey": "…"`, `Password: …`; not `invalid token: try again`. */
const namedSecret = /* @__PURE__ */ lazy(
  () =>
    new RegExp(
      [
        `(${NAME}[\\w-]*["']?\\s*=\\s*)${VALUE}`,
        `(--(?:\\w+-){0,4}${NAME}\\s+)${VALUE}`,
        `(${NAME}\\w*["']\\s*:\\s*)${VALUE}`,
        `(${NAME}\\w*\\s*:?\\s+["'])[^"']*`,
        `((?:passw(?:or)?d|passphrase|(?<![a-z])(?:pwd|pin))\\w*\\s*:\\s*)${VALUE}`,
        `(${NAME}\\w*\\s*:\\s*)(?![a-z]+\\b|[A-Z][a-z]+\\b)${VALUE}`,
      ].join('|'),
      'gi',
    ),
);

/** A code: six to eight digits in one or two groups. `20260101T000000Z` is a time, `900000 characters` a length. */
const CODE =
  /(?<![0-9]|[0-9]{8}T)(?:[0-9]{6,8}|[0-9]{3}[ -][0-9]{3,4}|[0-9]{4}[ -][0-9]{4})(?![0-9]|T[0-9]{6}Z| characters\b)/g;

/** The text, or its beginning, without what may be a secret. */
export function withoutSecrets(text: string): string {
  let shown = text.slice(0, LONGEST_TEXT);
  for (const [pattern, rest] of inSentences()) shown = shown.replace(pattern, rest);
  return shown
    .replace(namedSecret(), (...groups: unknown[]) => `${groups.slice(1, 7).find(Boolean)}${GONE}`)
    .replace(KEY_ID, `$1${GONE}$2`)
    .replace(GROUPED_SEED, (seed) => (/\d/.test(seed) || seed === seed.toUpperCase() ? GONE : seed))
    .replace(RUN, (run) => withoutOdd(run, SECRET))
    .replace(SEED, GONE)
    .replace(CODE, GONE);
}

/** A value that may be shown, or only how long it is. */
export type ShownValue = string | { readonly characters: number };

/** A longer one is nothing that a person mistyped. */
const LONGEST_VALUE = 128;

/** What names, numbers, paths, ARNs and URLs without a query are made of, and the quotes that people put around them. */
const alphabet = /* @__PURE__ */ lazy(() => /^["'\p{L}\p{M}\p{N} _.:/=+@,~*-]*$/u);

/**
 * A value that is refused, for the message that says so: a person who mistyped it wants to see it, but it may be a secret
 * that was pasted at the wrong place, or that stands on an indented line below its key.
 */
export function shownValue(value: string): ShownValue {
  return alphabet().test(value) ? shownName(value) : hiddenValue(value);
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

/** What is odd enough to be hidden. */
interface Measure {
  /** How much more of a stretch is odd than is not. */
  readonly odd: number;
  /** Which parts can be odd at all. */
  readonly part: RegExp;
}

/** Any secret: base64 of every kind, hex, a seed, or a piece of these. */
const SECRET: Measure = { odd: 8, part: /./ };

/** A secret access key or a session token. A hash in a path and the id of a machine have letters of one case. */
const KEY: Measure = { odd: 14, part: /^(?=[^a-z]*[a-z])[^A-Z]*[A-Z]/ };

/** Parts of a run, such as the names in a path. */
const PARTS = /[^/+=_-]+/g;

/** Ids that AWS puts into the names of roles and sessions. */
const KNOWN_ID = /(?<=(?:^|\/)(?:AWSReservedSSO_\w{1,64}_|i-))[0-9a-f]{16,17}(?![^/])/g;

/**
 * A run up to the first part of a secret in it. People name things in words; of a secret, little is in words by chance, and
 * some stretch of it has far more that is odd. Where a stretch begins is where the sum was last nothing.
 */
function withoutOdd(run: string, measure: Measure): string {
  const unknown = run.replace(KNOWN_ID, (id) => '/'.repeat(id.length));
  let [sum, start] = [0, 0];
  for (const { 0: part, index } of unknown.matchAll(PARTS)) {
    for (const oddness of oddnesses(part, measure)) {
      if (sum === 0) start = index;
      sum = Math.max(0, sum + oddness);
      if (sum >= measure.odd) return run.slice(0, start) + GONE;
    }
  }
  return run;
}

/** Words in a part, as in `AWSReservedSSO`. */
const WORDS = /([A-Z]?[a-z]+)/;

/** How odd the pieces of a part are, one after the other: their length, or minus half of it where they are not. */
function oddnesses(part: string, { part: possible }: Measure): number[] {
  if (!possible.test(part) || isName(part)) return [part.length < SHORT ? 0 : -part.length / 2];
  if (isSeed(part)) return [part.length];
  return part.split(WORDS).map((piece) => (isWord(piece) ? -piece.length / 2 : piece.length));
}

/** A part of fewer characters stands between the others of a secret by chance. */
const SHORT = 3;

/** Whether a part is a number, such as that of an account, a time, or letters as people write them: `node2`, `WRITE`. */
function isName(part: string): boolean {
  if (/^(?:\d{1,16}|\d{8}T\d{6}Z)$/.test(part)) return true;
  const [, letters] = /^([A-Z]?[a-z]+|[A-Z]+)\d{0,3}$/.exec(part) ?? [];
  return letters !== undefined && (letters.length < LONG || isSpoken(letters));
}

/** So many letters in one case are no abbreviation. */
const LONG = 12;

/** Whether letters could be spoken, or are one letter that fills the space. */
function isSpoken(letters: string): boolean {
  return (/[aeiouy]/i.test(letters) && !/[^aeiouy]{5}/i.test(letters)) || /^(.)\1*$/.test(letters);
}

/** A seed in lower case, or hex: letters of these alone may look like words. */
function isSeed(part: string): boolean {
  return /^[a-z0-9]{16,}$/.test(part) && /[a-z]\d+[a-z]/.test(part);
}

/** Seldom in English words: four vowels, five consonants, and two of these that are not among the usual ones. */
const NOT_IN_WORDS =
  /[aeiouy]{4}|[^aeiouy]{5}|(?!b[blrs]|c[chklrt]|d[dglrs]|f[flrt]|g[ghlnrs]|k[ns]|l[dfklmpstv]|m[bmps]|n[cdfgknstv]|p[hlprst]|r[bcdfgklmnprstv]|s[chklmnpstw]|t[chlrstw]|w[hnrs]|x[cpt]|zz)[^aeiouy]{2}/i;

/** Whether a piece is like an English word. Random letters often are if there are three of them, and seldom from four on. */
function isWord(piece: string): boolean {
  return (
    /^(?=.{4})[A-Z]?[a-z]+$/.test(piece) && /[aeiou]/i.test(piece) && !NOT_IN_WORDS.test(piece)
  );
}

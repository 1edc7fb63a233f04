/**
 * Removes secrets from text from outside: a value pasted by mistake, the output of another program, a message of a service.
 *
 * - {@link withoutKeys} handles everything that the user sees, also names of profiles and paths, so it removes only text that is
 *   certainly a key.
 * - {@link withoutSecrets} and {@link shownValue} handle text that is not trusted: they remove too much rather than too little.
 */

/**
 * Makes patterns on first use: node takes a millisecond to compile them, and completion needs none of them. The calls are marked
 * as pure, so that a bundle that never uses them leaves them out.
 */
function lazy<Patterns>(make: () => Patterns): () => Patterns {
  let patterns: Patterns | undefined;
  return () => {
    patterns ??= make();
    return patterns;
  };
}

/** Replaces a secret. */
const REMOVED = '…';

/** Words, numbers and what joins them; a secret key, a session token or a seed is one such run. */
const RUN = /[A-Za-z0-9/+=_-]{12,}/g;

/** The start of a run that is long enough for a key. It is tried once for each run, not at each character. */
const LONG_RUN = /(?<![A-Za-z0-9/+=_-])[A-Za-z0-9/+=_-]{16}/;

/** A fast check, because most texts hold no key and a list may have thousands of names: three simple patterns beat one. */
function mayHoldKey(text: string): boolean {
  return text.length >= 16 && LONG_RUN.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);
}

/** A user name and a password in a URL. */
const USER_INFO = /(:\/\/)[^\s/@]*@/g;

/** Access key IDs. Their last four characters are harmless and identify the key. */
const KEY_ID = /(?<![A-Z0-9])(AKIA|ASIA)(?=[A-Z]*[0-9])[A-Z0-9]{8,}([A-Z0-9]{4})/g;

/** The seeds of MFA devices in base32; the IDs of IAM users, roles and groups are not secrets. */
const SEED = /(?<![A-Z0-9])(?!A(?:IDA|ROA|GPA|IPA|NPA|SCA)[A-Z0-9])[A-Z2-7]{16,}/g;

/** The lower-case and grouped spellings that authenticator apps show. */
const GROUPED_SEED = /(?<![a-z0-9])(?:[a-z2-7]{4}[ -]){3,}[a-z2-7]{2,}(?![a-z0-9])/gi;

/** Characters of a text that are checked and shown; checking more takes time. */
const MAX_TEXT_LENGTH = 4096;

/** Removes what is certainly a key: access keys, seeds, tokens, passwords in URLs. */
export function withoutKeys(text: string): string {
  const shown = text.includes('://') ? text.replace(USER_INFO, `$1${REMOVED}@`) : text;
  if (!mayHoldKey(shown)) return shown;
  return shown
    .replace(RUN, (run) => (mayHoldKey(run) ? cutSecret(run, KEY) : run))
    .replace(KEY_ID, `$1${REMOVED}$2`)
    .replace(SEED, (seed) => (/[2-7][A-Z]/.test(seed) ? REMOVED : seed));
}

/** Patterns for secrets in a sentence or a log line, and their replacements. */
const inSentences = /* @__PURE__ */ lazy<readonly (readonly [RegExp, string])[]>(() => [
  [/otpauth(?:-migration)?:\/\/\S*/gi, REMOVED],
  // A password may have any character, also an `@` or a slash that should be encoded.
  [/(:\/\/)(?:[^\s/@]*|[^\s/]*:\S*)@/g, `$1${REMOVED}@`],
  [/(\w:\/\/[^\s?#]*[?#])[^\s'")]+/g, `$1${REMOVED}`],
  [/\beyJ[\w-]{4,}[\w.-]*/g, REMOVED],
  [/\b(bearer|basic)\s+[^\s'"]{6,}/gi, `$1 ${REMOVED}`],
]);

/** Parts of names of keys, variables and flags that hold secrets. */
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

/** Removes what may be a secret from the text, or from its beginning. */
export function withoutSecrets(text: string): string {
  let shown = text.slice(0, MAX_TEXT_LENGTH);
  for (const [pattern, rest] of inSentences()) shown = shown.replace(pattern, rest);
  return shown
    .replace(
      namedSecret(),
      (...groups: unknown[]) => `${groups.slice(1, 7).find(Boolean)}${REMOVED}`,
    )
    .replace(KEY_ID, `$1${REMOVED}$2`)
    .replace(GROUPED_SEED, (seed) =>
      /\d/.test(seed) || seed === seed.toUpperCase() ? REMOVED : seed,
    )
    .replace(RUN, (run) => cutSecret(run, SECRET))
    .replace(SEED, REMOVED)
    .replace(CODE, REMOVED);
}

/** A value that may be shown, or only its length. */
export type ShownValue = string | { readonly characters: number };

/** Characters. A longer value is not a typo. */
const MAX_VALUE_LENGTH = 128;

/** The characters of names, numbers, paths, ARNs and URLs without a query, and of quotes around them. */
const alphabet = /* @__PURE__ */ lazy(() => /^["'\p{L}\p{M}\p{N} _.:/=+@,~*-]*$/u);

/**
 * A refused value for an error message. The user wants to see a typo, but the value may be a secret that was pasted by mistake,
 * or that stands on an indented line below its key.
 */
export function shownValue(value: string): ShownValue {
  return alphabet().test(value) ? shownName(value) : hiddenValue(value);
}

/** The name of a section that does not exist or is not read, in any alphabet. */
export function shownName(name: string): ShownValue {
  const isShown =
    name.length <= MAX_VALUE_LENGTH && !/[\r\n]/.test(name) && withoutSecrets(name) === name;
  return isShown ? name : hiddenValue(name);
}

/** A value that is never shown. */
export function hiddenValue(value: string): ShownValue {
  return { characters: [...value].length };
}

/** The value in quotes, or its length instead: `'us-east1'`, `(40 characters, not shown)`. */
export function valueWords(value: ShownValue, quote = "'"): string {
  if (typeof value === 'string') return quote + value + quote;
  const { characters } = value;
  return `(${characters} character${characters === 1 ? '' : 's'}, not shown)`;
}

/** An untrusted value for a sentence. */
export function shownWords(value: string, quote = "'"): string {
  return valueWords(shownValue(value), quote);
}

/** How unlike words a text must be to count as a secret. */
interface Threshold {
  /** The least sum of oddness over a stretch. */
  readonly odd: number;
  /** The parts that can be odd. */
  readonly part: RegExp;
}

/** Any secret: base64 of every kind, hex, a seed, or a piece of these. */
const SECRET: Threshold = { odd: 8, part: /./ };

/** A secret access key or a session token: a hash in a path and an instance ID have letters of one case only. */
const KEY: Threshold = { odd: 14, part: /^(?=[^a-z]*[a-z])[^A-Z]*[A-Z]/ };

/** Parts of a run, such as the names in a path. */
const PARTS = /[^/+=_-]+/g;

/** IDs that AWS puts into the names of roles and sessions. */
const KNOWN_ID = /(?<=(?:^|\/)(?:AWSReservedSSO_\w{1,64}_|i-))[0-9a-f]{16,17}(?![^/])/g;

/**
 * Cuts a run before the first part of a secret in it. Names consist of words, but a secret holds few words by chance, so some
 * stretch of it is mostly odd. A stretch begins where the sum of oddness was last zero.
 */
function cutSecret(run: string, threshold: Threshold): string {
  const unknown = run.replace(KNOWN_ID, (id) => '/'.repeat(id.length));
  let [sum, start] = [0, 0];
  for (const { 0: part, index } of unknown.matchAll(PARTS)) {
    for (const oddness of oddnesses(part, threshold)) {
      if (sum === 0) start = index;
      sum = Math.max(0, sum + oddness);
      if (sum >= threshold.odd) return run.slice(0, start) + REMOVED;
    }
  }
  return run;
}

/** Words in a part, as in `AWSReservedSSO`. */
const WORDS = /([A-Z]?[a-z]+)/;

/** The oddness of the pieces of a part, in order: the length of an odd piece, or minus half the length of a word. */
function oddnesses(part: string, { part: possible }: Threshold): number[] {
  if (!possible.test(part) || isName(part)) return [part.length < SHORT ? 0 : -part.length / 2];
  if (isSeed(part)) return [part.length];
  return part.split(WORDS).map((piece) => (isWord(piece) ? -piece.length / 2 : piece.length));
}

/** A part with fewer characters may stand in a secret by chance. */
const SHORT = 3;

/** Whether a part is a number such as an account ID, a time, or a name such as `node2` or `WRITE`. */
function isName(part: string): boolean {
  if (/^(?:\d{1,16}|\d{8}T\d{6}Z)$/.test(part)) return true;
  const [, letters] = /^([A-Z]?[a-z]+|[A-Z]+)\d{0,3}$/.exec(part) ?? [];
  return letters !== undefined && (letters.length < LONG || isSpoken(letters));
}

/** From this many letters in one case, a part is not an abbreviation. */
const LONG = 12;

/** Whether letters are pronounceable, or one repeated letter. */
function isSpoken(letters: string): boolean {
  return (/[aeiouy]/i.test(letters) && !/[^aeiouy]{5}/i.test(letters)) || /^(.)\1*$/.test(letters);
}

/** A seed in lower case, or hex: letters of these alone may look like words. */
function isSeed(part: string): boolean {
  return /^[a-z0-9]{16,}$/.test(part) && /[a-z]\d+[a-z]/.test(part);
}

/** Rare in English words: four vowels, five consonants, and unusual pairs of consonants. */
const NOT_IN_WORDS =
  /[aeiouy]{4}|[^aeiouy]{5}|(?!b[blrs]|c[chklrt]|d[dglmrs]|f[flrt]|g[ghlnrs]|k[ns]|l[dfklmpstv]|m[bmps]|n[cdfgknstv]|p[hlprst]|r[bcdfgklmnprstv]|s[chklmnpstw]|t[chlrstw]|w[hnrs]|x[cpt]|zz)[^aeiouy]{2}/i;

/** Whether a piece looks like an English word. Three random letters often do, four or more seldom. */
function isWord(piece: string): boolean {
  return (
    /^(?=.{4})[A-Z]?[a-z]+$/.test(piece) && /[aeiou]/i.test(piece) && !NOT_IN_WORDS.test(piece)
  );
}

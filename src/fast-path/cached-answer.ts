/**
 * The stored answer of one profile: `answers/<profile, percent-encoded>`. Line 1 is a header of
 * space-separated fields (format, usable until in epoch seconds, seal, and what else the fingerprint
 * is of), line 2 the Version 1 document byte for byte: found by comparing, printed without parsing.
 * The seal is a digest over all that must belong together: the fingerprint, the header's other fields
 * and the document.
 */

import { join } from 'node:path';
import { type Dependency, digest } from './fingerprint.ts';
import { isPrivateDirectory, readPrivateFile } from './private-file.ts';

/** Changes when the meaning of the header or of the fingerprint does. */
const FORMAT = 'swrole-answer-3';

/** A clock that ran this far behind the file's own time has jumped; its "not yet expired" means nothing. */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

/** One profile's answer and the conditions under which it may be given. */
export interface Answer {
  /** Epoch seconds. */
  readonly usableUntil: number;
  readonly fingerprint: string;
  /** What the fingerprint depends on beside what all do. */
  readonly dependencies: readonly Dependency[];
  /** The Version 1 document, one line with its line feed. */
  readonly document: string;
}

/** The folder of the answers in swrole's directory. */
export const ANSWERS = 'answers';

/** The file name of a profile's answer. A leading dot is encoded as well: `.` and `..` are directories. */
export function answerName(profile: string): string {
  return encodeURIComponent(profile).replace(/^\./, '%2E');
}

/** The file's text for an answer. */
export function formatAnswer(answer: Answer): string {
  const { usableUntil, fingerprint, document } = answer;
  const dependencies = answer.dependencies.map(encodeURIComponent);
  const seal = sealOf(String(usableUntil), fingerprint, dependencies, document);
  return `${[FORMAT, usableUntil, seal, ...dependencies].join(' ')}\n${document}`;
}

function sealOf(
  usableUntil: string,
  fingerprint: string,
  dependencies: readonly string[],
  document: string,
): string {
  return digest([usableUntil, fingerprint, ...dependencies, document].join(' '));
}

/**
 * The document to print, or `undefined` if there is any doubt about it.
 *
 * @param current the fingerprint of the profile's answer now, given what it depends on
 * @param now milliseconds since the epoch
 */
export function readAnswer(
  cache: string,
  profile: string,
  current: (dependencies: readonly string[]) => string,
  now: number,
): string | undefined {
  if (!isPrivateDirectory(cache)) return undefined;
  const file = readPrivateFile(join(cache, ANSWERS, answerName(profile)));
  if (file === undefined || file.writtenAt > now + CLOCK_TOLERANCE) return undefined;
  const end = file.text.indexOf('\n');
  const [format, usableUntil = '', seal, ...dependencies] = file.text.slice(0, end).split(' ');
  if (format !== FORMAT || !(now < Number(usableUntil) * 1000)) return undefined;
  const document = file.text.slice(end + 1);
  if (!document.startsWith('{"Version":1,') || !document.endsWith('}\n')) return undefined;
  const fingerprint = current(dependencies.map(decodeURIComponent));
  return seal === sealOf(usableUntil, fingerprint, dependencies, document) ? document : undefined;
}

/**
 * The profile that these arguments want as a Version 1 document and nothing else (`-j PROFILE` and its
 * equal forms). Any other flag, command or oddity: `undefined`, and the whole program looks at it.
 */
export function cachedRequest(argv: readonly string[]): string | undefined {
  let json = false;
  let profile: string | undefined;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '-j' || word === '--json') json = true;
    else if (profile !== undefined) return undefined;
    else if (word === '-p' || word === '--profile') profile = argv[++index];
    else if (word.startsWith('-') || COMMAND_NAMES.has(word)) return undefined;
    else profile = word;
  }
  return json && profile ? profile : undefined;
}

/**
 * The words that are commands: a profile of the same name is reached with `-p`. All of the design's
 * commands are here from the first version on, so that no later version takes a word away.
 */
export const COMMAND_NAMES: ReadonlySet<string> = new Set([
  'exec',
  'login',
  'list',
  'ls',
  'status',
  'logout',
  'whoami',
  'console',
  'setup',
  'doctor',
  'init',
  'serve',
  'help',
]);

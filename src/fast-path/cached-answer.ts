/**
 * The cached answer of one profile, which is stored in the file `answers/<profile, percent-encoded>`: its format, and how it is read
 * and printed. This folder imports only node's builtins and itself.
 *
 * Line 1 is a header of space-separated fields: format, usable until and written at in epoch seconds, seal, what is exported
 * beside the document, and the further dependencies of the fingerprint. Line 2 is for the launcher alone (`launcher-line.ts`). Line 3
 * is the Version 1 document byte for byte, which swrole prints without parsing. The seal is a digest of everything that must belong
 * together: the fingerprint, the header's other fields and the document.
 */

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Dependency, digest, fingerprint, restoreRegion } from './fingerprint.ts';
import { type LauncherState, launcherLine } from './launcher-line.ts';
import { ANSWERS, cacheDirectory, type Environment, homeDirectory } from './paths.ts';
import { isPrivateDirectory, readPrivateFile } from './private-file.ts';

/** The format's version; changes when the meaning of the header or of the fingerprint changes. */
export const FORMAT = 'swrole-answer-5';

/** Seconds: a clock that is further behind the time of writing has jumped, so it cannot show whether the answer has expired. */
const CLOCK_TOLERANCE = 5 * 60;

/** What a shell or a command gets beside the credentials; `SWROLE_COLOR` is an SGR parameter list such as `31`. */
interface Exports {
  readonly region?: string | undefined;
  readonly color?: string | undefined;
}

/** One profile's answer and the conditions under which swrole may print it. */
export interface Answer {
  /** Epoch seconds. */
  readonly usableUntil: number;
  /** Epoch seconds. In the file, because a shell cannot read the time of a file. */
  readonly writtenAt: number;
  readonly fingerprint: string;
  /** What this fingerprint depends on, in addition to the common dependencies. */
  readonly dependencies: readonly Dependency[];
  /** The Version 1 document, one line with its line feed. */
  readonly document: string;
  /** `undefined` if only `-j` may use the answer: a run for a shell has something to say or to ask, such as a warning. */
  readonly exports: Exports | undefined;
  /** What the launcher compares; `undefined` if it must leave this answer to node. */
  readonly launcher?: LauncherState | undefined;
}

/** What swrole reads from the file if there is no doubt about it. */
type ReadyAnswer = Pick<Answer, 'document' | 'exports'>;

/** The file name of a profile's answer. A leading dot is encoded too: `.` and `..` are directories. */
export function answerName(profile: string): string {
  return encodeURIComponent(profile).replace(/^\./, '%2E');
}

/** The file's text for an answer. */
export function formatAnswer(answer: Answer): string {
  const { usableUntil, writtenAt, document, launcher } = answer;
  const times = `${usableUntil} ${writtenAt}`;
  const dependencies = answer.dependencies.map(encodeURIComponent);
  const exports = answer.exports ? encodeURIComponent(JSON.stringify(answer.exports)) : NO_EXPORTS;
  const fields = [exports, ...dependencies];
  const seal = sealOf(times, answer.fingerprint, fields, document);
  const header = [FORMAT, times, seal, ...fields].join(' ');
  return `${header}\n${launcherLine(launcher, header, document)}\n${document}`;
}

/** Stands in the header for no exports. */
const NO_EXPORTS = '-';

function sealOf(
  times: string,
  fingerprint: string,
  fields: readonly string[],
  document: string,
): string {
  return digest([times, fingerprint, ...fields, document].join(' '));
}

/**
 * The stored answer, or `undefined` if there is any doubt about it.
 *
 * @param current computes the current fingerprint of the profile's answer from its dependencies
 * @param now milliseconds since the epoch
 */
export function readAnswer(
  cache: string,
  profile: string,
  current: (dependencies: readonly string[]) => string,
  now: number,
): ReadyAnswer | undefined {
  const folder = join(cache, ANSWERS);
  if (!isPrivateDirectory(cache) || !isPrivateDirectory(folder)) return undefined;
  const text = readPrivateFile(join(folder, answerName(profile)))?.text ?? '';
  const end = text.indexOf('\n');
  const [format, usableUntil = '', writtenAt = '', seal, ...fields] = text.slice(0, end).split(' ');
  if (format !== FORMAT || !(now < Number(usableUntil) * 1000)) return undefined;
  if (!(Number(writtenAt) <= now / 1000 + CLOCK_TOLERANCE)) return undefined;
  const document = text.slice(text.indexOf('\n', end + 1) + 1);
  if (!document.startsWith('{"Version":1,') || !document.endsWith('}\n')) return undefined;
  const [exports = NO_EXPORTS, ...dependencies] = fields.map(decodeURIComponent);
  const times = `${usableUntil} ${writtenAt}`;
  if (seal !== sealOf(times, current(dependencies), fields, document)) return undefined;
  return { document, exports: exports === NO_EXPORTS ? undefined : JSON.parse(exports) };
}

/**
 * The profile, if these arguments request only its Version 1 document (`-j PROFILE` and the equivalent forms). `undefined` for
 * anything else: the whole program handles it.
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
 * The names of the commands; a profile with such a name needs `-p`. The list contains all planned commands from the first
 * version on, so that no later version makes a profile name unusable.
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
  'write',
  'keys',
  'version',
  'help',
]);

// Prints the cached answer. SDKs start swrole for every process, so the fast path only reads one small file and prints it. If there is
// any doubt about the answer, the whole program (`app.ts`) takes over. Reading never throws and never waits.

/** The document to print for this command line, or `undefined` if there is any doubt about it. */
export function readCachedDocument(): string | undefined {
  const profile = cachedRequest(process.argv.slice(2));
  return profile === undefined ? undefined : readDocument(profile, process.env);
}

/** The stored document of a profile in an environment, or `undefined` if there is any doubt about it. */
export function readDocument(profile: string, env: Environment): string | undefined {
  return readReadyAnswer(profile, env)?.document;
}

/** The stored answer of a profile in an environment, or `undefined` if there is any doubt about it. */
export function readReadyAnswer(profile: string, env: Environment): ReadyAnswer | undefined {
  if (env.SWROLE_DEBUG) return undefined;
  try {
    const home = homeDirectory(env);
    const cache = cacheDirectory(env, home);
    if (cache === undefined) return undefined;
    const current = (dependencies: readonly string[]) =>
      fingerprint(profile, env, home, dependencies);
    return readAnswer(cache, profile, current, Date.now());
  } catch {
    return undefined;
  }
}

/** A copy of the process's environment, as the program around the library has it, with the region that is the user's own. */
export function copyEnvironment(): Environment {
  const entries = Object.entries(process.env);
  const isWindows = process.platform === 'win32';
  // Windows ignores the case of variables; a copy does not.
  const env = Object.fromEntries(
    entries.map(([name, value]) => [isWindows ? name.toUpperCase() : name, value]),
  );
  restoreRegion(env);
  return env;
}

/** Milliseconds to wait for a reader that takes nothing. swrole always ends within 55 s: the Go SDK kills it after 60 s. */
const PATIENCE = 55_000;

/** Milliseconds between two attempts to write, so that other programs can use the processor. */
const RETRY_AFTER = 5;

/**
 * Writes to the descriptor directly: `process.stdout` would load node's stream and terminal modules.
 *
 * @returns the system's error code; `undefined` if everything is written or the reader has closed the pipe
 */
export function writeAll(fd: 1 | 2, text: string): string | undefined {
  const bytes = Buffer.from(text);
  const since = Date.now();
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return undefined;
      // EAGAIN: a non-blocking pipe whose reader is slow.
      if (code !== 'EAGAIN' || Math.abs(Date.now() - since) > PATIENCE) return code;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_AFTER);
    }
  }
  return undefined;
}

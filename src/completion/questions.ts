/**
 * What a shell's integration asks the program: which words may stand at the cursor (`__complete`), at every Tab key, and
 * whose credentials the shell has (`__current`). A program of its own, started by `bin/swrole.ts`: it loads neither the
 * parser of flags nor anything that checks or calls, and so reads `process` itself. Nothing goes to stderr, which a
 * person would find in the middle of the line being typed.
 */

import { writeSync } from 'node:fs';
import { listProfiles, loadConfigFiles } from '../config/files.ts';
import { roleKeys } from '../config/keys.ts';
import type { Instant } from '../credentials.ts';
import { type Environment, homeDirectory } from '../fast-path/paths.ts';
import { decodedProfile, parseInstant, safeText, shortDuration } from '../util/text.ts';
import {
  type Candidate,
  candidates,
  type Program,
  parseCursorContext,
  readBashLine,
  typedInBash,
} from './candidates.ts';

const { env } = process;

function wordsFor(program: string, before: readonly string[], current: string) {
  const place = parseCursorContext(program as Program, before);
  return candidates(place, current, () => profileCandidates(env, homeDirectory(env)));
}

/** `__complete bash PROGRAM LINE REPLACED`: the line up to the cursor, and the part of it that bash replaces. */
function forBash([program = '', text = '', replaced = '']: readonly string[]): string[] {
  const line = readBashLine(text);
  const found = wordsFor(program, line.words.slice(1), line.current);
  return found.flatMap(([word]) => typedInBash(word, line, replaced) ?? []);
}

/** `__complete words PROGRAM WORD… CURRENT`: words as they are meant, each with what it is behind a tab. */
function forOthers([program = '', ...words]: readonly string[]): string[] {
  const found = wordsFor(program, words.slice(0, -1), words.at(-1) ?? '');
  return found.map((candidate: Candidate) => candidate.join('\t'));
}

function answer([question, form, ...words]: readonly string[]): readonly string[] {
  if (question === '__current') return [currentWords(env, Date.now())];
  return form === 'bash' ? forBash(words) : forOthers(words);
}

// One write: so short a text fits into every pipe.
writeSync(
  1,
  answer(process.argv.slice(2))
    .map((line) => `${line}\n`)
    .join(''),
);

// `swr` without a word: whose credentials this shell has, and until when.

/** One line, from the variables that swrole sets. */
function currentWords(env: Environment, now: Instant): string {
  const { SWROLE_PROFILE: profile, AWS_CREDENTIAL_EXPIRATION: expiration } = env;
  if (!profile) return 'no profile in this shell';
  const end = parseInstant(expiration ?? '');
  return `${safeText(decodedProfile(profile))}: ${end === undefined ? 'long-term credentials' : untilWords(end, now)}`;
}

function untilWords(end: Instant, now: Instant): string {
  const time = new Date(end).toLocaleTimeString('en-GB', { timeStyle: 'short' });
  if (end <= now) return `expired ${shortMinutes(now - end)} ago, at ${time}`;
  return `credentials until ${time} (${shortMinutes(end - now)})`;
}

function shortMinutes(milliseconds: number): string {
  return shortDuration(Math.floor(milliseconds / 60_000) * 60);
}

/** Too short for a key, and nothing that a terminal would obey: most names, which spares the Tab key the search. */
function isPlain(text: string): boolean {
  return text.length < 16 && /^[\w./@:+-]*$/.test(text);
}

/**
 * The profiles with the role of each; none where the files cannot be read, because whoever presses Tab can read no
 * error. A name that a terminal would obey is left out: it must not get there unescaped, and cannot be typed anyway.
 */
function profileCandidates(env: Environment, home: string): readonly Candidate[] {
  try {
    const files = loadConfigFiles({ env, home });
    const names = listProfiles(files).filter((name) => isPlain(name) || safeText(name) === name);
    return names.map((name) => {
      const role = files.profiles.get(name)?.settings.get(roleKeys.roleArn)?.value ?? '';
      return [name, isPlain(role) ? role : safeText(role)];
    });
  } catch {
    return [];
  }
}

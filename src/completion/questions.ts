/**
 * Answers the queries of the shell integration: completions at the cursor (`__complete`), and the profile of the shell
 * (`__current`). It is a separate bundle for speed, which `bin/swrole.ts` starts: it loads no flag parser and no AWS code. It
 * never writes to stderr, because that would garble the line that the user types.
 */

import { readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { listProfiles, loadConfigFiles } from '../config/files.ts';
import { roleKeys } from '../config/keys.ts';
import type { Instant } from '../credentials.ts';
import { cacheDirectory, type Environment, homeDirectory, KEYS } from '../fast-path/paths.ts';
import { decodedProfile, parseInstant, safeText, shortDuration, timeOfDay } from '../util/text.ts';
import {
  type Candidate,
  candidates,
  type Program,
  parseCursorContext,
  readBashLine,
  typedInBash,
} from './candidates.ts';

function findCandidates(
  program: string,
  before: readonly string[],
  current: string,
  env: Environment,
) {
  const cursor = parseCursorContext(program as Program, before);
  const home = homeDirectory(env);
  return candidates(
    cursor,
    current,
    () => profileCandidates(env, home),
    () => keyCandidates(env, home),
  );
}

/** `__complete bash PROGRAM LINE REPLACED`: LINE ends at the cursor, REPLACED is the part that bash replaces. */
function completeBash(
  [program = '', text = '', replaced = '']: readonly string[],
  env: Environment,
): string[] {
  const line = readBashLine(text);
  const found = findCandidates(program, line.words.slice(1), line.current, env);
  return found.flatMap(([word]) => typedInBash(word, line, replaced) ?? []);
}

/** `__complete words PROGRAM WORD… CURRENT`: unquoted words; each answer line has a word, a tab and its description. */
function completeWords([program = '', ...words]: readonly string[], env: Environment): string[] {
  const found = findCandidates(program, words.slice(0, -1), words.at(-1) ?? '', env);
  return found.map((candidate: Candidate) => candidate.join('\t'));
}

/**
 * The lines that answer a question.
 *
 * @param argv `__complete` or `__current`, and its words
 * @param env whose variables and config files count
 * @returns the text for stdout; no candidates where the config files cannot be read
 */
export function answer([question, form, ...words]: readonly string[], env: Environment): string {
  if (question === '__current') return `${describeCurrent(env, Date.now())}\n`;
  const lines = form === 'bash' ? completeBash(words, env) : completeWords(words, env);
  return lines.map((line) => `${line}\n`).join('');
}

/** Answers the question of the arguments of this process. One write is enough: a text this short fits into every pipe. */
export function printAnswer(): void {
  writeSync(1, answer(process.argv.slice(2), process.env));
}

/** `swr` without arguments: one line with profile and expiration, from the variables that swrole sets. */
function describeCurrent(env: Environment, now: Instant): string {
  const { SWROLE_PROFILE: profile, AWS_CREDENTIAL_EXPIRATION: expiration } = env;
  if (!profile) return 'no profile in this shell';
  const end = parseInstant(expiration ?? '');
  return `${safeText(decodedProfile(profile))}: ${end === undefined ? 'long-term credentials' : describeExpiration(end, now)}`;
}

function describeExpiration(end: Instant, now: Instant): string {
  const time = timeOfDay(end);
  if (end <= now) return `expired ${formatMinutes(now - end)} ago, at ${time}`;
  return `credentials until ${time} (${formatMinutes(end - now)})`;
}

function formatMinutes(milliseconds: number): string {
  return shortDuration(Math.floor(milliseconds / 60_000) * 60);
}

/** Whether a text is too short for a secret key and has no control characters, so that `safeText` can be skipped for speed. */
function isPlain(text: string): boolean {
  return text.length < 16 && /^[\w./@:+-]*$/.test(text);
}

/**
 * The profiles with their roles; none if the files cannot be read, because completion cannot show an error. Names with
 * control characters are left out: they are not safe to print, and cannot be typed.
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

/** The names of the keys in the keychain: swrole's folder has a file for each. None if it cannot be read. */
function keyCandidates(env: Environment, home: string): readonly Candidate[] {
  try {
    const files = readdirSync(join(cacheDirectory(env, home) ?? '', KEYS)).sort();
    const names = files.flatMap((file) => /^([^.].*)\.json$/.exec(file)?.[1] ?? []);
    return names.map((name) => [safeText(decodeURIComponent(name)), '']);
  } catch {
    return [];
  }
}

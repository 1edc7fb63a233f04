/**
 * What a shell's integration asks the program: which words may stand at the cursor (`__complete`), at every Tab key, and
 * whose credentials the shell has (`__current`). A program of its own, started by `bin/swrole.ts`: it loads neither the
 * parser of flags nor anything that checks or calls, and so reads `process` itself. Nothing goes to stderr, which a
 * person would find in the middle of the line being typed.
 */
import { writeSync } from 'node:fs';
import { homeDirectory } from '../fast-path/paths.ts';
import { readBashLine, typedInBash } from '../cli/init/bash-line.ts';
import { type Candidate, candidates } from './candidates.ts';
import { currentWords } from '../cli/init/current.ts';
import type { Program } from '../cli/init/flag-list.ts';
import { placeOf } from '../cli/init/place.ts';
import { profileCandidates } from '../cli/init/profile-candidates.ts';

const { env } = process;

function wordsFor(program: string, before: readonly string[], current: string) {
  const place = placeOf(program as Program, before);
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

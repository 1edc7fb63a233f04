/**
 * THE CACHED ANSWER. SDKs start this program for every process, so it looks at one small file and
 * prints it. This folder loads node's builtins and itself, nothing more; on any doubt the whole
 * program (`app.ts`) takes over. It never throws and never waits.
 */
import { writeSync } from 'node:fs';
import { readAnswer } from './answer.ts';
import { cachedRequest } from './cached-request.ts';
import { fingerprint } from './fingerprint.ts';
import { cacheDirectory, homeDirectory } from './places.ts';

function cachedDocument(): string | undefined {
  const { argv, env } = process;
  const profile = cachedRequest(argv.slice(2));
  if (profile === undefined || env.SWROLE_DEBUG) return undefined;
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

/** Writes to the descriptor itself: `process.stdout` would load node's stream and terminal modules. */
function print(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') continue; // a non-blocking pipe whose reader is slow
      if (code !== 'EPIPE') tellFailure(code);
      return;
    }
  }
}

/** In the words of the whole program. */
function tellFailure(code = 'unknown'): void {
  process.exitCode = 1;
  try {
    writeSync(2, `swrole: error: cannot write to stdout (${code})\n`);
  } catch {
    // Nobody can be told.
  }
}

function startWholeProgram(): void {
  // Node 22.1 and newer keep compiled code between runs; the cached answer is too small to gain by it.
  const { enableCompileCache } = require('node:module') as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  import('../app.ts').then(({ main }) => main());
}

/** What a shell's integration asks, at every Tab key: answered without the whole program, which takes 30 ms to load. */
const QUESTIONS: ReadonlySet<string> = new Set(['__complete', '__current']);

// First of all: a code given as an argument leaves the process list (`ps`) at once.
if (process.argv.some((word) => /^(-\w*t|--token)/.test(word))) process.title = 'swrole';

const document = cachedDocument();
if (QUESTIONS.has(process.argv[2] ?? '')) require('../cli/init/questions.ts');
else if (document === undefined) startWholeProgram();
else print(document);

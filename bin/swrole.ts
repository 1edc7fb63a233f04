#!/usr/bin/env node
/**
 * THE FIRST FILE of the program, built into `swrole.cjs` beside it: it gives the cached answer, or starts the rest. All that is
 * needed to say how a run failed is in this one file, because the failure may be that no other can be opened. Whatever is
 * thrown, and wherever, ends here: in words, with exit code 1, and a shell that evaluates stdout is told.
 *
 * The build lowers its syntax, so that versions of node that are too old can read it, too, and be told so.
 */
import { shellFailure } from '../src/cli/failure-format.ts';
import { type CompileCacheApi, keepCompiledCode } from '../src/compile-cache.ts';
import { cachedDocument, print, writeAll } from '../src/hot/main.ts';
import { restoreRegion } from '../src/hot/region.ts';
import { describeCrash, describeOldNode } from '../src/words/crash.ts';
import { errorText, type Words } from '../src/words/words.ts';

/** What a shell's integration asks, at every Tab key: answered without the whole program, which takes 30 ms to load. */
const QUESTIONS: ReadonlySet<string> = new Set(['__complete', '__current']);

/** The version of node that `engines` of package.json asks for. */
const NEEDED_NODE = '20.12';

/** Whether all is done and written: what fails afterwards (a connection that was left open) changes nothing. */
let isOver = false;

function end(words: Words): never {
  const { isatty } = require('node:tty') as typeof import('node:tty');
  writeAll(1, shellFailure(process.argv.slice(2), isatty(1), words.exitCode, process.env));
  writeAll(2, errorText(words));
  process.exit(words.exitCode);
}

/** The outermost catch. */
function crash(error: unknown): never {
  if (isOver) process.exit();
  end(describeCrash(error));
}

function startWholeProgram(): void {
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
  keepCompiledCode(require('node:module') as CompileCacheApi, process.env);
  import('../src/app.ts')
    .then(({ main }) => main())
    .then(() => {
      isOver = true;
    }, crash);
}

/** The person is typing a line, in the middle of which words would be of no use. */
function answerQuestion(): void {
  try {
    require('../src/cli/init/questions.ts');
  } catch {
    process.exitCode = 1;
  }
}

// First of all: a code given as an argument leaves the process list (`ps`) at once.
if (process.argv.some((word) => /^(-\w*t|--token)/.test(word))) process.title = 'swrole';

// A profile without a region means the one of the user, also in a shell that swrole has given another one. In
// `process.env` itself: the whole program, the AWS SDK and the commands of the config file read it too.
restoreRegion(process.env);

const tooOld = describeOldNode(NEEDED_NODE, process.versions.node, process.execPath);
if (tooOld !== undefined) end(tooOld);

const document = cachedDocument();
if (QUESTIONS.has(process.argv[2] ?? '')) answerQuestion();
else if (document === undefined) startWholeProgram();
else print(document);

#!/usr/bin/env node
/**
 * THE FIRST FILE of the program, built into `swrole.cjs` beside it: it gives the cached answer, or starts the rest. All that is
 * needed to say how a run failed is in this one file, because the failure may be that no other can be opened. Whatever is
 * thrown, and wherever, ends here: in words, with exit code 1, and a shell that evaluates stdout is told.
 *
 * The build lowers its syntax, so that versions of node that are too old can read it, too, and be told so.
 */
import { type CompileCacheApi, keepCompiledCode } from '../src/fast-path/compile-cache.ts';
import { print, readCachedDocument, writeAll } from '../src/fast-path/main.ts';
import { restoreRegion } from '../src/fast-path/region.ts';
import type { Message } from '../src/messages/message.ts';

/** It is in this file too, as a text that is compiled when a run fails. */
const failure = () => require('./failure.ts') as typeof import('./failure.ts');

/** What a shell's integration asks, at every Tab key: answered without the whole program, which takes 30 ms to load. */
const QUESTIONS: ReadonlySet<string> = new Set(['__complete', '__current']);

/** The version of node that `engines` of package.json asks for. */
const NEEDED_NODE = [20, 12] as const;

/** Whether all is done and written: what fails afterwards (a connection that was left open) changes nothing. */
let isOver = false;

function end(told: Message): never {
  const { isatty } = require('node:tty') as typeof import('node:tty');
  const { formatError, formatShellFailure } = failure();
  writeAll(1, formatShellFailure(process.argv.slice(2), isatty(1), told.exitCode, process.env));
  writeAll(2, formatError(told));
  process.exit(told.exitCode);
}

/** The outermost catch. */
function crash(error: unknown): never {
  if (isOver) process.exit();
  end(failure().describeCrash(error));
}

function startWholeProgram(): void {
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
  const api = require('node:module') as CompileCacheApi;
  keepCompiledCode(api, process.env);
  import('../src/app.ts')
    .then(({ main }) => main(__filename))
    .then(() => {
      isOver = true;
    }, crash);
}

/** The person is typing a line, in the middle of which words would be of no use. */
function answerQuestion(): void {
  try {
    require('../src/completion/questions.ts');
  } catch {
    process.exitCode = 1;
  }
}

// First of all: a code given as an argument leaves the process list (`ps`) at once.
if (process.argv.some((word) => /^(-\w*t|--token)/.test(word))) process.title = 'swrole';

// A profile without a region means the one of the user, also in a shell that swrole has given another one. In
// `process.env` itself: the whole program, the AWS SDK and the commands of the config file read it too.
restoreRegion(process.env);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor < NEEDED_NODE[1])) {
  const needed = NEEDED_NODE.join('.');
  end(failure().describeOldNode(needed, process.versions.node, process.execPath));
}

if (QUESTIONS.has(process.argv[2] ?? '')) answerQuestion();
else {
  const document = readCachedDocument();
  if (document === undefined) startWholeProgram();
  else print(document);
}

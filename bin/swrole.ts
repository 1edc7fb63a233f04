#!/usr/bin/env node
/**
 * The entry of the program, built into `swrole.cjs` beside it: it prints the cached answer,
 * gives it to a shell or a command (`src/ready.ts`), or starts the whole program. It
 * contains everything needed to report a failure, because the failure may be that no other file can be opened. Every uncaught
 * error ends here: with a message, exit code 1, and a failing line for a shell that evaluates stdout.
 *
 * The build lowers its syntax, so that a too old version of node can read it and print that it is too old.
 */
import { join } from 'node:path';
import {
  COMMAND_NAMES,
  cachedRequest,
  readCachedDocument,
  writeAll,
} from '../src/fast-path/cached-answer.ts';
import { restoreRegion } from '../src/fast-path/fingerprint.ts';
import type { Message } from '../src/messages/message.ts';

/** The built file contains this module too, as a text that is compiled only when a run fails. */
const failure = () => require('./failure.ts') as typeof import('./failure.ts');

/** What the shell integration asks at every Tab key: answered without the whole program, which takes 30 ms to load. */
const QUESTIONS: ReadonlySet<string> = new Set(['__complete', '__current']);

/** The version of node that `engines` of package.json asks for. */
const NEEDED_NODE = [20, 12] as const;

/** Whether everything is done and written: a later error (of a connection that is still open) changes nothing. */
let isDone = false;

function end(message: Message): never {
  const { isatty } = require('node:tty') as typeof import('node:tty');
  const { formatError, formatShellFailure } = failure();
  writeAll(1, formatShellFailure(process.argv.slice(2), isatty(1), message.exitCode, process.env));
  writeAll(2, formatError(message));
  process.exit(message.exitCode);
}

/** Handles every uncaught error. */
function crash(error: unknown): never {
  if (isDone) process.exit();
  end(failure().describeCrash(error));
}

function print(document: string): void {
  const code = writeAll(1, document);
  if (code !== undefined) end(failure().describeUnwritable({ stream: 'stdout', code }));
}

function startWholeProgram(): void {
  const { awaitFirstCaller, loadProgram } =
    require('../src/fast-path/load-program.ts') as typeof import('../src/fast-path/load-program.ts');
  const profile = cachedRequest(process.argv.slice(2));
  const document = profile === undefined ? undefined : awaitFirstCaller(profile, process.env);
  if (document !== undefined) {
    print(document);
    return;
  }
  const program = loadProgram(
    {
      first: join(__dirname, '..', 'dist', 'app.cjs'),
      loadByNode: () => require('../src/app.ts'),
      argv: process.argv.slice(2),
      env: process.env,
    },
    { require },
  );
  const { main } = program.exports as typeof import('../src/app.ts');
  main(__filename).then(() => {
    isDone = true;
    if (process.exitCode === 0) program.keepCode();
  }, crash);
}

/**
 * Whether the arguments may ask for a shell's or a command's credentials (`PROFILE`, `-f`, `-o`, `exec`), which the stored
 * answer may give without the whole program.
 */
function mayBeReady([first = '', ...others]: readonly string[]): boolean {
  if (first === 'exec') return true;
  if (COMMAND_NAMES.has(first) || others.includes('-j') || others.includes('--json')) return false;
  return /^(?:-[fop]$|--(?:export|format|profile)$|[^-])/.test(first);
}

function startReady(argv: readonly string[]): void {
  const { answerReady } = require('../src/ready.ts') as typeof import('../src/ready.ts');
  answerReady(argv, process.env).then((ending) => {
    if (ending === undefined) startWholeProgram();
    else if ('unwritable' in ending)
      end(failure().describeUnwritable({ stream: 'stdout', code: ending.unwritable }));
    else process.exitCode = ending.exitCode;
  }, crash);
}

/** Answers a shell's question; prints no error, because the user is typing a line. */
function answerQuestion(): void {
  try {
    (
      require('../src/completion/questions.ts') as typeof import('../src/completion/questions.ts')
    ).printAnswer();
  } catch {
    process.exitCode = 1;
  }
}

// First: hide a code in the arguments from the process list (`ps`).
if (process.argv.some((word) => /^(-\w*t|--token)/.test(word))) process.title = 'swrole';

// A profile without a region uses the user's own region, even in a shell where swrole has set another one. This changes
// `process.env` itself, because the whole program, the AWS SDK and the commands of the config file read it too.
restoreRegion(process.env);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor < NEEDED_NODE[1])) {
  const needed = NEEDED_NODE.join('.');
  end(failure().describeOldNode(needed, process.versions.node, process.execPath));
}

if (QUESTIONS.has(process.argv[2] ?? '')) answerQuestion();
else {
  const argv = process.argv.slice(2);
  const document = readCachedDocument();
  if (document !== undefined) print(document);
  else {
    process.on('uncaughtException', crash).on('unhandledRejection', crash);
    if (mayBeReady(argv)) startReady(argv);
    else startWholeProgram();
  }
}

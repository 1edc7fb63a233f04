/**
 * Searches for the secrets of a test wherever the program could leave them: its streams, its files, the arguments and the
 * environment of its children, its debug log. Every run and every home of the tests is searched (`run-swrole.ts`,
 * `run-in-process.ts`, `example-world.ts`).
 */
import childProcess, { type ChildProcess } from 'node:child_process';
import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

/** Whether a text shows one of the secrets, as it is or as it stands in a URL or a form. */
export function leaks(text: string, secrets: readonly string[]): boolean {
  return secrets.some(
    (secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)),
  );
}

/** The secrets of homes whose tests are running; each list may grow. */
const known = new Map<string, readonly string[]>();

/** Says which secrets the runs of a home must not show. @returns forgets them */
export function guardSecrets(home: string, secrets: readonly string[]): () => void {
  known.set(home, secrets);
  return () => known.delete(home);
}

/** The secrets of the home that an environment names. */
export function secretsOf({ HOME = '' }: Readonly<Record<string, string | undefined>>) {
  return known.get(HOME) ?? [];
}

// Files.

/** Folders of swrole's directory, with whether secrets may be in their files. */
const FOLDERS: Readonly<Record<string, boolean>> = {
  sessions: true,
  answers: true,
  encrypted: false,
  outcomes: false,
  locks: false,
  mfa: false,
  history: false,
  bin: false,
};

/** A line of the debug log. */
const DEBUG_LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z \d+ swrole \d/;

/** No test stores more in a home, and the program reads no more. */
const LARGE = 1024 * 1024;

/**
 * The files of a home with a secret where none may be: swrole's own files of other kinds than sessions and answers, its debug
 * logs, and sessions and answers that other users could read.
 *
 * @returns paths in the home, each with what is wrong
 */
export function misplacedSecrets(home: string, secrets: readonly string[]): readonly string[] {
  return filesIn(home).flatMap((path) => {
    const mayHold = FOLDERS[folderName(path)];
    if (mayHold === undefined && !isDebugLog(path)) return [];
    const text = textOf(path);
    if (text === undefined || !leaks(text, secrets)) return [];
    const name = relative(home, path);
    if (mayHold !== true) return `${name} holds a secret`;
    return (lstatSync(path).mode & 0o077) === 0 ? [] : `${name} is open to others`;
  });
}

/** A test has programs of its own in another `bin`. */
function folderName(path: string): string {
  const name = basename(dirname(path));
  return name === 'bin' && basename(dirname(dirname(path))) !== 'swrole' ? '' : name;
}

function filesIn(folder: string): readonly string[] {
  return entriesIn(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? path : [];
  });
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // closed by the test
  }
}

function isDebugLog(path: string): boolean {
  return /debug|log/i.test(basename(path)) && DEBUG_LINE.test(textOf(path) ?? '');
}

function textOf(path: string): string | undefined {
  try {
    return lstatSync(path).size > LARGE ? undefined : readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

// Children of a program that runs in the process of the tests.

type Variables = Readonly<Record<string, string | undefined>>;
type Spawning = (...args: unknown[]) => ChildProcess;

/**
 * Watches which children are started until it is told to end.
 *
 * @param given the environment of the program itself: what is in that, a child may have
 * @returns ends it, and gives what was wrong with the children
 */
export function watchChildren(given: Variables, secrets: readonly string[]): () => string[] {
  const before = { ...childProcess };
  const problems: string[] = [];
  const watched = (spawn: Spawning) =>
    function (this: unknown, ...args: unknown[]) {
      problems.push(...childProblems(args, given, secrets));
      return spawn.apply(this, args);
    };
  for (const name of ['spawn', 'spawnSync', 'execFile', 'exec'] as const)
    Object.assign(childProcess, { [name]: watched(before[name] as never) });
  syncBuiltinESMExports();
  return () => {
    Object.assign(childProcess, before);
    syncBuiltinESMExports();
    return problems;
  };
}

function childProblems(args: readonly unknown[], given: Variables, secrets: readonly string[]) {
  const words = args.filter((arg) => typeof arg === 'string' || Array.isArray(arg)).flat();
  const options = args.find((arg) => typeof arg === 'object' && !Array.isArray(arg)) ?? {};
  const { env = {} } = options as { readonly env?: Variables };
  const own = new Set(Object.values(given));
  // A command line of the config file is the user's own, whatever it has in it.
  const [program = ''] = words as readonly string[];
  const argument = leaks(words.slice(1).join('\n'), secrets) && !/^(?:\/bin\/)?sh$/.test(program);
  const variables = Object.entries(env).filter(
    ([, value = '']) => !own.has(value) && leaks(value, secrets),
  );
  return [
    ...(argument ? [`an argument of ${program}`] : []),
    ...variables.map(([name]) => `the variable ${name} of ${program}`),
  ];
}

/**
 * Searches for the secrets of a test wherever the program could leave them: its streams, its files, the arguments and the
 * environment of its children, its debug log. Every run and every home of the tests is searched (`run-swrole.ts`,
 * `run-in-process.ts`, `example-world.ts`).
 */
import childProcess, { type ChildProcess } from 'node:child_process';
import { type Dirent, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Whether a text shows one of the secrets, as it is or as it stands in a URL or a form. */
export function leaks(text: string, secrets: readonly string[]): boolean {
  return secrets.some(
    (secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)),
  );
}

/** A home, and what no run with it may show. */
interface Guarded {
  readonly home: string;
  /** It may grow. */
  readonly secrets: readonly string[];
  isClosed: boolean;
}

/** All homes of this process, in the order of their tests. */
const guarded: Guarded[] = [];

/** Says which secrets the runs of a home must not show. @returns ends it */
export function guardSecrets(home: string, secrets: readonly string[]): () => void {
  const entry: Guarded = { home, secrets, isClosed: false };
  guarded.push(entry);
  return () => {
    entry.isClosed = true;
  };
}

/** The secrets of the home that an environment names. */
export function secretsOf({ HOME = '' }: Readonly<Record<string, string | undefined>>) {
  return guarded.findLast(({ home, isClosed }) => home === HOME && !isClosed)?.secrets ?? [];
}

/** Gives, when it is called, all secrets of homes that were there since now, the removed ones too. */
export function secretsSinceNow(): () => readonly string[] {
  const first = guarded.length;
  return () =>
    guarded
      .filter(({ isClosed }, index) => !isClosed || index >= first)
      .flatMap(({ secrets }) => secrets);
}

// Files.

/** What may hold secrets, if other users cannot read it: swrole's sessions and answers. */
const OWN = /^\.aws\/swrole\/(?:sessions|answers)\/[^/]+$/;

/** What is the user's, with keys, and what tools of AWS keep; and the device of a test. */
const OF_THE_USER =
  /^(?:\.aws\/(?:config|credentials[^/]*|(?:cli|sso|login)\/cache\/[^/]+)|[^/]+\/secret)$/;

/** Where tests themselves keep what swrole printed, copies of its folders, and files and programs that give keys. */
const OF_TESTS =
  /^(?:(?:before|own\/cache|cache|aside|aws|dotfiles)(?:\/.*)?|[^/]+\.out|stdout|out|document|answer|first|one|other|token|(?:session|keys|[0-9a-f]{64})\.json|role\.env(?:\.other)?|(?:source|program|print)\.mjs|bin\/(?:my-keys|gcloud|kubectl))$/;

/** No test stores more, and the program reads no more. */
const LARGE = 1024 * 1024;

/**
 * The files of a home or of another folder of a test with a secret where none may be, and sessions and answers that other users
 * could read.
 *
 * @returns paths in the folder, each with what is wrong
 */
export function misplacedSecrets(folder: string, secrets: readonly string[]): readonly string[] {
  if (secrets.length === 0) return [];
  return filesIn(folder).flatMap((path) => {
    // A test may move a home into a folder of its own.
    const name = relative(folder, path).replace(/^.*?\/(?=\.aws\/)/, '');
    if (OF_THE_USER.test(name) || OF_TESTS.test(name)) return [];
    if (!leaksIn(path, secrets)) return [];
    if (!OWN.test(name)) return `${name} holds a secret`;
    return (lstatSync(path).mode & 0o077) === 0 ? [] : `${name} is open to others`;
  });
}

/** Whether a file shows one of the secrets. */
export function leaksIn(path: string, secrets: readonly string[]): boolean {
  const text = textOf(path);
  return text !== undefined && leaks(text, secrets);
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

/** What a watched program has, and what was wrong with its children so far. */
interface Watch {
  readonly given: Variables;
  readonly secrets: readonly string[];
  readonly problems: string[];
}

let watch: Watch | undefined;
let isReplaced = false;

/** Node's functions are replaced once: to tell all modules of a replacement takes a millisecond. */
function replaceSpawning(): void {
  if (isReplaced) return;
  isReplaced = true;
  for (const name of ['spawn', 'spawnSync', 'execFile', 'exec'] as const) {
    const spawn = childProcess[name] as unknown as Spawning & { [promisify.custom]?: Spawning };
    const watched = (original: Spawning) =>
      function (this: unknown, ...args: unknown[]) {
        if (watch) watch.problems.push(...childProblems(args, watch.given, watch.secrets));
        return original.apply(this, args);
      };
    const promised = spawn[promisify.custom];
    const replaced = Object.assign(
      watched(spawn),
      promised && { [promisify.custom]: watched(promised) },
    );
    Object.assign(childProcess, { [name]: replaced });
  }
  syncBuiltinESMExports();
}

/**
 * Watches which children are started until it is told to end. One program is watched at a time.
 *
 * @param given the environment of the program itself: what is in that, a child may have
 * @returns ends it, and gives what was wrong with the children
 */
export function watchChildren(given: Variables, secrets: readonly string[]): () => string[] {
  replaceSpawning();
  const problems: string[] = [];
  watch = { given, secrets, problems };
  return () => {
    watch = undefined;
    return problems;
  };
}

function childProblems(args: readonly unknown[], given: Variables, secrets: readonly string[]) {
  const words = args.filter((arg) => typeof arg === 'string' || Array.isArray(arg)).flat();
  const options = args.find((arg) => typeof arg === 'object' && !Array.isArray(arg)) ?? {};
  const { env = {} } = options as { readonly env?: Variables };
  return problemsOf(words, Object.entries(env), given, secrets);
}

function problemsOf(
  words: readonly string[],
  variables: readonly (readonly [string, string | undefined])[],
  given: Variables,
  secrets: readonly string[],
): string[] {
  const own = new Set(Object.values(given));
  // A command line of the config file is the user's own, whatever it has in it.
  const [program = ''] = words;
  const argument = leaks(words.slice(1).join('\n'), secrets) && !/^(?:\/bin\/)?sh$/.test(program);
  const names = variables.filter(([, value = '']) => !own.has(value) && leaks(value, secrets));
  return [
    ...(argument ? [`an argument of ${program}`] : []),
    ...names.map(([name]) => `the variable ${name} of ${program}`),
  ];
}

// Children of the built program.

const WATCHER = fileURLToPath(new URL('watch-children.cjs', import.meta.url));

/** Arguments of node, with which a program writes down its children for {@link childrenProblems}. */
export const WATCHING: readonly string[] = ['--require', WATCHER];

/** Where the command of `exec` has the credentials: those of a role, or what opens the endpoint of `--server`. */
const CREDENTIALS =
  /^AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|CONTAINER_AUTHORIZATION_TOKEN)$/;

/** The children of a program that has ended. */
export interface Parent {
  readonly pid: number | undefined;
  /** The words after `swrole`. */
  readonly args: readonly string[];
  readonly env: Variables;
}

/** What was wrong with the children of a program that was started with {@link WATCHING}, and has ended. */
export function childrenProblems({ pid, args, env }: Parent, secrets: readonly string[]) {
  // The same folder as in the watching file.
  const folder = process.platform === 'win32' ? tmpdir() : '/tmp';
  const path = join(folder, `swrole-children-${process.pid}-${pid}`);
  const text = textOf(path);
  if (text === undefined) return [];
  rmSync(path, { force: true });
  const lines = text.split('\n').filter(Boolean);
  const hasCommand = args[0] === 'exec' || args.includes('--');
  return lines.flatMap((line, index) => {
    const { words, variables } = JSON.parse(line) as Record<'words' | 'variables', string[]>;
    const isCommand = hasCommand && index === lines.length - 1;
    const named = variables
      .map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] as const)
      .filter(([name]) => !(isCommand && CREDENTIALS.test(name)));
    // The words of the command are the caller's own.
    const own = isCommand ? words.slice(0, 1) : words;
    return problemsOf(own, named, env, secrets);
  });
}

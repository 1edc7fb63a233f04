/** Builds the smallest program of each SDK, outside the checkout and one at a time; what is built is kept for later runs. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectOutput, untilClosed } from '../support/child-output.ts';

/** Where the programs are built: `SWROLE_INTEROP_DIR`, else a folder of the user's cache. */
export const BUILD_FOLDER =
  process.env.SWROLE_INTEROP_DIR ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'swrole-interop');

const MANIFESTS = fileURLToPath(new URL('consumers/', import.meta.url));

/** Milliseconds for one step of a build. The slowest takes two minutes on two cores that are free; these may not be. */
const STEP_LIMIT = 20 * 60_000;

/** How a program is built. */
export interface Recipe {
  /** The folder of its pinned manifests and its source in `consumers/`. */
  readonly manifests: string;
  /** Commands that must end well, or its tests are skipped with the name of the first that does not. */
  readonly tools: readonly (readonly string[])[];
  /** Commands that run in the build folder, a copy of the manifests. Words are given as they are; there is no shell. */
  readonly steps: readonly (readonly string[] | ((folder: string) => void))[];
}

/** Where a program is, and how long the building took; or what this machine does not have. */
export type Build =
  | { readonly folder: string; readonly seconds: number }
  | { readonly missing: string };

/** The files of the manifests and the recipe: another text of these is another build. */
function fingerprint({ manifests, steps }: Recipe): string {
  // Of a function its name: its text is that of the compiler.
  const named = steps.map((step) => (typeof step === 'function' ? step.name : step.join(' ')));
  const hash = createHash('sha256').update(named.join('\n'));
  const folder = join(MANIFESTS, manifests);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort())
    hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

async function runStep([file = '', ...args]: readonly string[], cwd: string): Promise<void> {
  const child = spawn(file, args, { cwd });
  // A machine that does something else at the same time is not held up.
  if (child.pid !== undefined) setPriority(child.pid, 10);
  child.stdin.end();
  const output = collectOutput(child);
  await untilClosed(child, STEP_LIMIT);
  if (child.exitCode === 0) return;
  throw new Error(
    `${[file, ...args].join(' ')} failed in ${cwd}\n${output.stdout}${output.stderr}`,
  );
}

/**
 * Builds a program unless it has been built before.
 *
 * @throws Error with the output of a step that fails
 */
export async function build(recipe: Recipe): Promise<Build> {
  const missing = recipe.tools.find(
    ([tool = '', ...args]) => spawnSync(tool, args, { stdio: 'ignore' }).status !== 0,
  );
  if (missing !== undefined) return { missing: missing.join(' ') };
  const folder = join(BUILD_FOLDER, `${recipe.manifests}-${fingerprint(recipe)}`);
  const done = join(folder, '.built');
  if (existsSync(done)) return { folder, seconds: 0 };
  const startedAt = performance.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(BUILD_FOLDER, { recursive: true });
  cpSync(join(MANIFESTS, recipe.manifests), folder, { recursive: true });
  for (const step of recipe.steps) {
    if (typeof step === 'function') step(folder);
    else await runStep(step, folder);
  }
  writeFileSync(done, '');
  return { folder, seconds: (performance.now() - startedAt) / 1000 };
}

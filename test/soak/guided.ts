/** Hostile inputs that are made from those that reached a new branch, beside as many that are not: what each of them enters. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Found } from '../fuzz/guided.ts';
import { bundleInstrumented } from '../fuzz/instrument.ts';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import type { Findings } from './soak-case.ts';

const TEST = fileURLToPath(new URL('..', import.meta.url));

type Line = Found & { readonly name: string };

/** @param count of inputs of each kind, in each of the two ways */
export async function guidedInputs(count: number, stop: AbortSignal): Promise<Findings> {
  // In the project, where it finds the packages that are not in it.
  const folder = join(TEST, '..', 'node_modules', '.cache', 'swrole-guided');
  mkdirSync(folder, { recursive: true });
  try {
    const bundle = join(folder, 'compare.mjs');
    const marked = await bundleInstrumented(join(TEST, 'fuzz', 'compare.ts'), bundle);
    const seed = Date.now() % 2 ** 31;
    const run = (way: string) => lines([bundle, String(count), String(seed), way], count, stop);
    const [blind, guided] = await Promise.all([run('blind'), run('guided')]);
    const found = [...blind, ...guided].flatMap(({ name, failure }) =>
      failure ? [{ name, failure }] : [],
    );
    const rows = guided.map(({ name, branches, milliseconds }, at) => {
      const other = blind[at];
      const seconds = (of = 0) => `${Math.round(of / 1000)} s`;
      return `${name}: ${branches} in ${seconds(milliseconds)}, blind ${other?.branches} in ${seconds(other?.milliseconds)}`;
    });
    process.stderr.write(`branches entered, of ${marked}:\n${rows.join('\n')}\n`);
    const more = guided.filter(({ branches }, at) => branches > (blind[at]?.branches ?? 0));
    const summary = `seed ${seed}: more branches than blind for ${more.length} of ${guided.length} kinds`;
    return {
      found: found.length === 0 ? [{ failed: [] }] : found,
      wanted: { failed: [] },
      summary,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lines(argv: readonly string[], count: number, stop: AbortSignal): Promise<Line[]> {
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = spawn(process.execPath, argv, { signal: stop, env });
  child.on('error', () => undefined); // of `stop`
  const output = collectOutput(child);
  await untilClosed(child, 300_000 + count * 36);
  stop.throwIfAborted();
  if (child.exitCode !== 0) throw new Error(output.stderr);
  return output.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { makeTempHome, type TempHome } from '../support/temp-home.ts';
import { timedRun } from '../support/timed-run.ts';
import { largeFiles, PROFILES } from './large-files.ts';
import type { Row } from './measure.ts';
import { MILLISECOND } from './measurements.ts';
import { ratio } from './statistics.ts';

/** Each in a process of its own. */
const ROUNDS = 25;

/** Milliseconds. */
const TARGET = 100;

const CHILD = fileURLToPath(new URL('parse-child.ts', import.meta.url));

/** The child as a program that runs without a loader, which would work beside it. */
async function bundleChild(outfile: string): Promise<void> {
  const form = { bundle: true, platform: 'node', format: 'esm', target: 'node20.12' } as const;
  await build({ entryPoints: [CHILD], outfile, ...form, minifySyntax: true });
}

async function parseOnce(program: string, home: TempHome): Promise<number> {
  const files = [home.configFile, home.credentialsFile];
  const { stdout, stderr } = await timedRun(process.execPath, [program, ...files], {
    HOME: home.path,
  });
  if (stderr !== '') throw new Error(`the parser failed: ${stderr}`);
  const { milliseconds, profiles, warnings } = JSON.parse(stdout);
  if (profiles === PROFILES && warnings === 0) return milliseconds;
  throw new Error(
    `${profiles} profiles and ${warnings} warnings where ${PROFILES} and none were due`,
  );
}

/**
 * The row of the milliseconds that it takes to parse large files, without reading them, in processes that have parsed nothing before.
 *
 * @throws Error if it does not find all profiles
 */
export async function measureParsing(stop: AbortSignal): Promise<Row> {
  const home = await makeTempHome(largeFiles());
  try {
    const program = join(home.path, 'parse.mjs');
    await bundleChild(program);
    const samples: number[] = [];
    while (samples.length < ROUNDS) {
      stop.throwIfAborted();
      samples.push(await parseOnce(program, home));
    }
    const what = `${PROFILES.toLocaleString('en')} profiles parsed, first in their process`;
    return { what, against: MILLISECOND, ratio: ratio(samples, [1]), target: TARGET };
  } finally {
    await home.close();
  }
}

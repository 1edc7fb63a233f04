import { mkdir } from 'node:fs/promises';
import type { Homes } from './homes.ts';
import type { Row } from './measure.ts';
import { BARE, bareNode, document, run } from './measurements.ts';
import type { StandInProcess } from './stand-in-process.ts';
import { ratio } from './statistics.ts';

/** How many processes start at once. */
const CROWD = 100;

/** The most that they may take, in terms of as many bare nodes. */
const TARGET = 1.6;

/** Rounds that count, after one that does not. */
const ROUNDS = 3;

async function untilTheLast(start: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CROWD }, start));
  return performance.now() - startedAt;
}

/** One crowd of each kind. All of the cold one get the same answer, which the next caller gets too. */
async function measureOnce(homes: Homes): Promise<{ bare: number; cold: number }> {
  const home = await homes.open('printf');
  // As an earlier use of any profile has left it.
  await mkdir(home.cacheDir, { mode: 0o700 });
  const answers = new Set<string>();
  const cold = await untilTheLast(async () => answers.add((await run(document(home))).stdout));
  if (answers.size !== 1) throw new Error(`${answers.size} different answers of a crowd`);
  return { cold, bare: await untilTheLast(() => run(bareNode(home))) };
}

/**
 * Starts many at once with an empty cache, for one role with MFA; and as many bare nodes in between.
 *
 * @throws Error unless each crowd makes one STS call, and so uses one code
 */
export async function measureCrowds(
  homes: Homes,
  standIn: StandInProcess,
  stop: AbortSignal,
): Promise<Row> {
  const results = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    stop.throwIfAborted();
    results.push(await measureOnce(homes));
    await standIn.expectCalls(homes.callsDue);
  }
  const counted = results.slice(1);
  const of = (kind: 'bare' | 'cold') => counted.map((each) => each[kind]);
  return {
    what: `${CROWD} at once, cold, MFA (1 STS call)`,
    against: `${CROWD} × ${BARE}`,
    ratio: ratio(of('cold'), of('bare')),
    target: TARGET,
  };
}

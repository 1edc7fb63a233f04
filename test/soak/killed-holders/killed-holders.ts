/**
 * SIGKILL for the process that gets a session while others wait for it: the next one takes over, none is lost, and nothing
 * is left behind that harms.
 */
import { runAtOnce } from '../crowd.ts';
import { ANSWERED, differentEndings } from '../endings.ts';
import type { Findings } from '../soak-case.ts';
import { corruptFiles } from './corrupt-files.ts';
import { type Point, storm } from './storm.ts';
import { inStormWorld } from './storm-world.ts';

/** How many are killed in one storm. */
const KILLS = 5;

/** Milliseconds: ten times what a takeover takes, as a machine that runs other tests may stand still for a second. */
const TAKEOVER_LIMIT = 3_000;

/** What a storm is to come to, whatever its plan was. */
const wanted = {
  endings: [ANSWERED],
  attemptsTooMany: 0,
  callsTooMany: 0,
  slowTakeovers: [],
  corruptFiles: [],
};

/** What a storm came to. */
interface Round {
  readonly found: Record<keyof typeof wanted, unknown>;
  readonly kills: number;
  readonly calls: number;
  readonly takeovers: readonly number[];
}

function anyOf(...points: readonly Point[]): Point {
  return points[Math.floor(Math.random() * points.length)] ?? 'base';
}

/** A stored session ends the storm, and there are two codes for two calls: what may lead to them comes last. */
function plan(kills: number, withMfa: boolean): readonly Point[] {
  const early = () => anyOf('base', withMfa ? 'token' : 'call');
  return [...Array.from({ length: kills - 1 }, early), anyOf('way', 'call', 'answer')];
}

/** @param survivors how many more there are than kills */
function round(
  kills: number,
  survivors: number,
  withMfa: boolean,
  stop: AbortSignal,
): Promise<Round> {
  return inStormWorld(withMfa, async (world) => {
    const { standIn, env, home } = world.example;
    const { results, ...rest } = await storm(plan(kills, withMfa), survivors, world, stop);
    const late = await runAtOnce(1, ['-j', 'project'], { env, stop });
    const alive = results.filter(({ signal }) => signal !== 'SIGKILL');
    const killed = results.length - alive.length;
    return {
      found: {
        endings: differentEndings([...alive, ...late]),
        attemptsTooMany: Math.max(0, rest.attempts - killed - 1),
        callsTooMany: Math.max(0, standIn.calls.length - killed - 1),
        slowTakeovers: rest.takeovers.filter((milliseconds) => milliseconds >= TAKEOVER_LIMIT),
        corruptFiles: corruptFiles(home.cacheDir),
      },
      kills: killed,
      calls: standIn.calls.length,
      takeovers: rest.takeovers,
    };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function summary(rounds: readonly Round[], kills: number): string {
  const calls = sum(rounds.map((each) => each.calls));
  const takeovers = rounds.flatMap((each) => each.takeovers);
  const slowest = (Math.max(...takeovers) / 1000).toFixed(2);
  return `${kills} kills in ${rounds.length} storms: ${calls} STS calls, ${takeovers.length} takeovers within ${slowest} s`;
}

/**
 * @param count of kills; one that came too late, after the end of its process, does not count
 * @param size how many more processes than kills there are in a storm
 */
export async function killedHolders(
  count: number,
  stop: AbortSignal,
  size: number,
): Promise<Findings> {
  const rounds: Round[] = [];
  const kills = () => sum(rounds.map((each) => each.kills));
  while (kills() < count) {
    const withMfa = rounds.length % 2 === 1;
    rounds.push(await round(Math.min(KILLS, count - kills()), size, withMfa, stop));
    stop.throwIfAborted();
  }
  return { found: rounds.map(({ found }) => found), wanted, summary: summary(rounds, kills()) };
}

/** Many processes want one session. Those that begin to get it are killed one after the other, and the rest goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RunResult } from '../../support/run-swrole.ts';
import type { Hold } from '../../support/sts-stand-in/hold.ts';
import { type Crowd, gather } from '../crowd.ts';
import type { Arrival } from './checkpoints.ts';
import type { StormWorld } from './storm-world.ts';

/**
 * Where a process is killed: in the command for the keys, in the command for the code, somewhere between these and the call,
 * in the call, soon after its answer.
 */
export type Point = 'base' | 'token' | 'way' | 'call' | 'answer';

/** How it went. */
export interface Storm {
  readonly results: readonly RunResult[];
  /** How often a process began to get the session. */
  readonly attempts: number;
  /** From each kill to the beginning of the next attempt, in milliseconds. */
  readonly takeovers: readonly number[];
}

/** About as many milliseconds as a process needs from a command to the call, and from the answer to its end. */
const moment = () => delay(Math.random() * 30);

class Run {
  readonly takeovers: number[] = [];
  attempts = 0;
  #killedAt: number | undefined;
  readonly #world: StormWorld;
  readonly #crowd: Crowd;

  constructor(world: StormWorld, crowd: Crowd) {
    this.#world = world;
    this.#crowd = crowd;
  }

  /** Kills the next process; there is none if a killed process had stored the session. */
  async kill(point: Point): Promise<void> {
    const first = await this.#next();
    if (first === undefined) return;
    const staysInCommand = point === 'base' || point === 'token';
    const hold = staysInCommand ? undefined : this.#world.example.standIn.holdNext();
    if (point !== 'base') await this.#lead(first, hold);
    if (hold !== undefined) await this.#untilMoment(point, hold);
    this.#crowd.kill(first.pid);
    this.#killedAt = performance.now();
    hold?.release();
  }

  /** Lets all processes go on. */
  async finish(): Promise<void> {
    for (let next = await this.#next(); next !== undefined; next = await this.#next())
      this.#world.letGoOn(next);
  }

  async #next(): Promise<Arrival | undefined> {
    const arrival = await this.#world.checkpoints.next();
    if (arrival?.name !== 'base') return arrival;
    this.attempts += 1;
    if (this.#killedAt !== undefined) this.takeovers.push(arrival.at - this.#killedAt);
    this.#killedAt = undefined;
    return arrival;
  }

  /** To the command for the code or, where its call is held, on to that. */
  async #lead(first: Arrival, hold: Hold | undefined): Promise<void> {
    const { checkpoints, withMfa, letGoOn } = this.#world;
    letGoOn(first);
    const second = withMfa ? await checkpoints.next() : undefined;
    if (hold !== undefined && second !== undefined) letGoOn(second);
  }

  async #untilMoment(point: Point, hold: Hold): Promise<void> {
    if (point === 'way') return moment();
    await Promise.race([hold.arrived, this.#crowd.results]);
    if (point === 'call') return;
    hold.release();
    await moment();
  }
}

/**
 * Kills at these points, in this order.
 *
 * @param survivors how many more there are than kills
 */
export async function storm(
  plan: readonly Point[],
  survivors: number,
  world: StormWorld,
  stop: AbortSignal,
): Promise<Storm> {
  const { env } = world.example;
  const crowd = gather(plan.length + survivors, ['-j', 'project'], { env, stop });
  const { end } = world.checkpoints;
  crowd.results.then(end, end);
  const run = new Run(world, crowd);
  try {
    crowd.release();
    for (const point of plan) await run.kill(point);
    await run.finish();
    if (run.attempts === 0) throw new Error('nobody came to a checkpoint');
    return { results: await crowd.results, attempts: run.attempts, takeovers: run.takeovers };
  } finally {
    crowd.close();
  }
}

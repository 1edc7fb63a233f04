/**
 * Looks for inputs by what they reach: those that enter a branch of the program for the first time are kept, and the next inputs
 * are made from them. So it gets past conditions that chance alone does not meet one after the other.
 */

import { type Subject, tryPatiently } from './fuzzing.ts';
import { Random } from './inputs.ts';

/** How inputs are looked for. */
export interface Search {
  readonly inputs: number;
  readonly seed: number;
  /** Whether inputs are made from those that reached something; without it, all are made from the samples. */
  readonly isGuided: boolean;
  /** A byte for each branch, not 0 when it was entered. */
  readonly reached: Uint8Array;
}

/** What was found. */
export interface Found {
  readonly tried: number;
  /** How many branches were entered by any input. */
  readonly branches: number;
  /** How many inputs entered one for the first time. */
  readonly kept: number;
  /** Milliseconds of processor time. */
  readonly milliseconds: number;
  /** The first input that failed, and why. */
  readonly failure?: { readonly input: unknown; readonly reason: string };
}

/** Of four inputs, one is made from the samples: what all kept inputs have in common must not stay so. */
const FRESH = 4;

/** Tries inputs until one fails. */
export async function search(subject: Subject, given: Search): Promise<Found> {
  const { inputs, seed, isGuided, reached } = given;
  const before = process.cpuUsage();
  const random = new Random(seed);
  const known = new Uint8Array(reached.length);
  const kept: never[] = [];
  let tried = 0;
  let failure: Found['failure'];
  const { stackTraceLimit } = Error;
  // Stacks of thousands of errors that are thrown as they should be take most of the time.
  Error.stackTraceLimit = 0;
  reached.fill(0);
  while (tried < inputs && failure === undefined) {
    const fresh = !isGuided || kept.length === 0 || random.below(FRESH) === 0;
    const input = fresh
      ? subject.inputs.fresh(random)
      : subject.inputs.again(random.pick(kept), random);
    tried += 1;
    try {
      await tryPatiently(subject, input);
    } catch (error) {
      failure = { input, reason: error instanceof Error ? error.message : String(error) };
    }
    if (isNew(reached, known)) kept.push(input);
    // Timers that are no longer needed go when the event loop turns.
    if (tried % 500 === 0) await new Promise((done) => setImmediate(done));
  }
  Error.stackTraceLimit = stackTraceLimit;
  const { user, system } = process.cpuUsage(before);
  return {
    tried,
    branches: known.reduce((sum, each) => sum + each, 0),
    kept: kept.length,
    milliseconds: (user + system) / 1000,
    ...(failure && { failure }),
  };
}

/** Adds what was reached to what is known, and says whether any of it is new. */
function isNew(reached: Uint8Array, known: Uint8Array): boolean {
  let result = false;
  for (let at = reached.indexOf(1); at !== -1; at = reached.indexOf(1, at + 1)) {
    reached[at] = 0;
    if (known[at] === 1) continue;
    known[at] = 1;
    result = true;
  }
  return result;
}

import { type Gate, gate, type Hold } from './hold.ts';

/** What goes wrong with a call instead of its own answer. */
export type Fault = {
  /**
   * The call took effect before it failed: a right code is used, and a key was issued that the client did not get. Without it,
   * the call was never looked at.
   */
  readonly afterWork?: boolean;
} & (
  | { readonly kind: 'drop' }
  | {
      readonly kind: 'answer';
      /** HTTP status, such as 503. */
      readonly status: number;
      /** Error code, such as `Throttling`. */
      readonly code: string;
      readonly message: string;
    }
);

/** The faults and holds that are in store for the next calls, in the order they were asked for. */
export class Faults {
  readonly #faults: Fault[] = [];
  readonly #gates: Gate[] = [];
  readonly #upcoming: Gate[] = [];

  /** Lets the next `times` calls fail. */
  fail(fault: Fault, times: number): void {
    this.#faults.push(...Array<Fault>(times).fill(fault));
  }

  /** Keeps back the answers of the next `count` calls. */
  hold(count: number): Hold {
    const held = gate(count);
    this.#gates.push(held);
    this.#upcoming.push(...Array<Gate>(count).fill(held));
    return held;
  }

  /** What happens to the call that has just arrived: its fault, if any, and until when its answer is kept back. */
  next(): { readonly fault: Fault | undefined; readonly released: Promise<void> } {
    const fault = this.#faults.shift();
    const released = this.#upcoming.shift()?.pass() ?? Promise.resolve();
    return { fault, released };
  }

  /** Lets go of everything that is still held. */
  releaseAll(): void {
    for (const held of this.#gates) held.release();
  }
}

import { type Gate, gate, type Hold } from '../sts-stand-in/hold.ts';

/** What goes wrong with a request instead of its own answer. */
export type HttpFault = {
  /** The requests it is for, by `METHOD TARGET`; any where absent. Others pass it by. */
  readonly only?: RegExp;
  /** The request took effect before it failed: a token was used up, and a key was issued that the client did not get. */
  readonly afterWork?: boolean;
} & (
  | { readonly kind: 'drop' }
  /** No answer, and the connection stays open. */
  | { readonly kind: 'hang' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Empty where absent. */
      readonly body?: string;
    }
);

interface Due<T> {
  readonly what: T;
  readonly only: RegExp | undefined;
  left: number;
}

function take<T>(due: Due<T>[], request: string): T | undefined {
  const first = due.find(({ only, left }) => left > 0 && (!only || only.test(request)));
  if (first) first.left -= 1;
  return first?.what;
}

/** The faults and holds that are in store for the next requests, in the order they were asked for. */
export class HttpFaults {
  readonly #faults: Due<HttpFault>[] = [];
  readonly #gates: Due<Gate>[] = [];

  /** Lets the next `times` requests fail; `Infinity` for all. */
  fail(fault: HttpFault, times: number): void {
    this.#faults.push({ what: fault, only: fault.only, left: times });
  }

  /** Keeps back the answers of the next `count` requests. */
  hold(count: number, only: RegExp | undefined): Hold {
    const held = gate(count);
    this.#gates.push({ what: held, only, left: count });
    return held;
  }

  /**
   * What happens to a request that has just arrived: its fault, if any, and until when its answer is kept back.
   *
   * @param request `METHOD TARGET`
   */
  next(request: string): {
    readonly fault: HttpFault | undefined;
    readonly released: Promise<void>;
  } {
    const fault = take(this.#faults, request);
    const released = take(this.#gates, request)?.pass() ?? Promise.resolve();
    return { fault, released };
  }

  /** Lets go of everything that is still held. */
  releaseAll(): void {
    for (const { what } of this.#gates) what.release();
  }
}

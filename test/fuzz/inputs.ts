/**
 * Inputs by chance. One number decides a whole input, so that an input costs little; what is wrong with it can be left out
 * piece by piece, so that fast-check finds the smallest one that fails.
 */
import fc from 'fast-check';

/** Chance, the same for the same seed, and which of the edits that it decides are done. */
export class Random {
  #state: number;
  readonly #left: ReadonlySet<number>;
  /** How many edits were decided. */
  edits = 0;

  constructor(seed: number, left: ReadonlySet<number> = new Set()) {
    this.#state = seed | 0;
    this.#left = left;
  }

  /** A whole number from 0 on. */
  below(limit: number): number {
    // mulberry32, by Tommy Ettinger, in the public domain.
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Whether the next edit is done; to be asked once for each, after all that it needs was decided. */
  isWanted(): boolean {
    this.edits += 1;
    return !this.#left.has(this.edits - 1);
  }
}

/** One kind of input. */
export interface Inputs<T> {
  /** One like the samples. */
  fresh(random: Random): T;
  /** One like this one. */
  again(value: T, random: Random): T;
}

/** One of the values. */
export function oneOf<const T>(...values: readonly T[]): Inputs<T> {
  const fresh = (random: Random) => random.pick(values);
  return { fresh, again: (_, random) => fresh(random) };
}

/** One of the kinds, as likely as any other; to make one more likely, name it more than once. */
export function either<T>(...kinds: readonly Inputs<T>[]): Inputs<T> {
  return {
    fresh: (random) => random.pick(kinds).fresh(random),
    again: (value, random) => random.pick(kinds).again(value, random),
  };
}

/** One of each kind. */
export function all<T extends readonly unknown[]>(
  ...kinds: { readonly [Index in keyof T]: Inputs<T[Index]> }
): Inputs<T> {
  return {
    fresh: (random) => kinds.map((kind) => kind.fresh(random)) as never,
    again: (values, random) => {
      const changed = random.below(kinds.length);
      return values.map((value, at) =>
        at === changed ? (kinds[at] as Inputs<unknown>).again(value, random) : value,
      ) as never;
    },
  };
}

/** Some of a kind. */
export function some<T>(kind: Inputs<T>, most: number): Inputs<readonly T[]> {
  const more = (random: Random) =>
    Array.from({ length: random.below(most + 1) }, () => kind.fresh(random));
  return {
    fresh: more,
    again: (values, random) => {
      const at = random.below(values.length + 1);
      const [value] = values.slice(at);
      if (value === undefined || random.below(4) === 0)
        return [...values.slice(0, at), kind.fresh(random), ...values.slice(at)];
      const instead = random.below(4) === 0 ? [] : [kind.again(value, random)];
      return [...values.slice(0, at), ...instead, ...values.slice(at + 1)];
    },
  };
}

/** Which input it is: its number, and which of its edits are left out. */
interface Made {
  readonly seed: number;
  readonly left: ReadonlySet<number>;
  readonly edits: number;
}

class Arbitrary<T> extends fc.Arbitrary<T> {
  readonly #inputs: Inputs<T>;

  constructor(inputs: Inputs<T>) {
    super();
    this.#inputs = inputs;
  }

  #make(seed: number, left: ReadonlySet<number>): fc.Value<T> {
    const random = new Random(seed, left);
    const value = this.#inputs.fresh(random);
    return new fc.Value(value, { seed, left, edits: random.edits } satisfies Made);
  }

  override generate(random: fc.Random): fc.Value<T> {
    return this.#make(random.nextInt(), new Set());
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return false;
  }

  /** With one edit less. */
  override shrink(_: T, context: unknown): fc.Stream<fc.Value<T>> {
    const { seed, left, edits } = context as Made;
    const done = Array.from({ length: edits }, (_, at) => at).filter((at) => !left.has(at));
    return fc.stream(done.map((at) => this.#make(seed, new Set([...left, at]))).values());
  }
}

/** For fast-check. */
export function arbitraryOf<T>(inputs: Inputs<T>): fc.Arbitrary<T> {
  return new Arbitrary(inputs);
}

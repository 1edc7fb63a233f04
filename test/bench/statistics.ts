/** A part of the samples from below: 0.5 is the median, 0.1 the tenth that noise has hit least. */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
}

/** One kind of sample in terms of another. */
export interface Ratio {
  readonly median: number;
  readonly p10: number;
}

/** The quotients of medians and of first tenths. */
export function ratio(samples: readonly number[], base: readonly number[]): Ratio {
  const of = (part: number) => quantile(samples, part) / quantile(base, part);
  return { median: of(0.5), p10: of(0.1) };
}

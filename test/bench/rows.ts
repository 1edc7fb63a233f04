/** What is reported: what was measured, against what, and what was promised. */
import { CROWD, type Crowds } from './crowds.ts';
import { PROFILES } from './large-files.ts';
import type { Samples } from './measure.ts';
import { type Ratio, ratio } from './statistics.ts';

/** A line of the table. */
export interface Row {
  readonly what: string;
  readonly against: string;
  readonly ratio: Ratio;
  /** The most that it is to be. */
  readonly target?: number;
}

const CACHED = 1.15;
const MANY_PROFILES = 1.05;
/** Where bare node takes 25 ms, that is 60 ms, which a user does not notice at the Tab key. */
const COMPLETION = 2.4;
/** On top of what a list of two profiles takes. */
const LIST = 2;
const COLD = 5;
const PARSING = 100;

/** The rows of single processes. */
export function rows(samples: Samples): readonly Row[] {
  const { bare, cached, cachedOfMany, completion, listOfFew, stored } = samples;
  const { coldWithoutMfa, coldPrintf, coldNode } = samples;
  const onTop = (many: readonly number[]) =>
    many.map((milliseconds, round) => milliseconds - (listOfFew[round] ?? Number.NaN));
  const row = (what: string, measured: readonly number[], target?: number): Row => {
    const limit = target === undefined ? {} : { target };
    return { what, against: 'node -e 0', ratio: ratio(measured, bare), ...limit };
  };
  return [
    row('cached', cached, CACHED),
    {
      what: 'cached, 1,000 profiles in the config',
      against: 'cached, 2 profiles',
      ratio: ratio(cachedOfMany, cached),
      target: MANY_PROFILES,
    },
    row('completion, 1,000 profiles in the config', completion, COMPLETION),
    row('list, 2 profiles', listOfFew),
    row('list, 1,000 profiles, on top', onTop(samples.list), LIST),
    row('list, a chain of 500, on top', onTop(samples.listOfChain), LIST),
    row('session stored, but no answer', stored),
    row('cold, role without MFA', coldWithoutMfa, COLD),
    row('cold, MFA, generate_token = printf', coldPrintf, COLD),
    // A separate node computes the code, which is not part of swrole: no target.
    row('cold, MFA, generate_token = node', coldNode),
  ];
}

/** The row of many at once. */
export function crowdRow({ bare, cold }: Crowds): Row {
  const what = `${CROWD} at once, cold, MFA (1 STS call)`;
  return { what, against: `${CROWD} × node -e 0`, ratio: ratio(cold, bare) };
}

/** The row of parsing alone: not held to another program, for it is a promise about time itself. */
export function parsingRow(milliseconds: readonly number[]): Row {
  const what = `${PROFILES.toLocaleString('en')} profiles parsed, first in their process`;
  return { what, against: 'a millisecond', ratio: ratio(milliseconds, [1]), target: PARSING };
}

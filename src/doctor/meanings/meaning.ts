/** What something odd means: how bad it is, who reads it how, and what to do about it. */
import type { Advice, Finding, Level } from '../finding.ts';

/** A finding without what and where, which are told alike by `--debug`. */
export type Meaning = Pick<Finding, 'level' | 'why' | 'advice'>;

/** A meaning in one line. */
export const meaning = (level: Level, why: string, advice: Advice): Meaning => ({
  level,
  why,
  advice,
});

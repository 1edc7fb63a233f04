import type { Difference } from './difference.ts';
import { headerDifferences } from './header-differences.ts';
import type { Texts } from './reading.ts';
import { settingDifferences } from './setting-differences.ts';

/** Every known difference, in the order in which they are taken out of the SDK's way. */
export const differences: readonly Difference[] = [...headerDifferences, ...settingDifferences];

/** Writes files so that the SDK reads what was meant, were these all differences that there are. */
export function forSdk(known: readonly Difference[], texts: Texts): Texts {
  return known.reduce((rewritten, difference) => difference.forSdk(rewritten), texts);
}

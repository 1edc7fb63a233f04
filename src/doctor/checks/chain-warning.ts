/** What a chain does in another way than its profiles ask for: sources and regions that do not count, unknown colours. */

import type { ChainWarning } from '../../config/config-warning.ts';
import { processKeys } from '../../config/keys.ts';
import { warningWords } from '../../words/warning.ts';
import type { Check } from '../facts/facts.ts';
import { type Advice, type Finding, fix, type Level, type Where, write } from '../finding.ts';
import { withoutPlace } from '../place.ts';

/** Oddities of chains. */
export const chainWarning: Check = (facts) =>
  facts.plans
    .flatMap((plan) => ('chain' in plan ? plan.chain.warnings : []))
    .filter(isWanted)
    .map((warning) => {
      const [level, why, advice] = meaning(warning);
      const at = 'at' in warning ? warning.at : undefined;
      const what = withoutPlace(warningWords(warning), at);
      return { level, what, where: whereOf(warning), why, advice } satisfies Finding;
    });

/** An over-long duration has a check of its own. */
type Wanted = Exclude<ChainWarning, { kind: 'duration-capped' }>;

/** So has whatever stands beside a credential process. */
function isWanted(warning: ChainWarning): warning is Wanted {
  if (warning.kind !== 'unused-key') return warning.kind !== 'duration-capped';
  return ![warning.key, warning.used].includes(processKeys.credentialProcess);
}

function whereOf(warning: ChainWarning): Where {
  return 'at' in warning ? warning.at : { variable: warning.variable };
}

function meaning(warning: Wanted): readonly [Level, string, Advice] {
  switch (warning.kind) {
    case 'unused-key':
      return [
        'warning',
        'a profile that says twice where its credentials come from means one of the two, and SDKs disagree about which',
        fix(`remove ${warning.key}, or move it to a profile of its own`),
      ];
    case 'invalid-color':
      return ['note', 'the profile has no colour', write('color = 31')];
    case 'unused-region':
      return [
        'note',
        'the region is of another partition, so the role is called where it is',
        fix(`write the region of profile '${warning.profile}' into the profile`),
      ];
    case 'foreign-region':
      return [
        'warning',
        'STS of another partition does not know the role',
        fix(`write a region of ${warning.partition}`),
      ];
  }
}

/** What a chain does in another way than its profiles ask for: sources and regions that do not count, unknown colours. */
import { planWarnings } from '../../config/planning.ts';
import type { ChainWarning } from '../../config/warnings.ts';
import { processKeys } from '../../config/keys.ts';
import { warningPhrases } from '../../messages/warnings.ts';
import type { Check } from '../facts/facts.ts';
import type { Where } from '../finding.ts';
import { type ChainOddity, oddityMeaning } from '../meanings/chain-warning.ts';

/** Oddities of chains. */
export const chainWarning: Check = ({ plans }) =>
  planWarnings(plans.flatMap((plan) => ('chain' in plan ? plan.chain : [])))
    .filter(isWanted)
    .map((warning) => ({
      what: warningPhrases(warning).what,
      where: whereOf(warning),
      ...oddityMeaning(warning),
    }));

/** An over-long duration has a check of its own, and so has whatever stands beside a credential process. */
function isWanted(warning: ChainWarning): warning is ChainOddity {
  if (warning.kind !== 'unused-key') return warning.kind !== 'duration-capped';
  return ![warning.key, warning.used].includes(processKeys.credentialProcess);
}

function whereOf(warning: ChainOddity): Where {
  return 'at' in warning ? warning.at : { variable: warning.variable };
}

/** Sessions that are asked to last longer than a role behind another session may. */
import { planWarnings } from '../../config/planning.ts';
import { warningPhrases } from '../../messages/warnings.ts';
import type { Check } from '../facts/facts.ts';
import { type Finding, write } from '../finding.ts';

/** Over-long durations in chains. */
export const longDuration: Check = ({ plans }) =>
  planWarnings(plans.flatMap((plan) => ('chain' in plan ? plan.chain : []))).flatMap(
    (warning): Finding[] => {
      if (warning.kind !== 'duration-capped') return [];
      return [
        {
          level: 'warning',
          what: warningPhrases(warning).what,
          where: warning.at,
          why: 'STS refuses more for a role that is assumed with the session of another one: the AWS CLI fails, swrole asks for less',
          advice: write(`duration_seconds = ${warning.capped}`),
        },
      ];
    },
  );

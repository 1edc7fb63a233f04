/** `AWS_PROFILE` and `AWS_DEFAULT_PROFILE`, of which every SDK reads one, or both in an order of its own (contract A.6). */
import { guessedName } from '../../util/nearest-name.ts';
import { shownWords } from '../../util/secret-text.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type Finding, fix, unset } from '../finding.ts';
import { isMissing } from '../missing-profile.ts';

const PROFILE = 'AWS_PROFILE';
const DEFAULT = 'AWS_DEFAULT_PROFILE';

/** Variables that name no profile, or two. */
export const environmentProfile: Check = (facts) => [
  ...unknown(PROFILE, facts),
  ...unknown(DEFAULT, facts),
  ...two(facts),
];

function unknown(variable: string, facts: Facts): Finding[] {
  const name = facts.env[variable];
  if (!name || !isMissing(name, facts)) return [];
  const nearest = guessedName(name, facts.files.profiles);
  return [
    {
      level: 'error',
      what: `${variable} names profile ${shownWords(name)}, which is not in the files`,
      where: { variable },
      why: 'the AWS CLI and the SDKs that read the variable stop here',
      advice:
        nearest === undefined
          ? unset([variable], facts.platform)
          : fix(`did you mean '${nearest}'?`),
    },
  ];
}

function two({ env, platform }: Facts): Finding[] {
  const [name, other] = [env[PROFILE], env[DEFAULT]];
  if (!other || name === other) return [];
  if (!name)
    return [
      {
        level: 'note',
        what: `only ${DEFAULT} is set`,
        where: { variable: DEFAULT },
        why: 'JS and PHP do not read it, and use the default profile',
        advice: fix(`set ${PROFILE} in its place`),
      },
    ];
  return [
    {
      level: 'warning',
      what: `${PROFILE} is ${shownWords(name)}, but ${DEFAULT} is ${shownWords(other)}`,
      where: { variable: DEFAULT },
      why: `botocore and the AWS CLI before version 2 take ${DEFAULT}; the AWS CLI 2, JS, Ruby and PHP take ${PROFILE}`,
      advice: unset([DEFAULT], platform),
    },
  ];
}

/** The region when a shell evaluates one text after the other: the same in every shell. */
import type { Format } from '../../src/formats/document.ts';
import { exportText, failureText } from '../../src/formats/index.ts';
import type { Answers } from './evaluate.ts';
import { role, user } from './role.ts';

/** `tokyo` and `dublin` have a region, `plain` has none, `broken` fails. */
export type RegionStep = 'tokyo' | 'dublin' | 'plain' | 'broken' | { readonly byHand: string };

/** Variables before, what is done, and the variables of the region afterwards. */
export interface RegionCase {
  readonly before: Readonly<Record<string, string>>;
  readonly steps: readonly RegionStep[];
  readonly after: Readonly<Record<string, string>>;
}

const TOKYO = {
  AWS_REGION: 'ap-northeast-1',
  AWS_DEFAULT_REGION: 'ap-northeast-1',
  SWROLE_REGION: 'ap-northeast-1',
};

/** Text that a shell would run if it were not in a variable. */
const HOSTILE = `o'$(id)";*  \\ \`id\``;

export const REGION_CASES: readonly (readonly [title: string, given: RegionCase])[] = [
  [
    'a profile with a region keeps the region from before',
    {
      before: { AWS_REGION: 'us-west-2' },
      steps: ['tokyo'],
      after: { ...TOKYO, SWROLE_REGION_BEFORE: 'us-west-2' },
    },
  ],
  [
    'the next profile without a region has the region from before',
    {
      before: { AWS_REGION: 'us-west-2' },
      steps: ['tokyo', 'plain'],
      after: { AWS_REGION: 'us-west-2' },
    },
  ],
  [
    'without a region before there is none afterwards',
    {
      before: {},
      steps: ['tokyo', 'plain'],
      after: {},
    },
  ],
  [
    'two profiles with a region keep the region from before the first',
    {
      before: { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' },
      steps: ['dublin', 'tokyo'],
      after: {
        ...TOKYO,
        SWROLE_REGION_BEFORE: 'us-west-2',
        SWROLE_DEFAULT_REGION_BEFORE: 'us-east-2',
      },
    },
  ],
  [
    'a failure restores the region from before',
    {
      before: { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' },
      steps: ['dublin', 'tokyo', 'broken'],
      after: { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' },
    },
  ],
  [
    'a region that the user has set since then stays, and the other variable is restored',
    {
      before: { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' },
      steps: ['tokyo', { byHand: 'eu-west-3' }, 'plain'],
      after: { AWS_REGION: 'eu-west-3', AWS_DEFAULT_REGION: 'us-east-2' },
    },
  ],
  [
    'a region that the user has set since then is restored after the next profile',
    {
      before: { AWS_REGION: 'us-west-2' },
      steps: ['tokyo', { byHand: 'eu-west-3' }, 'dublin', 'broken'],
      after: { AWS_REGION: 'eu-west-3' },
    },
  ],
  [
    'a profile without a region leaves the region alone',
    {
      before: { AWS_REGION: 'us-west-2' },
      steps: ['plain', 'broken'],
      after: { AWS_REGION: 'us-west-2' },
    },
  ],
  [
    'an empty variable is empty again, and one that was not set is not set',
    {
      before: { AWS_DEFAULT_REGION: '' },
      steps: ['tokyo', 'plain'],
      after: { AWS_DEFAULT_REGION: '' },
    },
  ],
  [
    'a value with shell code is restored unchanged',
    {
      before: { AWS_REGION: HOSTILE },
      steps: ['tokyo', 'dublin', 'plain'],
      after: { AWS_REGION: HOSTILE },
    },
  ],
];

/** The texts of the profiles above in a form; a shell reads its own environment. */
export function regionAnswers(format: Format): Answers {
  const answer = (text: string, exitCode = 0) => ({ text, exitCode });
  return {
    tokyo: answer(exportText(format, role, {})),
    dublin: answer(exportText(format, { ...role, region: 'eu-west-1' }, {})),
    plain: answer(exportText(format, user, {})),
    broken: answer(failureText(format, 5, {}), 5),
  };
}

/** A script that does the steps, in the language of a shell. */
export function regionScript(
  steps: readonly RegionStep[],
  evaluated: (profile: string) => string,
  assigned: (name: string, value: string) => string,
): string {
  const line = (step: RegionStep) =>
    typeof step === 'string' ? evaluated(step) : assigned('AWS_REGION', step.byHand);
  return steps.map(line).join('\n');
}

/** The variables that are about the region. */
export function regionOnly(variables: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => /REGION/.test(name)));
}

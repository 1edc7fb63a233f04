/** `AWS_REGION` and `AWS_DEFAULT_REGION`, of which botocore reads one and JS the other (contract A.6). */
import { shownWords } from '../../util/secret-text.ts';
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';

const shown = (region: string) => shownWords(region, '');

/** Two regions in the environment. */
export const environmentRegion: Check = ({ env }) => {
  const { AWS_REGION: region, AWS_DEFAULT_REGION: other } = env;
  if (!region || !other || region === other) return [];
  return [
    {
      level: 'warning',
      what: `AWS_REGION is ${shown(region)}, but AWS_DEFAULT_REGION is ${shown(other)}`,
      where: { variable: 'AWS_DEFAULT_REGION' },
      why: 'botocore takes AWS_DEFAULT_REGION, JS and the AWS CLI 2 take AWS_REGION: two programs work in two regions',
      advice: fix('set both to one region, or unset one of them'),
    },
  ];
};

/** `AWS_ENDPOINT_URL` and its forms for one service, mostly left over from a test against a local stand-in. */
import { shownWords } from '../../util/secret-text.ts';
import type { Check } from '../facts/facts.ts';
import { unset } from '../finding.ts';

const VARIABLE = /^AWS_ENDPOINT_URL(?:_(\w+))?$/;

/** Variables that send calls to another place than AWS. */
export const environmentEndpoint: Check = ({ env, platform }) => {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return [];
  const names = Object.keys(env).filter((name) => VARIABLE.test(name) && env[name]);
  return names.sort().map((variable) => {
    const service = VARIABLE.exec(variable)?.[1];
    const calls = service === undefined ? 'every call to AWS' : `every call to ${service}`;
    return {
      level: 'warning',
      what: `${variable} is ${shownWords(env[variable] ?? '', '')}`,
      where: { variable },
      why: `${calls} goes there, whatever the profile says, those of swrole too`,
      advice: unset([variable], platform),
    };
  });
};

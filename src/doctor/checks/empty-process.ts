/** `credential_process =` without a command, which is not the same as no such line. */
import { processKeys } from '../../config/keys.ts';
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';

/** Empty credential processes. */
export const emptyProcess: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) => {
    const setting = settings.get(processKeys.credentialProcess);
    if (setting === undefined || setting.value.trim() !== '') return [];
    return {
      level: 'error',
      what: `credential_process of profile '${name}' is empty`,
      where: setting.at,
      why: 'the AWS CLI ends with an IndexError, where JS, Go and Ruby take the line for absent',
      advice: fix('remove the line, or write a command'),
    };
  });

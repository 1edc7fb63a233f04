/** A value that goes on on an indented line. */
import { processKeys, tokenKeys } from '../../config/keys.ts';
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';

const COMMANDS = [processKeys.credentialProcess, tokenKeys.generateToken, tokenKeys.mfaProcess];

/** Commands over more than one line. */
export const continuedValue: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) =>
    COMMANDS.flatMap((key) => {
      const setting = settings.get(key);
      if (!setting?.value.includes('\n')) return [];
      return {
        level: 'warning',
        what: `${key} of profile '${name}' goes on on the next line`,
        where: setting.at,
        why: 'JS and Ruby read the first line only; a shell takes the next one for a second command',
        advice: fix('write the whole command on one line'),
      };
    }),
  );

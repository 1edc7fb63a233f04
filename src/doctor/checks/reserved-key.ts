/** Keys that a later version of swrole may read: whoever writes one now believes in something that does not happen. */
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';
import { RESERVED_KEYS } from '../known-keys.ts';

/** Reserved keys. */
export const reservedKey: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) =>
    [...RESERVED_KEYS].flatMap(([key, why]) => {
      const setting = settings.get(key);
      if (setting === undefined) return [];
      return {
        level: 'warning',
        what: `${key} of profile '${name}' is reserved, and this version of swrole does not read it`,
        where: setting.at,
        why,
        advice: fix('remove the line'),
      };
    }),
  );

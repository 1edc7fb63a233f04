/** Keys with capital letters. */
import type { Check } from '../facts/facts.ts';
import { write } from '../finding.ts';
import { KNOWN_KEYS } from '../known-keys.ts';
import { isConcerned } from '../place.ts';

/** Known keys that are not in lower case. */
export const keyCase: Check = (facts) =>
  facts.fileFacts
    .flatMap(({ lines }) => [...lines.values()])
    .filter(({ key = '' }) => /[A-Z]/.test(key))
    .flatMap(({ at, key = '', section }) => {
      const meant = key.toLowerCase();
      if (section === undefined || !isConcerned(section, facts)) return [];
      if (!KNOWN_KEYS.has(meant)) return [];
      return {
        level: 'warning',
        what: `the key ${key} has capital letters`,
        where: at,
        why: 'JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do',
        advice: write(`${meant} = VALUE`),
      };
    });

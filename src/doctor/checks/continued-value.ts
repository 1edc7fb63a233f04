/** A value that goes on on an indented line. */
import { sessionKeys } from '../../config/keys.ts';
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';
import { KNOWN_KEYS } from '../known-keys.ts';

/** swrole's own keys may have lists of more than one line, because no SDK reads them. */
const LISTS: ReadonlySet<string> = new Set(Object.values(sessionKeys));

/** Values of more than one line. */
export const continuedValue: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) =>
    [...settings].flatMap(([key, { value, at }]) => {
      if (!value.includes('\n') || LISTS.has(key) || !KNOWN_KEYS.has(key)) return [];
      return {
        level: 'warning',
        what: `${key} of profile '${name}' goes on on the next line, which is indented`,
        where: at,
        why: 'Ruby and older Go read the first line only, and so does JS, but takes a next one with a = for a key of its own; the AWS CLI, Rust, Java and swrole put both into one value',
        advice: fix('write the value on one line, and other keys without white space before them'),
      };
    }),
  );

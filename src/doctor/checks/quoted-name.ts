/** `[profile "a b"]`, as the AWS CLI writes names with spaces. */
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';
import { isConcerned } from '../place.ts';

/** Section names in quotes: a note, because nobody but the AWS CLI may have to read the profile. */
export const quotedName: Check = (facts) =>
  facts.fileFacts
    .flatMap(({ lines }) => [...lines.values()])
    .filter(({ isQuotedName }) => isQuotedName)
    .flatMap(({ at, section }) => {
      if (section === undefined || !isConcerned(section, facts)) return [];
      return {
        level: 'note',
        what: `the name of ${section.type} '${section.name}' stands in quotes`,
        where: at,
        why: 'the AWS CLI and swrole take them off; JS, Rust and Java do not see the section, Go and Ruby take the quotes for a part of the name',
        advice: fix('give it a name without spaces and quotes'),
      };
    });

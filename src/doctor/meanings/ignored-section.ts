/** What a section that swrole passes over means to the other readers (contract B.2). */
import type { IgnoredSectionReason } from '../../config/config-error.ts';
import { shownName } from '../../secret-text.ts';
import { fix, write } from '../finding.ts';
import { headerOf } from '../place.ts';
import { type Meaning, meaning } from './meaning.ts';

const MEANINGS: Readonly<Record<IgnoredSectionReason, (name: string) => Meaning>> = {
  unclosed: (name) =>
    meaning(
      'error',
      'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the line',
      write(headerOf(name)),
    ),
  'no-prefix': (name) =>
    meaning('warning', 'no SDK but Ruby takes it for a profile', write(headerOf(name))),
  'prefix-in-credentials': (name) =>
    meaning(
      'warning',
      `only Ruby takes it for profile '${name}'; the AWS CLI and JS give the profile another name`,
      write(`[${name}]`),
    ),
  'bad-name': () =>
    meaning(
      'warning',
      'the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the section with its keys',
      fix('use letters, digits and _-./%@:+ for the name'),
    ),
};

/** What such a section means; the name is that which it was probably meant to have. */
export function sectionMeaning(section: {
  readonly name: string;
  readonly reason: IgnoredSectionReason;
}): Meaning {
  const isShown = typeof shownName(section.name) === 'string';
  return MEANINGS[section.reason](isShown ? section.name : 'NAME');
}

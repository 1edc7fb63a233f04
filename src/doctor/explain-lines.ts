/** What an oddity of a file means to each reader of it (contract B.2, where every row was measured). */
import type { FileWarning } from '../config/warnings.ts';
import type { FileKind } from '../config/grammar/section-header.ts';
import { shownName, shownWords } from '../util/secret-text.ts';
import { nameAdvice } from '../messages/config.ts';
import { fix } from './finding.ts';
import { elsewhereWords } from './place.ts';
import { lineMeaning } from './meanings/ignored-line.ts';
import { sectionMeaning } from './meanings/ignored-section.ts';
import { type Meaning, meaning } from './meanings/meaning.ts';

const TWICE = 'the AWS CLI and everything made with botocore refuse the whole file';

const MEANINGS: {
  [Kind in FileWarning['kind']]: (
    warning: Extract<FileWarning, { kind: Kind }>,
    file: FileKind,
  ) => Meaning;
} = {
  'duplicate-section': ({ first, at }) =>
    meaning('error', TWICE, fix(`move these lines up to ${elsewhereWords(first, at)}`)),
  'duplicate-key': () => meaning('error', TWICE, fix('remove one of the two lines')),
  'cut-comment': () =>
    meaning(
      'warning',
      'the AWS CLI takes the comment for a part of the value, Ruby does so with a #; JS, Go, Rust, Java and swrole cut it off',
      fix('write the comment on a line of its own'),
    ),
  'kept-quotes': ({ key }) =>
    meaning(
      'warning',
      'Go drops the quotes, the others send them as a part of the value',
      fix(`write ${shownWords(key, '')} without quotes`),
    ),
  'ignored-line': ({ reason }) => lineMeaning(reason),
  'ignored-section': sectionMeaning,
  'junk-after-header': ({ meant }, file) =>
    meaning(
      'warning',
      'JS and Ruby do not take such a line for a header, and Rust and Java refuse the whole file; the AWS CLI, Go and swrole pass over the text',
      fix(
        meant !== undefined && typeof shownName(meant) === 'string'
          ? nameAdvice(meant, file)
          : "remove the text after the ']'",
      ),
    ),
  directory: () =>
    meaning(
      'warning',
      'Docker makes a directory of a file that it is to mount and that does not exist; JS, the AWS CLI and swrole then find no credentials in it',
      fix('remove the directory, and mount a file that exists'),
    ),
  'shadowed-default': () =>
    meaning(
      'warning',
      'the AWS CLI takes the later of the two, Ruby both together; JS, Go, Rust, Java and swrole take [profile default]',
      fix('keep one of the two sections'),
    ),
};

/**
 * What one warning of the parser means.
 *
 * @param file which of the two it is about
 */
export function warningMeaning(warning: FileWarning, file: FileKind): Meaning {
  return MEANINGS[warning.kind](warning as never, file);
}

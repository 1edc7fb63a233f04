/** Explains the parser's warnings: how each SDK reads the lines (contract B.2, where every row was measured). */

import type { IgnoredSectionReason } from '../config/errors.ts';
import { betweenQuotes, type FileKind, profileHeader } from '../config/ini/lexer.ts';
import type { FileWarning, IgnoredLineReason } from '../config/warnings.ts';
import { nameAdvice } from '../messages/config.ts';
import { shownName, shownWords } from '../util/secret-text.ts';
import { type Advice, describeOtherPlace, fix, type Level, write } from './check.ts';
import { type Explanation, explanation } from './explain-config.ts';

// How other programs read a section that swrole ignores (contract B.2).

type Reading = (name: string, kind: FileKind) => Explanation;

const SECTION_MEANINGS: Readonly<Record<IgnoredSectionReason, Reading>> = {
  unclosed: (name, kind) =>
    explanation(
      'error',
      'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the line',
      headerAdvice(name, kind),
    ),
  'no-prefix': (name, kind) =>
    explanation('warning', 'no SDK but Ruby takes it for a profile', headerAdvice(name, kind)),
  'prefix-in-credentials': (name, kind) =>
    explanation(
      'warning',
      `only Ruby takes it for profile '${name}'; the AWS CLI and JS give the profile another name`,
      headerAdvice(name, kind),
    ),
  'bad-name': (name, kind) =>
    explanation(
      'warning',
      'the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the section with its keys',
      fix(nameAdvice(betweenQuotes(name) ?? name, kind)),
    ),
};

function headerAdvice(name: string, kind: FileKind): Advice {
  const header = profileHeader(name, kind);
  return header === undefined ? fix(nameAdvice(name, kind)) : write(header);
}

/** Explains an ignored section; the name is the one that was probably meant. */
function explainIgnoredSection(
  section: { readonly name: string; readonly reason: IgnoredSectionReason },
  kind: FileKind,
): Explanation {
  const isShown = typeof shownName(section.name) === 'string';
  return SECTION_MEANINGS[section.reason](isShown ? section.name : 'NAME', kind);
}

const TWICE = 'the AWS CLI and everything made with botocore refuse the whole file';

const MEANINGS: {
  [Kind in FileWarning['kind']]: (
    warning: Extract<FileWarning, { kind: Kind }>,
    file: FileKind,
  ) => Explanation;
} = {
  'duplicate-section': ({ first, at }) =>
    explanation('error', TWICE, fix(`move these lines up to ${describeOtherPlace(first, at)}`)),
  'duplicate-key': () => explanation('error', TWICE, fix('remove one of the two lines')),
  'cut-comment': () =>
    explanation(
      'warning',
      'the AWS CLI takes the comment for a part of the value, Ruby does so with a #; JS, Go, Rust, Java and swrole cut it off',
      fix('write the comment on a line of its own'),
    ),
  'kept-quotes': ({ key }) =>
    explanation(
      'warning',
      'Go drops the quotes, the others send them as a part of the value',
      fix(`write ${shownWords(key, '')} without quotes`),
    ),
  'ignored-line': ({ reason }) => explainIgnoredLine(reason),
  'ignored-section': explainIgnoredSection,
  'junk-after-header': ({ meant }, file) =>
    explanation(
      'warning',
      'JS and Ruby do not take such a line for a header, and Rust and Java refuse the whole file; the AWS CLI, Go and swrole pass over the text',
      fix(
        meant !== undefined && typeof shownName(meant) === 'string'
          ? nameAdvice(meant, file)
          : "remove the text after the ']'",
      ),
    ),
  directory: () =>
    explanation(
      'warning',
      'Docker makes a directory of a file that it is to mount and that does not exist; JS, the AWS CLI and swrole then find no credentials in it',
      fix('remove the directory, and mount a file that exists'),
    ),
  'shadowed-default': () =>
    explanation(
      'warning',
      'the AWS CLI takes the later of the two, Ruby both together; JS, Go, Rust, Java and swrole take [profile default]',
      fix('keep one of the two sections'),
    ),
};

/**
 * Explains one warning of the parser.
 *
 * @param file the file that the warning is about
 */
export function explainFileWarning(warning: FileWarning, file: FileKind): Explanation {
  return MEANINGS[warning.kind](warning as never, file);
}

// How other programs read a line that swrole ignores (contract B.2).

const REFUSED =
  'the AWS CLI, botocore, Rust and Java refuse the whole file; JS, Go, Ruby and swrole pass over the line';

const WHY: Readonly<Record<IgnoredLineReason, readonly [Level, string]>> = {
  'outside-section': ['error', REFUSED],
  'no-equals': ['error', REFUSED],
  'no-key': [
    'error',
    'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS, Ruby and swrole pass over the line',
  ],
  'bad-key': ['warning', 'some SDKs read the line, others do not'],
  'below-ignored': ['warning', 'some SDKs read the line, others do not'],
};

/** Explains an ignored line. */
function explainIgnoredLine(reason: IgnoredLineReason): Explanation {
  const [level, why] = WHY[reason];
  return explanation(
    level,
    why,
    fix('write KEY = VALUE, or make the line a comment with a # before it'),
  );
}

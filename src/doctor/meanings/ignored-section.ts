/** What a section that swrole passes over means to the other readers (contract B.2). */
import type { IgnoredSectionReason } from '../../config/errors.ts';
import {
  betweenQuotes,
  type FileKind,
  profileHeader,
} from '../../config/grammar/section-header.ts';
import { shownName } from '../../util/secret-text.ts';
import { nameAdvice } from '../../messages/config.ts';
import { type Advice, fix, write } from '../finding.ts';
import { type Meaning, meaning } from './meaning.ts';

type Reading = (name: string, kind: FileKind) => Meaning;

const MEANINGS: Readonly<Record<IgnoredSectionReason, Reading>> = {
  unclosed: (name, kind) =>
    meaning(
      'error',
      'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS and Ruby pass over the line',
      headerAdvice(name, kind),
    ),
  'no-prefix': (name, kind) =>
    meaning('warning', 'no SDK but Ruby takes it for a profile', headerAdvice(name, kind)),
  'prefix-in-credentials': (name, kind) =>
    meaning(
      'warning',
      `only Ruby takes it for profile '${name}'; the AWS CLI and JS give the profile another name`,
      headerAdvice(name, kind),
    ),
  'bad-name': (name, kind) =>
    meaning(
      'warning',
      'the AWS CLI, Go and Ruby read most of these names; JS, Rust, Java and swrole pass over the section with its keys',
      fix(nameAdvice(betweenQuotes(name) ?? name, kind)),
    ),
};

function headerAdvice(name: string, kind: FileKind): Advice {
  const header = profileHeader(name, kind);
  return header === undefined ? fix(nameAdvice(name, kind)) : write(header);
}

/** What such a section means; the name is that which it was probably meant to have. */
export function sectionMeaning(
  section: { readonly name: string; readonly reason: IgnoredSectionReason },
  kind: FileKind,
): Meaning {
  const isShown = typeof shownName(section.name) === 'string';
  return MEANINGS[section.reason](isShown ? section.name : 'NAME', kind);
}

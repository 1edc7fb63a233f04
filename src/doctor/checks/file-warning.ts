/** What the parser has noticed: repeated sections and keys, comments, quotes, lines and sections that are not read. */

import type { FileWarning, IgnoredLineReason } from '../../config/config-warning.ts';
import { processKeys } from '../../config/keys.ts';
import { warningWords } from '../../words/warning.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type Advice, type Finding, fix, type Level, write } from '../finding.ts';
import { elsewhereWords, headerOf, isConcerned, withoutPlace } from '../place.ts';
import { colonLine } from './colon.ts';

/** Readings of the files. */
export const fileWarning: Check = (facts) =>
  facts.files.warnings
    .filter((warning) => isWanted(warning, facts))
    .map((warning): Finding => {
      const [level, why, advice] = meaning(warning);
      return { level, what: whatOf(warning), where: warning.at, why, advice };
    });

/** The line of `--debug` says in short who minds. */
const WHO_MINDS = /; (?:both are read|this one counts|the AWS CLI|some SDKs)[^;]*$/;

function whatOf(warning: FileWarning): string {
  return withoutPlace(warningWords(warning), warning.at).replace(WHO_MINDS, '');
}

/** Sections of AWS CLI plugins, which no SDK reads. */
const CLI_SECTIONS = new Set(['plugins', 'preview']);

function isWanted(warning: FileWarning, facts: Facts): boolean {
  switch (warning.kind) {
    case 'kept-quotes':
      return warning.key !== processKeys.credentialProcess && isConcerned(warning.section, facts);
    case 'cut-comment':
    case 'junk-after-header':
      return isConcerned(warning.section, facts);
    case 'ignored-section':
      return !CLI_SECTIONS.has(warning.name);
    case 'ignored-line':
      return colonLine(warning, facts) === undefined;
    default:
      return true;
  }
}

type Meaning = readonly [Level, why: string, Advice];

const REFUSED = 'the AWS CLI and everything made with botocore refuse the whole file';

function meaning(warning: FileWarning): Meaning {
  switch (warning.kind) {
    case 'duplicate-section':
      return [
        'error',
        REFUSED,
        fix(`move these lines up to ${elsewhereWords(warning.first, warning.at)}`),
      ];
    case 'duplicate-key':
      return ['error', REFUSED, fix('remove one of the two lines')];
    case 'cut-comment':
      return [
        'warning',
        'the AWS CLI takes the comment for a part of the value, other SDKs do not',
        fix('write the comment on a line of its own'),
      ];
    case 'kept-quotes':
      return [
        'warning',
        'newer Go SDKs drop the quotes, the others send them as a part of the value',
        fix(`write ${warning.key} without quotes`),
      ];
    case 'ignored-line':
      return lineMeaning(warning.reason);
    case 'ignored-section':
      return sectionMeaning(warning);
    case 'junk-after-header':
      return [
        'warning',
        'JS and Ruby do not take such a line for a header, and give what follows to the section above',
        fix("remove the text after the ']'"),
      ];
    case 'shadowed-default':
      return [
        'warning',
        'the AWS CLI takes the later of the two, the other SDKs [profile default]',
        fix('keep one of the two sections'),
      ];
  }
}

function lineMeaning(reason: IgnoredLineReason): Meaning {
  const advice = fix('write KEY = VALUE, or make the line a comment with a # before it');
  switch (reason) {
    case 'below-ignored':
    case 'bad-key':
      return ['warning', 'some SDKs read the line, others do not', advice];
    default:
      return ['error', `${REFUSED}; JS, Ruby and swrole pass over the line`, advice];
  }
}

function sectionMeaning({
  name,
  reason,
}: Extract<FileWarning, { kind: 'ignored-section' }>): Meaning {
  switch (reason) {
    case 'unclosed':
      return ['error', REFUSED, write(headerOf(name))];
    case 'no-prefix':
      return ['warning', 'no SDK but Ruby takes it for a profile', write(headerOf(name))];
    case 'prefix-in-credentials':
      return ['warning', 'no SDK but Ruby takes it for a profile', write(`[${name}]`)];
    case 'bad-name':
      return [
        'warning',
        'the AWS CLI reads some of these names, other SDKs pass over the section with its keys',
        fix('use letters, digits and _-./%@:+ for the name'),
      ];
  }
}

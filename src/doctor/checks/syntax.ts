/** What the parser has noticed: repeated sections and keys, comments, quotes, lines and sections that are not read. */
import type { FileWarning } from '../../config/warnings.ts';
import type { FileKind } from '../../config/grammar/section-header.ts';
import { processKeys } from '../../config/keys.ts';
import { warningPhrases } from '../../messages/warnings.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { warningMeaning } from '../explain-lines.ts';
import { isConcerned } from '../place.ts';
import { colonLine } from './colon.ts';

/** Readings of the files. */
export const fileWarning: Check = (facts) =>
  facts.files.warnings
    .filter((warning) => isWanted(warning, facts))
    .map((warning) => ({
      what: warningPhrases(warning).what,
      where: 'at' in warning ? warning.at : { path: warning.path },
      ...warningMeaning(warning, fileOf(warning, facts)),
    }));

function fileOf(warning: FileWarning, { files }: Facts): FileKind {
  return 'at' in warning && warning.at.file === files.files[1] ? 'credentials' : 'config';
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

/** Checks of syntax: repeated sections and keys, comments, quotes, and lines and sections that are not read. */

import type { FileKind } from '../../config/ini/lexer.ts';
import { processKeys, sessionKeys } from '../../config/keys.ts';
import type { FileWarning } from '../../config/warnings.ts';
import { warningPhrases } from '../../messages/warnings.ts';
import {
  type Check,
  type Facts,
  type FileFact,
  type Finding,
  fix,
  isInScope,
  write,
} from '../check.ts';
import { explainFileWarning } from '../explain.ts';
import type { ConfigLine } from '../facts/files.ts';
import { KNOWN_KEYS } from './unknown-keys.ts';

/** Readings of the files. */
export const fileWarning: Check = (facts) =>
  facts.files.warnings
    .filter((warning) => isWanted(warning, facts))
    .map((warning) => ({
      what: warningPhrases(warning).what,
      where: 'at' in warning ? warning.at : { path: warning.path },
      ...explainFileWarning(warning, fileOf(warning, facts)),
    }));

function fileOf(warning: FileWarning, { files }: Facts): FileKind {
  return 'at' in warning && warning.at.file === files.files[1] ? 'credentials' : 'config';
}

/** Sections of AWS CLI plugins, which no SDK reads. */
const CLI_SECTIONS = new Set(['plugins', 'preview']);

function isWanted(warning: FileWarning, facts: Facts): boolean {
  switch (warning.kind) {
    case 'kept-quotes':
      return warning.key !== processKeys.credentialProcess && isInScope(warning.section, facts);
    case 'cut-comment':
    case 'junk-after-header':
      return isInScope(warning.section, facts);
    case 'ignored-section':
      return !CLI_SECTIONS.has(warning.name);
    case 'ignored-line':
      return colonLine(warning, facts) === undefined;
    default:
      return true;
  }
}

// A byte order mark, which editors on Windows write at the start of a file.

/** Files that begin with a byte order mark. */
export const byteOrderMark: Check = ({ fileFacts }) =>
  fileFacts
    .filter(({ startsWithMark }) => startsWithMark)
    .map(({ path }) => ({
      level: 'error',
      what: 'the file begins with a byte order mark',
      where: { file: path, line: 1 },
      why: 'the AWS CLI, Go, Rust and Java refuse the whole file, and Ruby loses its first section; JS and swrole read it',
      advice: fix('save the file as UTF-8 without byte order mark'),
    }));

// `key : value`, as other configuration files have it.

/** The line of a warning, if it is ignored because it has a colon instead of an equals sign. */
function colonLine(warning: FileWarning, { fileFacts }: Facts): ConfigLine | undefined {
  if (warning.kind !== 'ignored-line' || warning.reason !== 'no-equals') return undefined;
  const { file, line: number } = warning.at;
  const line = fileFacts.find(({ path }) => path === file)?.lines.unusual.get(number);
  return line?.delimiter === ':' ? line : undefined;
}

/** Lines with a colon instead of an equals sign. */
export const colon: Check = (facts) =>
  facts.files.warnings
    .flatMap((warning) => colonLine(warning, facts) ?? [])
    .map(({ at, key = '' }) => {
      // Security: an unknown key may be any text.
      const name = KNOWN_KEYS.has(key.toLowerCase()) ? key.toLowerCase() : 'KEY';
      return {
        level: 'error',
        what: `${name === 'KEY' ? 'a key' : name} stands before a colon, not an equals sign`,
        where: at,
        why: 'the AWS CLI and Go take the colon for an equals sign; JS, Ruby and swrole pass over the line; Rust and Java refuse the file',
        advice: write(`${name} = VALUE`),
      };
    });

// A value that continues on an indented line.

/** swrole's own keys may have lists of more than one line, because no SDK reads them. */
const LISTS: ReadonlySet<string> = new Set(Object.values(sessionKeys));

/** Values of more than one line. */
export const continuedValue: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) => {
    const findings: Finding[] = [];
    for (const [key, setting] of settings) {
      if (!setting.value.includes('\n') || LISTS.has(key) || !KNOWN_KEYS.has(key)) continue;
      findings.push({
        level: 'warning',
        what: `${key} of profile '${name}' goes on on the next line, which is indented`,
        where: setting.at,
        why: 'Ruby and older Go read the first line only, and so does JS, but takes a next one with a = for a key of its own; the AWS CLI, Rust, Java and swrole put both into one value',
        advice: fix('write the value on one line, and other keys without white space before them'),
      });
    }
    return findings;
  });

// Headers and first lines of sections that are indented: some SDKs take white space at the beginning for a continuation.

/** Indented lines, one finding for each file and kind, because usually all lines are indented. */
export const indentedLine: Check = ({ fileFacts }) =>
  fileFacts.flatMap((file) => [
    ...first(
      file,
      ({ key, section, isFirst }) => key === undefined && section !== undefined && !isFirst,
      header,
    ),
    ...first(file, ({ isFirst }) => isFirst, property),
  ]);

function first(
  { lines }: FileFact,
  isKind: (line: ConfigLine) => boolean,
  finding: (line: ConfigLine) => Finding,
): Finding[] {
  for (const line of lines.unusual.values())
    if (line.indent > 0 && isKind(line)) return [finding(line)];
  return [];
}

const ADVICE = fix('remove the white space at the beginning of these lines');

function header({ at }: ConfigLine): Finding {
  return {
    level: 'warning',
    what: 'a section header is indented',
    where: at,
    why: 'Rust and Java refuse the whole file, and Ruby does not see the section',
    advice: ADVICE,
  };
}

function property({ at }: ConfigLine): Finding {
  return {
    level: 'warning',
    what: 'the first line of a section is indented',
    where: at,
    why: 'Rust and Java refuse the whole file, and Ruby ends with an error',
    advice: ADVICE,
  };
}

// `[profile "a b"]`, as the AWS CLI writes names with spaces.

/** Section names in quotes: a note, because only the AWS CLI may need the profile. */
export const quotedName: Check = (facts) =>
  linesWhere(({ isQuotedName }) => isQuotedName, facts).flatMap(({ at, section }) => {
    if (section === undefined || !isInScope(section, facts)) return [];
    return {
      level: 'note',
      what: `the name of ${section.type} '${section.name}' stands in quotes`,
      where: at,
      why: 'the AWS CLI and swrole take them off; JS, Rust and Java do not see the section, Go and Ruby take the quotes for a part of the name',
      advice: fix('give it a name without spaces and quotes'),
    };
  });

/** Without a list of all lines, of which a large file has very many. */
function linesWhere(isWantedLine: (line: ConfigLine) => boolean, { fileFacts }: Facts) {
  const found: ConfigLine[] = [];
  for (const { lines } of fileFacts)
    for (const line of lines.unusual.values()) if (isWantedLine(line)) found.push(line);
  return found;
}

// Keys with capital letters.

/** Known keys that are not in lower case. */
export const keyCase: Check = (facts) =>
  linesWhere(({ key = '' }) => /[A-Z]/.test(key), facts).flatMap(({ at, key = '', section }) => {
    const meant = key.toLowerCase();
    if (section === undefined || !isInScope(section, facts)) return [];
    if (!KNOWN_KEYS.has(meant)) return [];
    return {
      level: 'warning',
      what: `the key ${key} has capital letters`,
      where: at,
      why: 'JS and Ruby do not see it; the AWS CLI, Go, Rust and swrole do',
      advice: write(`${meant} = VALUE`),
    };
  });

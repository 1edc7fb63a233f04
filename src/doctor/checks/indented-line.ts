/** Headers and first lines of sections that are indented: some SDKs take white space at the beginning for a continuation. */

import type { ConfigLine } from '../facts/files.ts';
import type { Check, FileFact } from '../facts/facts.ts';
import { type Finding, fix } from '../finding.ts';

/** Indented lines, once for each file and kind: whoever indents one, indents all. */
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
  const line = [...lines.values()].find((each) => each.indent > 0 && isKind(each));
  return line === undefined ? [] : [finding(line)];
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

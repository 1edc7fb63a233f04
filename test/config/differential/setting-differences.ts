import type { Difference } from './difference.ts';
import { ALPHABET } from './header.ts';
import { contentOf, type Line, propertyOf } from './outline.ts';
import { withoutReplaced } from './replaced.ts';
import { rewriteKeys, rewriteLines } from './rewrite.ts';
import { hide, NOTHING } from './stand-ins.ts';

function isRead(line: Line): boolean {
  const property = propertyOf(line);
  return property !== undefined && ALPHABET.test(property.key);
}

/** Whether lines below it are more text of its value. */
function hasValue(line: Line): boolean {
  return isRead(line) && propertyOf(line)?.value !== '';
}

const isContinuation = ({ role, above }: Line) => role === 'below' && above && hasValue(above);

/** Differences in the lines below a header. Each is written for lines without the differences before it. */
export const settingDifferences: readonly Difference[] = [
  {
    name: 'other white space than spaces and tabs before a comment mark',
    reason: 'B.2, `v # c`: cut after a space or a tab',
    example: { config: '[profile a]\nregion = x\u00a0# c' },
    forSdk: rewriteLines(['property', 'below'], ({ text }) => hide(text, /(?<=[^\S \t])[#;]/g)),
  },
  {
    name: 'a section indented as a whole',
    reason:
      'B.4, leading spaces before `[` accepted: what is not deeper than `s3 =` is not below it',
    example: { config: ' [profile a]\n s3 =\n  region = x\n region = y' },
    forSdk: rewriteLines(['property'], ({ text }) => text.trimStart()),
  },
  {
    name: 'lines below an ignored line',
    reason:
      'B.4, ignore the bad line: with all that belongs to it; JS reads it as the profile’s own',
    example: { config: '[profile a]\noutput = x\nflag\n region = y' },
    forSdk: rewriteLines(['below'], ({ above, text }) => (above && isRead(above) ? text : [])),
  },
  {
    name: 'a key outside the alphabet',
    reason: 'B.2, identifier alphabet: the line is ignored',
    example: { config: '[profile a]\nin valid = x\ns3 =\n é = x\n b = y' },
    forSdk: rewriteLines(['property', 'below'], (line) =>
      propertyOf(line) && !isRead(line) && !isContinuation(line) ? [] : line.text,
    ),
  },
  {
    name: 'a continuation line',
    reason: 'B.2, continuation line: joined by a line feed; in JS nothing, or a key of its own',
    example: { config: '[profile a]\nregion = x\n y # c\noutput = z\n b = c' },
    forSdk: rewriteLines(['property', 'below'], (line) => {
      if (isContinuation(line)) return [];
      if (!hasValue(line) || line.below.length === 0) return line.text;
      const more = line.below.map(({ text }) => hide(`\n${text.trim()}`, /[\n#;]/g));
      return contentOf(line) + more.join('');
    }),
  },
  {
    name: 'a capital letter in a key',
    reason: 'B.2, property names: lower-cased by all but JS and Ruby',
    example: { config: '[profile a]\nRegion = x\ns3 =\n B = y' },
    forSdk: rewriteKeys((key) => key.toLowerCase()),
  },
  {
    name: 'a key without a value',
    reason: 'B.2, `key =`: an empty text, which replaces another; no key in JS',
    example: { config: '[profile a]\nregion =\noutput = x', credentials: '[a]\noutput =' },
    forSdk: rewriteLines(['property'], (line) => {
      const { key, value } = propertyOf(line) ?? {};
      return value !== '' || line.below.some(isRead) ? line.text : `${key} = ${NOTHING}`;
    }),
  },
  {
    name: 'a sub-property without a value',
    reason: 'B.2, sub-properties under `k =`: one level; JS takes what follows for a third',
    example: { config: '[profile a]\ns3 =\n b =\n c = d' },
    forSdk: rewriteLines(['below'], (line) => {
      const { key, value } = propertyOf(line) ?? {};
      return value !== '' ? line.text : ` ${key} = ${NOTHING}`;
    }),
  },
  {
    name: 'a key called __proto__',
    reason: 'B.2, `__proto__` as section: a name like others, for a key too; it is lost in JS',
    example: { config: '[profile a]\nregion = x\n__proto__ = y' },
    forSdk: rewriteLines(['property'], (line) =>
      propertyOf(line)?.key === '__proto__' ? NOTHING + line.text : line.text,
    ),
  },
  {
    name: 'a dot in a key',
    reason: 'B.2, identifier alphabet: a letter of it; in JS it divides key and sub-property',
    example: { config: '[profile a]\nb.c = x\ns3 =\n d.e = y' },
    forSdk: rewriteKeys((key) => hide(key, /\./g)),
  },
  {
    name: 'sub-properties of a key that is repeated',
    reason: 'B.2, repeated key: the last wins, with what is below it; JS mixes what is below all',
    example: {
      config: '[profile a]\ns3 =\n b = x\ns3 =\n c = y',
      credentials: '[a]\ns3 =\n d = z',
    },
    forSdk: withoutReplaced,
  },
  {
    name: 'a section without keys',
    reason:
      'conformance cases 2 and 13: it exists, and if it is `[profile default]`, `[default]` does not',
    example: { config: '[profile a]\n[default]\nregion = x\n[profile default]' },
    forSdk: rewriteLines(['header'], ({ text, below }) =>
      below.some(isRead) ? text : [text, `${NOTHING} = ${NOTHING}`],
    ),
  },
];

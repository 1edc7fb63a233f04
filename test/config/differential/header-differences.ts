import type { Difference } from './difference.ts';
import { ALPHABET, hidden, isOfProfile, NOT_READ, needsQuotes, readHeader } from './header.ts';
import { rewriteHeaders, rewriteLines } from './rewrite.ts';

const typeAnd = (next: string) => new RegExp(`^(?:profile|sso-session|services)${next}`);

/** Differences in headers. Each is written for a header without the differences before it. */
export const headerDifferences: readonly Difference[] = [
  {
    name: 'a comment right behind a header',
    reason: 'B.2, header `[profile foo]# c`: JS alone wants white space before it',
    example: { config: '[profile a]# c\nregion = x\n[profile b];c\nregion = y' },
    forSdk: rewriteHeaders(({ after }) => /^[#;]/.test(after) && { after: ` ${after}` }),
  },
  {
    name: 'other text behind a header',
    reason: 'B.2, header followed by junk: still a header for the AWS CLI, none for JS',
    example: { config: '[profile a]\nregion = x\n[profile b] c\nregion = y' },
    forSdk: rewriteHeaders(({ after }) => /^\s*[^\s#;]/.test(after) && { after: '' }),
  },
  {
    name: 'white space inside the brackets',
    reason: 'B.2, `[  profile   foo  ]`: trimmed by the specification, part of the name in JS',
    example: { config: '[ default ]\nregion = x\n[profile \t a]\nregion = y' },
    forSdk: rewriteHeaders(({ inside }) => {
      const spaced = inside.trim().replace(typeAnd('[ \\t]+'), (typed) => `${typed.trim()} `);
      return spaced !== inside && { inside: spaced };
    }),
  },
  {
    name: 'a name that needs its quotes',
    reason: 'B.2, `[profile "foo bar"]`: the AWS CLI writes it so',
    example: { config: '[profile "a b"]\nregion = x\n[sso-session \'é\']\nsso_region = y' },
    forSdk: rewriteHeaders(
      (header) =>
        header.kind === 'config' &&
        header.type !== undefined &&
        header.quoted &&
        needsQuotes(header) &&
        hidden(header),
    ),
  },
  {
    name: 'a quoted name in the credentials file',
    reason: 'B.4, quoted section names unquoted: as in the other file',
    example: { credentials: '["a"]\nregion = x\n[\'b c\']\nregion = y' },
    forSdk: rewriteHeaders((header) => {
      if (header.kind === 'config' || header.type !== undefined || !header.quoted) return false;
      return ALPHABET.test(header.name)
        ? { inside: header.name }
        : needsQuotes(header) && hidden(header);
    }),
  },
  {
    name: 'a name with spaces in the credentials file',
    reason:
      'B.2, `[profile "foo bar"]`: the AWS CLI writes it bare here, where JS looks for a type',
    example: { credentials: '[a b]\nregion = x' },
    forSdk: rewriteHeaders(
      (header) =>
        header.kind === 'credentials' &&
        header.type === undefined &&
        / /.test(header.inside) &&
        ALPHABET.test(header.inside.replaceAll(' ', '')) &&
        hidden(header),
    ),
  },
  {
    name: 'a header without its bracket',
    reason: 'B.2, header without `]`: JS gives the keys below it to the section above it',
    example: { config: '[profile a]\nregion = x\n[profile b\nregion = y' },
    forSdk: rewriteLines(['header'], ({ text }, kind) =>
      readHeader(text, kind) ? text : `[${NOT_READ.inside}]`,
    ),
  },
  {
    name: 'a comment mark inside the brackets',
    reason: 'B.2, invalid characters: section ignored; for JS it is a header without `]`',
    example: { config: '[profile a]\nregion = x\n[profile b #c]\nregion = y' },
    forSdk: rewriteHeaders(({ inside }) => /\s[#;]/.test(inside) && NOT_READ),
  },
  {
    name: 'a type in the credentials file',
    reason: 'B.2, `[profile foo]` in credentials: ignored, and `profile.foo` in JS',
    example: { credentials: '[profile a]\nregion = x' },
    forSdk: rewriteHeaders(
      ({ kind, type }) => kind === 'credentials' && type !== undefined && NOT_READ,
    ),
  },
  {
    name: 'a name outside the alphabet in the credentials file',
    reason:
      'B.2, invalid characters: section ignored, as in the other file; JS reads it in this one',
    example: { credentials: '[a,b]\nregion = x\n[é]\nregion = y' },
    forSdk: rewriteHeaders(
      ({ kind, type, inside }) =>
        kind === 'credentials' && type === undefined && !ALPHABET.test(inside) && NOT_READ,
    ),
  },
  {
    name: 'a dot for the space behind a type',
    reason:
      'B.2, `[foo]` in config: ignored; JS keeps `profile foo` as `profile.foo`, and this too',
    example: { config: '[profile.a]\nregion = x' },
    forSdk: rewriteHeaders(
      ({ kind, inside }) => kind === 'config' && typeAnd('\\.').test(inside) && NOT_READ,
    ),
  },
  {
    name: 'other white space than spaces and tabs behind a type',
    reason: 'B.2, tab after `profile`: white space of the specification is space and tab',
    example: { config: '[profile\u00a0a]\nregion = x' },
    forSdk: rewriteHeaders(
      ({ kind, inside }) => kind === 'config' && typeAnd('[^\\S \\t]').test(inside) && NOT_READ,
    ),
  },
  {
    name: 'a section called __proto__',
    reason: 'B.2, `__proto__` as section: a name; for JS the whole file is empty then',
    example: { config: '[profile __proto__]\nregion = x\n[profile a]\nregion = y' },
    forSdk: rewriteHeaders(
      (header) => header.name === '__proto__' && isOfProfile(header) && hidden(header),
    ),
  },
  {
    name: 'a profile called like what every object has',
    reason:
      'B.2, `__proto__` as section: a name like others; JS sets the keys on the inherited value',
    example: { config: '[profile toString]\nregion = x' },
    forSdk: rewriteHeaders(
      (header) =>
        header.name !== '__proto__' && header.name in {} && isOfProfile(header) && hidden(header),
    ),
  },
  {
    name: 'a profile called like another section of JS',
    reason: 'B.2, `[profile a.b.c]`: a name; JS keeps `sso-session s` as `sso-session.s`',
    example: { config: '[profile sso-session.a]\nregion = x' },
    forSdk: rewriteHeaders(
      (header) =>
        /^(?:sso-session|services)\./.test(header.name) &&
        ALPHABET.test(header.name) &&
        isOfProfile(header) &&
        hidden(header),
    ),
  },
];

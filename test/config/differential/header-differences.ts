import type { Difference } from './difference.ts';
import { headers, NOT_READ, unreadUnclosed } from './headers.ts';
import { hideName } from './stand-ins.ts';

const TYPES = '(?:profile|sso-session|services)';
/** A prefix and a name. */
const PREFIXED = new RegExp(`^(${TYPES}[ \\t]+)(.*)$`, 's');
const QUOTED = /^(["'])(.*)\1$/s;
const ALPHABET = /^[\w\-@+.%:/]+$/;

/** A name that may stand in quotes: not blank, and without quotes and control characters itself. */
const quotable = (name: string) => name.trim() !== '' && !/["'\x00-\x1f\x7f]/.test(name);

/** Those of headers, in the order in which they are taken out of a file's way. */
export const headerDifferences: readonly Difference[] = [
  {
    name: 'a comment right behind a header',
    reason: 'B.2, header `[profile foo]# c`: every reader but JS takes it for a comment',
    example: { config: '[profile a]# c\nregion = x\n[profile b];c\nregion = y' },
    forSdk: headers(({ inside, after }) =>
      /^[#;]/.test(after) ? `[${inside}] ${after}` : undefined,
    ),
  },
  {
    name: 'other text behind a header',
    reason: 'B.2, header followed by junk: JS reads on in the section above, the AWS CLI in the new one',
    example: { config: '[profile a]\n[profile b] x\nregion = y' },
    forSdk: headers(({ inside, after }) => (/^\s*[^\s#;]/.test(after) ? `[${inside}]` : undefined)),
  },
  {
    name: 'a header without its bracket',
    reason: 'B.2, header without `]`: JS reads on in the section above, and keys are nobody’s to guess',
    example: { config: '[profile a]\n[profile b\nregion = y' },
    forSdk: unreadUnclosed,
  },
  {
    name: 'white space inside the brackets',
    reason: 'B.2, `[  profile   foo  ]`: the specification trims it',
    example: { config: '[ profile a]\nregion = x\n[profile \t b ]\nregion = y\n[ default ]\nregion = z', credentials: '[ c ]\nregion = x' },
    forSdk: headers(({ inside, after }) => {
      const [, prefix = '', name = inside.trim()] = PREFIXED.exec(inside.trim()) ?? [];
      const spaced = `${prefix.replace(/[ \t]+$/, ' ')}${name}`
      return spaced === inside ? undefined : `[${spaced}]${after}`;
    }),
  },
  {
    name: 'a name in quotes that needs them',
    reason: 'B.2, `[profile "foo bar"]`: the AWS CLI writes and reads it',
    example: { config: '[profile "a b"]\nregion = x\n[profile \'é\']\nregion = y' },
    forSdk: headers(({ kind, inside, after }) => {
      const [, prefix, rest = ''] = PREFIXED.exec(inside) ?? [];
      const name = QUOTED.exec(rest)?.[2] ?? '';
      if (kind !== 'config' || !quotable(name) || ALPHABET.test(name)) return undefined;
      return `[${prefix}${hideName(name)}]${after}`;
    }),
  },
  {
    name: 'a name in quotes in the credentials file',
    reason: 'B.4, quoted section names are unquoted, in this file as in the other',
    example: { credentials: '["a"]\nregion = x\n[\'b c\']\nregion = y' },
    forSdk: headers(({ kind, inside, after }) => {
      const name = QUOTED.exec(inside)?.[2] ?? '';
      return kind === 'credentials' && quotable(name) ? `[${hideName(name)}]${after}` : undefined;
    }),
  },
  {
    name: 'two words in the credentials file',
    reason: 'B.2, `[profile "foo bar"]`: the AWS CLI writes this name so there; JS takes the first word for a type',
    example: { credentials: '[a b]\nregion = x' },
    forSdk: headers(({ kind, inside, after }) =>
      kind === 'credentials' && /^(?!TYPES )[\w-]+ [\w\-@+.%:/]+$/.test(inside)
        ? `[${hideName(inside)}]${after}`
        : undefined,
    ),
  },
];

/** Pairs of files with usual and unusual lines, in few names and keys, so that the files have names in common. */
import fc from 'fast-check';
import type { FileKind } from '../../../src/config/ini/lexer.ts';
import type { Texts } from './reading.ts';

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);

/** Each as often as its weight says. */
function weighted(...choices: readonly [weight: number, texts: fc.Arbitrary<string>][]) {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** Parts of one line. */
const joined = (...parts: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((texts) => texts.join(''));

const nothing = fc.constant('');

const plainName = oneOf('default', 'a', 'b', 'project-dev', 'a.b');
const oddName = oneOf(
  ...['A', 'a.b.c', 'a@b.example', 'a/b', 'a:b', 'a+b', '50%', 'a_b', 'profile', 'profile.a'],
  ...['a b', 'a b c', 'a  b', 'a\tb', 'a\u00a0b', '', ' ', ' a', 'é', '日本', 'a\u0000'],
  ...['a,b', 'a=b', 'a!', "it's", 'a]b', 'a #b', 'a;b'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'sso-session.a', 'services.a'],
);
const name = weighted([4, plainName], [1, oddName]);

/** With `@` for the name. */
const plainHeaders: Readonly<Record<FileKind, fc.Arbitrary<string>>> = {
  config: oneOf('[profile @]', '[profile @]', '[default]', '[sso-session @]', '[services @]'),
  credentials: oneOf('[@]'),
};
const oddHeader = oneOf(
  ...['[@]', '[profile @]', '[profile "@"]', "[profile '@']", '["@"]', "['@']", '[services "@"]'],
  ...['[  profile   @  ]', '[ @ ]', '[profile\t@]', '[profile\u00a0@]', '[\u00a0@]', '[profile@]'],
  ...['[profile.@]', '[services.@]', '[Profile @]', '[other @]', '[profile @ "b"]', '[@ @]'],
  ...['[profile @', '[@', '[@]]', '[[@]]', '[profile "@]', '[sso-session @]'],
);

const header = (kind: FileKind) =>
  fc
    .tuple(weighted([3, plainHeaders[kind]], [1, oddHeader]), name)
    .map(([shape, name]) => shape.replaceAll('@', () => name));
const behindHeader = weighted(
  [6, nothing],
  [1, oneOf(' # c', '\t; c', '# c', ';c', ' c', ' c = d', 'c = d', ' ]', '\u00a0# c', ' c # d]')],
);

const plainKey = oneOf('region', 'role_arn', 's3', 'sts', 'source_profile');
const oddKey = oneOf(
  ...['Region', 'S3', 'ROLE_ARN', 'a.b', 's3.region', 'a:b', '100%', '"a"', 'k[]'],
  ...['in valid', 'é', 'a\u212a', '', '__proto__', '__PROTO__', 'constructor', 'toString'],
);
const key = weighted([4, plainKey], [1, oddKey]);
const equals = weighted(
  [6, oneOf(' = ', '=')],
  [1, oneOf('\t=\t', ' =', '= ', ' : ', ':', '', ' ', ' == ')],
);
const plainValue = oneOf('x', 'us-east-1', 'arn:aws:iam::111111111111:role/a', '');
const oddValue = oneOf(
  ...['a=b==', 'x#y', 'x;y', '#ff0000', '100%s %(x)s', 'true', '\\', '[x]', 'x  y', '日本 🎉'],
  ...['x # c', 'x ; c', 'x\t# c', '# c', 'x #', 'x\u00a0# c', 'x\f;c', 'x y = z ; c', 'x\r# y'],
  ...['"x"', "'x'", '"x # y"', 'x\ry', '\u2028x', 'x\u0000'],
);
const value = weighted([3, plainValue], [1, oddValue]);

const filler = oneOf(
  ...['', '   ', '# c', '; c', '#', '# a = b', '\u00a0# c', 'flag', '= x', '-west-2'],
);
const noise = fc.string({
  unit: oneOf('[', ']', '"', "'", '#', ';', '=', ' ', '\t', 'a', '.', '\u00a0', '\r', '\ufeff'),
  maxLength: 8,
});

const indent = weighted([2, nothing], [1, oneOf(' ', '  ', '\t', '    ', '\u00a0')]);
const line = (kind: FileKind) =>
  joined(
    indent,
    weighted(
      [4, joined(header(kind), behindHeader)],
      [8, joined(key, equals, value)],
      [2, filler],
      [1, noise],
    ),
  );

const mark = weighted([8, nothing], [1, fc.constant('\ufeff')]);
const file = (kind: FileKind) =>
  fc
    .tuple(mark, fc.array(line(kind)), oneOf('\n', '\r\n'))
    .map(([mark, lines, end]) => mark + lines.join(end));

/** The two files. */
export const generatedFiles: fc.Arbitrary<Texts> = fc.record({
  config: file('config'),
  credentials: file('credentials'),
});

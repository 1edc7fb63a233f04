/** Inputs that nobody would write: samples that are cut, doubled, mixed and filled with what parsers stumble over. */
import fc from 'fast-check';
import { noise } from '../support/noise.ts';

/** No text may show a piece of these. Unlike AWS's examples they hold no words, as real secrets do not. */
export const CANARIES = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: noise('canary secret', 40),
  sessionToken: noise('canary token', 64),
} as const;

/** What is wrong in some format or other. */
const PIECES = [
  ...['', ' ', '\t', '\n', '\r', '\r\n', '\0', '\x1b[31m', '\x07', '\u202e', '\u2028', '\ufeff'],
  ...[
    'é',
    '日本',
    '\u{1f600}',
    '\ud800',
    '\\',
    '\\u0000',
    '"',
    "'",
    '`',
    '$(x)',
    '$\u007bx}',
    '%s',
    '%00',
  ],
  ...['[', ']', '{', '}', '(', ')', '<', '>', '&', ';', '#', '=', ':', ',', '|', '/', '../', '~'],
  ...['null', 'true', '0', '-1', '1e999', '1e21', '9007199254740993', '-0', 'NaN', '[]', '{}'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '[profile ',
    '[default]',
    'role_arn = ',
  ],
  ...[
    '<!DOCTYPE x>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&lt;',
    '&#0;',
    '&#x110000;',
    '&x;',
    '<?xml?>',
  ],
  ...['2026-01-01T00:00:00Z', '+275760-09-13T00:00:00.001Z', '1969-12-31T23:59:59Z'],
  ...[CANARIES.secretAccessKey, CANARIES.sessionToken, CANARIES.accessKeyId],
] as const;

/** How a text is edited: at which place, how much of it, and with what. */
type Edit = readonly [kind: number, place: number, length: number, piece: number];

const edits = fc.array(
  fc.tuple(fc.nat(9), fc.nat(1 << 20), fc.nat(1 << 20), fc.nat(PIECES.length - 1)),
  { maxLength: 5 },
);

/** One text of the samples with some edits; without any, it is the sample itself. */
export function mutated(samples: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(samples.length - 1), edits)
    .map(([index, changes]) =>
      changes.reduce((text, edit) => edited(text, edit, samples), samples[index] ?? ''),
    );
}

/** Longer than any limit of a single field, and short enough that many can be tried. */
const MOST = 8_000;

function edited(text: string, [kind, place, length, index]: Edit, samples: readonly string[]) {
  const from = place % (text.length + 1);
  const to = from + (length % (Math.min(text.length - from, 80) + 1));
  const piece = PIECES[index] ?? '';
  const [before, after] = [text.slice(0, from), text.slice(to)];
  switch (kind) {
    case 0:
      return before + after;
    case 1:
      return before;
    case 2:
      return before + piece + text.slice(from);
    case 3:
    case 4:
      return before + piece + after;
    case 5:
      return before + text.slice(from, to) + text.slice(from);
    case 6:
      return before + piece.repeat(length % (place % 16 === 0 ? 400 : 20)) + after.slice(0, MOST);
    case 7:
      return before + String.fromCharCode(length % 0x250) + text.slice(from + 1);
    case 8: {
      const other = samples[length % samples.length] ?? '';
      return before + other.slice(from % (other.length + 1));
    }
    default:
      // One bit of one character.
      return (
        before +
        String.fromCharCode((text.charCodeAt(from) || 0) ^ (1 << (length % 7))) +
        text.slice(from + 1)
      );
  }
}

/** A JSON value that a field should not have, often one that looks like the right one. */
const wrongValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -1, 1.5, 1e300, -1e300, 8.64e15, 9e15, '', ' ', [], {}, [[]]],
    ...PIECES,
    'x'.repeat(5_000),
    { toString: 1 },
  ),
  fc.integer(),
  fc.string({ maxLength: 8 }),
);

/** A change inside of a value: at one of its places, to something else or to nothing. */
const fieldEdits = fc.array(
  fc.tuple(fc.nat(1 << 16), fc.oneof({ weight: 3, arbitrary: wrongValue }, fc.constant(undefined))),
  { minLength: 1, maxLength: 3 },
);

/** One value of the samples with other fields: whole JSON that means something else. */
export function otherFields(samples: readonly object[]): fc.Arbitrary<unknown> {
  return fc.tuple(fc.nat(samples.length - 1), fieldEdits).map(([index, changes]) => {
    let value: unknown = structuredClone(samples[index]);
    for (const [place, to] of changes) {
      const places = placesIn(value);
      const path = places[place % places.length] ?? [];
      value = withChange(value, path, to);
    }
    return value;
  });
}

type Path = readonly (string | number)[];

function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, each]) => placesIn(each, [...path, name]));
  return [path, ...below];
}

function withChange(value: unknown, [name, ...rest]: Path, to: unknown): unknown {
  if (name === undefined) return to;
  const fields = value as Record<string, unknown>;
  const copy: Record<string, unknown> = Array.isArray(fields)
    ? ([...fields] as never)
    : { ...fields };
  if (rest.length === 0 && to === undefined) delete copy[name];
  else copy[name] = withChange(fields[name], rest, to);
  return copy;
}

/** Texts of JSON: broken ones, and whole ones with other fields. */
export function mutatedJson(samples: readonly object[]): fc.Arbitrary<string> {
  return fc.oneof(
    mutated(samples.map((sample) => JSON.stringify(sample))),
    otherFields(samples).map((value) => JSON.stringify(value) ?? ''),
  );
}

/** Words of command lines: commands, flags, names, and what is pasted by mistake. */
export const WORDS = [
  ...['exec', 'login', 'list', 'status', 'logout', 'whoami', 'console', 'setup', 'doctor', 'init'],
  ...[
    'serve',
    'write',
    'version',
    'help',
    'ls',
    'bash',
    'powershell',
    'project-dev',
    '-',
    '--',
    '',
  ],
  ...['-j', '--json', '-p', '--profile', '-f', '-o', '-t', '--token', '--refresh', '--debug', '-h'],
  ...['--no-cache', '--no-prompt', '--source', '--region', '--all', '--dry-run', '--force', '-V'],
  ...[
    '--role-arn',
    '--mfa-serial',
    '--generate-token',
    '--mfa-session',
    '--as',
    '--dotenv',
    '--remove',
  ],
  ...['--service', '--destination', '--print', '--sign-out', '--quiet', '--yes', '--server', '-y'],
  ...[
    'arn:aws:iam::111111111111:role/developer',
    'arn:aws:sts::1:assumed-role/x/y',
    'eu-west-1',
    '12h',
  ],
  ...[
    '123456',
    '--token=123456',
    '-t123456',
    '--tokn=123456',
    '-jp',
    '--region=eu west',
    '--__proto__',
  ],
  ...[CANARIES.secretAccessKey, `--token=${CANARIES.secretAccessKey}`, CANARIES.sessionToken],
] as const;

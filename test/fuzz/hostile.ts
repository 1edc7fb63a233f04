/** Inputs that are not as they should be: samples that are cut, doubled, mixed and filled with what parsers stumble over. */
import { noise } from '../support/noise.ts';
import { either, type Inputs, type Random } from './inputs.ts';

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

const randomEdit = (random: Random): Edit => [
  random.below(10),
  random.below(1 << 20),
  random.below(1 << 20),
  random.below(PIECES.length),
];

/** One text of the samples with some edits; without any, it is the sample itself. */
export function mutated(samples: readonly string[]): Inputs<string> {
  const again = (text: string, random: Random, most = 3) => {
    let result = text;
    for (let left = random.below(most) + 1; left > 0; left -= 1) {
      const edit = randomEdit(random);
      if (random.isWanted()) result = edited(result, edit, samples);
    }
    return result;
  };
  const fresh = (random: Random) => {
    const sample = random.pick(samples);
    return random.below(6) === 0 ? sample : again(sample, random, 5);
  };
  return { fresh, again };
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

/** JSON values that a field should not have, often ones that look like the right one. */
const WRONG_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e300, -1e300, 8.64e15, 9e15, '', ' ', [], {}, [[]]],
  ...PIECES,
  'x'.repeat(5_000),
  { toString: 1 },
];

/** One of them, another number, or nothing: the field is removed. */
function wrongValue(random: Random): unknown {
  const way = random.below(12);
  if (way < 3) return undefined;
  return way === 3 ? random.below(2 ** 32) - 2 ** 31 : random.pick(WRONG_VALUES);
}

/** The value with other fields: whole JSON that means something else. */
function withOtherFields(given: unknown, random: Random): unknown {
  let value = given;
  for (let left = random.below(3) + 1; left > 0; left -= 1) {
    const [place, to] = [random.below(1 << 16), wrongValue(random)];
    if (!random.isWanted()) continue;
    const places = placesIn(value);
    value = withChange(value, places[place % places.length] ?? [], to);
  }
  return value;
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
export function mutatedJson(samples: readonly object[]): Inputs<string> {
  const texts = mutated(samples.map((sample) => JSON.stringify(sample)));
  const fields: Inputs<string> = {
    fresh: (random) => jsonText(withOtherFields(random.pick(samples), random)),
    again: (text, random) => {
      try {
        return jsonText(withOtherFields(JSON.parse(text), random));
      } catch {
        return texts.again(text, random);
      }
    },
  };
  return either(texts, fields);
}

const jsonText = (value: unknown) => JSON.stringify(value) ?? '';

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

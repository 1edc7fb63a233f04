import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listProfiles, parseConfigFiles } from '../../src/config/files.ts';
import { expectTimesAsLong, processorTime } from '../support/processor-time.ts';
import { propertyRuns } from '../support/property-runs.ts';

const parse = (config: string, credentials = '') =>
  parseConfigFiles({
    config: { path: 'config', text: config },
    credentials: { path: 'credentials', text: credentials },
  });

test('profiles are listed in the order of the files, the config file first', () => {
  const files = parse('[profile b]\n[default]\n[profile a]\n[profile b]', '[c]\n[a]\n[d]');
  expect(listProfiles(files)).toEqual(['b', 'default', 'a', 'c', 'd']);
});

test('a profile and its settings know their lines and their file', () => {
  const files = parse('\n[profile a]\nregion = x', '[a]\n\n# c\noutput = json');
  const profile = files.profiles.get('a');
  expect(files.files).toEqual(['config', 'credentials']);
  expect(profile?.at).toEqual({ file: 'config', line: 2 });
  expect(profile?.settings.get('region')?.at).toEqual({ file: 'config', line: 3 });
  expect(profile?.settings.get('output')?.at).toEqual({ file: 'credentials', line: 4 });
});

test('hostile names change no prototype', () => {
  parse(
    '[profile __proto__]\n__proto__ = x\npolluted = y\n[services __proto__]\n__proto__ =\n polluted = z',
  );
  expect('polluted' in {}).toBe(false);
  expect(parse('').profiles.get('toString')).toBeUndefined();
});

describe('large and hostile files', () => {
  const size = 100_000;
  const shapes = {
    'spaces inside a value': (n: number) => `[profile a]\nb = x${' '.repeat(n)}x`,
    'comment marks': (n: number) => `[profile a]\nb = ${'#;'.repeat(n)}`,
    'quotes in a header': (n: number) => `[${'"'.repeat(n)}`,
    'quoted pieces in a header': (n: number) => `[${"'a'".repeat(n)}`,
    'spaces in a quoted name': (n: number) => `[profile "${' '.repeat(n)}\u0001"]`,
    'spaces after a prefix': (n: number) => `[profile ${' '.repeat(n)}`,
    'one header again and again': (n: number) => '[profile a]\n'.repeat(n),
    'one key again and again': (n: number) => `[profile a]\n${'b = c\n'.repeat(n)}`,
    'a value over many lines': (n: number) => `[profile a]\nb = c\n${' d\n'.repeat(n)}`,
  };

  test.each(Object.entries(shapes))('parsing time is linear in %s', async (_, shape) => {
    const time = (length: number) => processorTime(() => parse(shape(length)));
    // Ten times as long; quadratic time would be a hundred times. Of a few milliseconds, garbage collection is the most.
    const base = () => Math.max(time(size / 10), 5);
    await expectTimesAsLong({ base, other: () => time(size) }, 30);
  });
});

test('no text makes the parser throw', () => {
  const pieces = [
    '[',
    ']',
    '"',
    "'",
    '#',
    ';',
    '=',
    ' ',
    '\t',
    '\n',
    '\r',
    '\ufeff',
    '\0',
    'é',
    '\u{1f600}',
  ];
  const unit = fc.constantFrom(...pieces, 'profile ', 'a');
  const text = fc.string({ unit, maxLength: 40 });
  const parses = fc.property(text, text, (config, credentials) => void parse(config, credentials));
  fc.assert(parses, propertyRuns(2000));
});

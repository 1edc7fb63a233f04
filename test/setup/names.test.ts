import { describe, expect, test } from 'vitest';
import { nameQuestion } from '../../src/setup/names.ts';
import { styleOf } from '../../src/ui/format.ts';

const PLAIN = styleOf({ isTerminal: false, columns: 80, write: async () => {} }, {});

describe('the question for a name', () => {
  const {
    start,
    press: pressName,
    lines,
  } = nameQuestion('proposal', (name) => (name === 'no' ? 'this one will not do' : undefined));
  /** What the question is after these keys. */
  const typedInto = (...keys: string[]) =>
    keys.reduce<ReturnType<typeof pressName>>(
      (state, key) => ('picked' in state ? state : pressName(state, key)),
      start,
    );
  const linesAfter = (columns: number, ...keys: string[]) =>
    lines(typedInto(...keys) as typeof start, { columns, rows: 24 }, PLAIN);

  test.each<[string, string[], unknown]>([
    ['Enter takes the proposal', ['\r'], { picked: { text: 'proposal' } }],
    ['Enter takes the typed name', ['a', '-', '\x7f', 'b', '\n'], { picked: { text: 'ab' } }],
    [
      'Enter takes a name without the spaces around it',
      [' ', 'a', ' ', '\r'],
      { picked: { text: 'a' } },
    ],
    ['Escape', ['a', '\x1b'], { picked: 'left' }],
    ['Ctrl-C', ['\x03'], { picked: 'interrupted' }],
    ['an arrow key is not text', ['\x1b[A'], start],
  ])('the question for a name reacts to keys: %s', (_, keys, expected) =>
    expect(typedInto(...keys)).toEqual(expected),
  );

  test('a problem is shown below in lines that fit, until another key is typed', () => {
    expect(linesAfter(15, 'n', 'o', '\r')).toEqual([
      '…proposal]: no',
      'this one will',
      'not do',
      'Enter: take; …',
    ]);
    expect(typedInto('n', 'o', '\r', '\x7f')).toEqual({ text: 'n', problem: undefined });
  });
});

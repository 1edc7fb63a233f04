import { describe, expect, test } from 'vitest';
import { styleOf } from '../../src/ui/format.ts';
import { type Table, tableText } from '../../src/ui/table.ts';

const row = (...texts: string[]) => ({ cells: texts.map((text) => ({ text })) });

const TABLE: Table = {
  titles: ['NAME', 'WAY', 'EMPTY', 'END'],
  minWidths: { WAY: 5 },
  rows: [row('a', 'one -> two -> three', '', 'x'), row('longer', '', '', 'y')],
};

/** On a terminal of this width; 0 is a pipe. */
function shown(columns: number, table: Table = TABLE, env = {}): string {
  const output = { isTerminal: columns > 0, columns: columns || 80, write: async () => {} };
  return tableText(table, output, styleOf({ ...output, isTerminal: false }, env));
}

const ONE_LINE = `NAME    WAY                  END
a       one -> two -> three  x
longer                       y
`;

describe('a table', () => {
  test('a table is aligned, without empty columns, and without spaces at the ends of lines', () => {
    expect(shown(32)).toBe(ONE_LINE);
  });

  test('a table in a pipe has every column, with text in each cell', () => {
    expect(shown(0)).toBe(`NAME    WAY                  EMPTY  END
a       one -> two -> three  -      x
longer  -                    -      y
`);
  });

  test('a table in a pipe is never wrapped', () => {
    const wide = { ...TABLE, rows: [row('a', 'word '.repeat(40).trim(), '', 'x')] };
    expect(shown(0, wide).split('\n')).toHaveLength(3);
  });

  test('a table that is too wide is wrapped between words, and takes no more lines than it needs', () => {
    expect(shown(31)).toBe(`NAME    WAY            END
a       one -> two ->  x
        three
longer                 y
`);
  });

  test('a table wraps one column between words before it splits words of a wider one', () => {
    const rows = [row('of-very/long_words', 'one two -> three')];
    const table = { titles: ['NAME', 'WAY'], minWidths: { NAME: 8, WAY: 5 }, rows };
    expect(shown(34, table)).toBe(`NAME                WAY
of-very/long_words  one two ->
                    three
`);
    expect(shown(24, table)).toBe(
      `NAME        WAY
of-very/    one two ->
long_words  three
`,
    );
  });

  const LONG = { ...TABLE, rows: [row('a', 'x of-very/long_words', '', 'arn:aws:iam::1:role/x')] };

  test('a table truncates words with a mark where nothing else fits; never an ARN, and none in records', () => {
    expect(shown(47, LONG)).toBe(`NAME  WAY                 END
a     x                   arn:aws:iam::1:role/x
      of-very/long_words
`);
    expect(shown(46, LONG)).toBe(`NAME  WAY              END
a     x of-very/long_  arn:aws:iam::1:role/x
      words
`);
    const narrowest = { ...LONG, minWidths: { WAY: 5, END: 5 } };
    expect(shown(34, narrowest)).toBe(`NAME  WAY    END
a     x of-  arn:aws:iam::1:role/x
      very/
      long_
      words
`);
    expect(shown(33, narrowest)).toBe(`a
  way  x of-very/long_words
  end  arn:aws:iam::1:role/x
`);
    expect(shown(20, LONG)).toBe(`a
  way
    x
    of-very/long_words
  end
    arn:aws:iam::1:role/x
`);
  });

  test('a table truncates the words of one column before two', () => {
    const titles = ['NAME', 'ROLE', 'CODE'];
    const rows = [row('a', 'developer', 'some_token'), row('b', 'of-very/long_words', '')];
    const table = { titles, minWidths: { ROLE: 5, CODE: 5 }, rows };
    expect(shown(25, table)).toBe(`NAME  ROLE     CODE
a     develop  some_token
      er
b     of-very
      /long_
      words
`);
  });

  test('a table becomes records where a column would be too narrow', () => {
    expect(shown(18)).toBe(`NAME    WAY    END
a       one    x
        ->
        two
        ->
        three
longer         y
`);
    expect(shown(17)).toBe(`a
  way  one -> two
       -> three
  end  x

longer
  end  y
`);
  });

  test('a table has room for a note instead of cells', () => {
    const note = { text: 'error: what is wrong with it is this' };
    const table = { ...TABLE, rows: [...TABLE.rows, { cells: [{ text: 'bad' }], note }] };
    expect(shown(34, table)).toBe(`${ONE_LINE}bad     error: what is wrong with
        it is this
`);
    expect(shown(20, table)).toContain('bad\n  error: what is\n  wrong with it is\n  this\n');
  });

  test('a table knows the width of wide characters', () => {
    const table = {
      titles: ['A', 'B'],
      minWidths: {},
      rows: [row('名前', 'x'), row('e\u0301a', 'y'), row('😀✅', 'z')],
    };
    expect(shown(40, table)).toBe('A     B\n名前  x\ne\u0301a    y\n😀✅  z\n');
  });

  test('a table writes no control characters but its own colours', () => {
    const paint = (text: string) => `<${text}>`;
    const table = {
      titles: ['A', 'B'],
      minWidths: {},
      rows: [{ cells: [{ text: '\x1b[2J' }, { text: 'x', paint }] }],
    };
    expect(shown(40, table, { FORCE_COLOR: '1' })).toBe(
      '\x1b[1mA        \x1b[0m  \x1b[1mB\x1b[0m\n\\u{1b}[2J  <x>\n',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { styleOf } from '../../src/ui/format.ts';
import { type Table, tableText } from '../../src/ui/table.ts';

const row = (...texts: string[]) => ({ cells: texts.map((text) => ({ text })) });

const TABLE: Table = {
  titles: ['NAME', 'WAY', 'EMPTY', 'END', 'LEFT'],
  drops: ['WAY', 'END', 'EMPTY'],
  rows: [row('a', 'one -> two -> three', '', 'x', '5m'), row('longer', '', '', 'y', '')],
};

/** On a terminal of this width; 0 is a pipe. */
function shown(columns: number, table: Table = TABLE, env = {}): string {
  const output = { isTerminal: columns > 0, columns: columns || 80, write: async () => {} };
  return tableText(table, output, styleOf({ ...output, isTerminal: false }, env));
}

const WHOLE = `NAME    WAY                  END  LEFT
a       one -> two -> three  x    5m
longer                       y
`;
const WITHOUT_WAY = `NAME    END  LEFT
a       x    5m
longer  y
`;
const WITHOUT_END = `NAME    LEFT
a       5m
longer
`;

describe('a table', () => {
  test.each([
    [140, WHOLE],
    [38, WHOLE],
    [37, WITHOUT_WAY],
    [17, WITHOUT_WAY],
    [16, WITHOUT_END],
    [12, WITHOUT_END],
  ])(
    'a table on %i columns has the columns that fit, the first of its order left out first',
    (columns, text) => {
      expect(shown(columns)).toBe(text);
    },
  );

  test('a table keeps the columns that are never left out, and whole words, on any terminal', () => {
    expect(shown(3)).toBe(WITHOUT_END);
  });

  test('a table in a pipe has every column, with text in each cell, and is never cut', () => {
    const long = 'word '.repeat(40).trim();
    const rows = [...TABLE.rows, { ...row('a', long, '', 'x', 'y'), isActive: true }];
    expect(
      shown(0, { ...TABLE, rows }),
    ).toBe(`NAME    ${'WAY'.padEnd(long.length)}  EMPTY  END  LEFT
a       ${'one -> two -> three'.padEnd(long.length)}  -      x    5m
longer  ${'-'.padEnd(long.length)}  -      y    -
a       ${long}  -      x    y
`);
  });

  test('a table on a terminal marks the active rows', () => {
    const rows = [row('a', 'b'), { ...row('c', 'd'), isActive: true }];
    const table = { titles: ['ONE', 'TWO'], drops: ['TWO'], rows };
    expect(shown(10, table)).toBe('  ONE  TWO\n  a    b\n* c    d\n');
    expect(shown(9, table)).toBe('  ONE\n  a\n* c\n');
  });

  const ROLE = 'a-role-with-a-name-of-forty-characters--';
  const OTHERS = ['b', 'c', 'd', 'e', 'f'].map((name) => row(name, 'developer', 'eu-west-1'));
  const LONG: Table = {
    titles: ['NAME', 'ROLE', 'REGION'],
    drops: ['REGION'],
    shortens: ['ROLE', 'NAME'],
    lastDrops: ['ROLE'],
    rows: [...OTHERS, row('long', ROLE, 'eu-west-1')],
  };
  const lines = (...last: string[]) =>
    `NAME  ROLE       REGION
b     developer  eu-west-1
c     developer  eu-west-1
d     developer  eu-west-1
e     developer  eu-west-1
f     developer  eu-west-1
${last.join('\n')}
`;

  test.each([
    [57, `long  ${ROLE}  eu-west-1`],
    [56, 'long  a-role-with-a-name-of-forty-characters…  eu-west-1'],
    [37, 'long  a-role-with-a-name-…  eu-west-1'],
    [26, 'long  a-role-w…  eu-west-1'],
  ])('a table on %i columns takes no column from all rows for one long cell', (columns, last) => {
    expect(shown(columns, LONG).split('\n').at(-2)).toBe(last);
    if (columns < 57) expect(shown(columns, LONG)).toBe(lines(last));
  });

  test('a table shortens the longest texts of a row, its name last, and keeps the other columns', () => {
    const name = 'a-name-of-thirty-characters---';
    const long = (columns: number, role: string) =>
      shown(columns, { ...LONG, rows: [...OTHERS, row(name, role, 'eu-west-1')] });
    expect(
      shown(52, { ...LONG, rows: [...OTHERS, row(name, 'developer', 'eu-west-1')] }),
    ).toContain(`\nb${' '.repeat(31)}developer`);
    expect(long(44, 'developer')).toBe(lines('a-name-of-thirty-char…  developer  eu-west-1'));
    expect(long(26, 'developer')).toBe(lines('a-n…  developer  eu-west-1'));
    expect(long(63, ROLE)).toContain(`\n${name}  a-role-with-a-name-…  eu-west-1\n`);
    expect(long(51, ROLE)).toBe(lines('a-name-of-thirty-ch…  a-role-with-a-nam…  eu-west-1'));
  });

  const WHO: Table = {
    titles: ['NAME', 'WHO', 'LEFT', 'UNTIL'],
    drops: ['UNTIL'],
    shortens: ['NAME', 'WHO'],
    lastDrops: ['WHO', 'LEFT'],
    rows: [
      {
        cells: [
          { text: 'project-of-the-team, app', compact: 'project-of-the-team + 1', tail: ' + 1' },
          {
            text: 'an-administrator in 1234, by SSO',
            compact: 'an-administrator in 1234',
            tail: ' in 1234',
          },
          { text: '5m' },
          { text: '12:00' },
        ],
      },
    ],
  };

  test.each([
    [74, 'project-of-the-team, app  an-administrator in 1234, by SSO  5m    12:00'],
    [64, 'project-of-the-team, app  an-administrator in 1234, by SSO  5m'],
    [63, 'project-of-the-team + 1  an-administrator in 1234  5m    12:00'],
    [61, 'project-of-the-team + 1  an-administrator in 1234  5m'],
    [53, 'project-of-the-team + 1  an-administrator in 1234  5m'],
    [52, 'project-of-the-te… + 1  an-administrator in 1234  5m'],
    [48, 'project-of-the-… + 1  an-administ… in 1234  5m'],
    [47, 'project-of-the-team + 1  5m'],
    [25, 'project-of-the-team + 1'],
    [20, 'project-of-the-… + 1'],
  ])(
    'a table on %i columns shortens names before it loses a column that matters',
    (columns, last) => {
      expect(shown(columns, WHO).split('\n').at(-2)).toBe(last);
    },
  );

  test('a table on a terminal shortens the name before a note too', () => {
    const note = { text: 'error: what is wrong' };
    const bad = { cells: [{ text: 'a-name-of-thirty-characters---' }], note };
    const last = shown(40, { ...LONG, rows: [...OTHERS, bad] })
      .split('\n')
      .at(-2);
    expect(last).toBe('a-name-of-thirty-ch…  error: what is …');
  });

  test('a table shows as many words of a note as there is room for', () => {
    const note = { text: 'error: what is wrong with it is this' };
    const table = { ...TABLE, rows: [...TABLE.rows, { cells: [{ text: 'bad' }], note }] };
    expect(shown(44, table)).toBe(`${WHOLE}bad     error: what is wrong with it is this\n`);
    expect(shown(43, table)).toBe(`${WHOLE}bad     error: what is wrong with it is …\n`);
    expect(shown(20, table)).toBe(`${WITHOUT_WAY}bad     error: …\n`);
    expect(shown(0, table)).toContain('\nbad     error: what is wrong with it is this\n');
  });

  test('a table knows the width of wide characters', () => {
    const table = {
      titles: ['A', 'B'],
      drops: ['B'],
      rows: [row('名前', 'x'), row('e\u0301a', 'y'), row('😀✅', 'z')],
    };
    expect(shown(7, table)).toBe('A     B\n名前  x\ne\u0301a    y\n😀✅  z\n');
    expect(shown(6, table)).toBe('A\n名前\ne\u0301a\n😀✅\n');
  });

  test('a table writes no control characters but its own colours', () => {
    const paint = (text: string) => `<${text}>`;
    const table = {
      titles: ['A', 'B'],
      drops: [],
      rows: [{ cells: [{ text: '\x1b[2J' }, { text: 'x', paint }] }],
    };
    expect(shown(40, table, { FORCE_COLOR: '1' })).toBe(
      '\x1b[1mA\x1b[0m          \x1b[1mB\x1b[0m\n\\u{1b}[2J  <x>\n',
    );
  });
});

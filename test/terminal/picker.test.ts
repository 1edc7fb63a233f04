import { describe, expect, test } from 'vitest';
import { keySource } from '../../src/terminal/dialog.ts';
import {
  type Choice,
  matchingChoices,
  type Picker,
  picker,
  pickerLines,
  press,
} from '../../src/terminal/picker.ts';
import { styleOf } from '../../src/ui/format.ts';
import { processorTime } from '../support/processor-time.ts';

const PLAIN = styleOf({ isTerminal: false, columns: 80, write: async () => {} }, {});

const choices = (...names: readonly string[]): Choice[] =>
  names.map((name) => ({ name, also: '' }));

describe('the filter', () => {
  const NAMES = ['project-dev', 'project-prod', 'payments-prod', 'payroll-dev', 'prod', 'App-DE'];

  test.each<[filter: string, expected: readonly string[]]>([
    ['', NAMES],
    ['  ', NAMES],
    ['prod', ['prod', 'project-prod', 'payments-prod']],
    ['pro', ['project-dev', 'project-prod', 'prod', 'payments-prod']],
    ['pay prod', ['payments-prod']],
    ['prod pay', ['payments-prod']],
    ['PAY', ['payments-prod', 'payroll-dev']],
    ['prd', ['project-prod', 'payments-prod', 'prod', 'project-dev', 'payroll-dev']],
    ['de', ['project-dev', 'payroll-dev', 'App-DE']],
    ['ment', ['payments-prod']],
    ['ppr', ['project-prod', 'payments-prod']],
    ['x', []],
    ['pay x', []],
  ])('the filter %j finds the profiles in the right order', (filter, expected) => {
    expect(matchingChoices(choices(...NAMES), filter).map(({ name }) => name)).toEqual(expected);
  });

  test('of equally good profiles, the one that is offered first stays first', () => {
    const order = (...names: string[]) =>
      matchingChoices(choices(...names), 'project').map(({ name }) => name);
    expect(order('project-b', 'project-a')).toEqual(['project-b', 'project-a']);
    expect(order('project-a', 'project-b')).toEqual(['project-a', 'project-b']);
  });

  test('the filter finds an account or a role too, behind the names', () => {
    const list = [
      { name: 'app', also: '111111111111 admin' },
      { name: 'admin-tools', also: '222222222222 reader' },
    ];
    const found = (filter: string) => matchingChoices(list, filter).map(({ name }) => name);
    expect([found('admin'), found('1111'), found('22 tools')]).toEqual([
      ['admin-tools', 'app'],
      ['app'],
      ['admin-tools'],
    ]);
  });

  test('a filter over 1,000 profiles takes a few milliseconds for each key', () => {
    const many = choices(...Array.from({ length: 1000 }, (_, i) => `project-${i}-production-role`));
    const keys = () => {
      for (let time = 0; time < 20; time++) matchingChoices(many, 'prj prd rl');
    };
    expect(processorTime(keys) / 20).toBeLessThan(30);
  });
});

/** The texts of a picker whose rows have a name, an account, a role and the time left. */
const TEXTS = {
  title: 'Role',
  dispensable: [2, 3, 1],
  cells: ({ name, also }: Choice) => [name, ...also.split(',')].map((text) => ({ text })),
};

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `role-${i}`, also: `in ${i}` }));

/** The list after these keys. */
function pressed(keys: readonly string[], list: readonly Choice[] = numbered(3)) {
  let state: ReturnType<typeof press<Choice>> = picker(list, TEXTS).start;
  for (const key of keys) if (!('picked' in state)) state = press(state, key);
  return state;
}

const shown = (
  keys: readonly string[],
  list: readonly Choice[] = numbered(3),
  columns = 80,
  rows = 24,
) => pickerLines(pressed(keys, list) as Picker<Choice>, TEXTS, { columns, rows }, PLAIN);

describe('keys', () => {
  test.each<[string, string[], unknown]>([
    ['Enter takes the first profile', ['\r'], { picked: numbered(1)[0] }],
    ['down and Enter take the second profile', ['\x1b[B', '\r'], { picked: numbered(2)[1] }],
    ['the arrow up from the first leads to the last', ['\x1bOA', '\r'], { picked: numbered(3)[2] }],
    [
      'the arrow down from the last leads to the first',
      ['\t', '\t', '\t', '\r'],
      { picked: numbered(1)[0] },
    ],
    ['typed text filters', ['E', '-', '1', '\r'], { picked: numbered(2)[1] }],
    [
      'Backspace removes a character of the filter',
      ['x', '\x7f', '\r'],
      { picked: numbered(1)[0] },
    ],
    ['Ctrl-U removes the filter', ['x', 'y', '\x15', '\r'], { picked: numbered(1)[0] }],
    ['Escape', ['\x1b'], { picked: 'left' }],
    ['Ctrl-D', ['\x04'], { picked: 'left' }],
    ['Ctrl-C', ['\x03'], { picked: 'interrupted' }],
  ])('the picker reacts to keys: %s', (_, keys, expected) =>
    expect(pressed(keys)).toEqual(expected),
  );

  test('where no profile matches, Enter and arrows do nothing', () => {
    expect(pressed(['x', 'y', '\r', '\x1b[B', '\x1b[A', '\r'])).toMatchObject({ marked: 0 });
  });

  test('other keys do not change the filter', () => {
    expect(pressed(['\x1b[5~', '\x00', '\u202e', 'a'])).toMatchObject({ filter: 'a' });
  });
});

describe('lines', () => {
  const KEYS = 'type to filter; Enter: take; Esc: leave';
  const PROFILES = [
    { name: 'project-dev', also: '111111111111,developer,47m' },
    { name: 'project-prod', also: '333333333333,admin' },
    { name: '開発', also: '222222222222,auditor,expired' },
  ];

  test.each<[columns: number, lines: readonly string[]]>([
    [
      200,
      [
        'Role: ',
        '> project-dev   111111111111  developer  47m',
        '  project-prod  333333333333  admin',
        '  開発          222222222222  auditor    expired',
        KEYS,
      ],
    ],
    [
      48,
      [
        'Role: ',
        '> project-dev   111111111111  47m',
        '  project-prod  333333333333',
        '  開発          222222222222  expired',
        KEYS,
      ],
    ],
    [
      30,
      [
        'Role: ',
        '> project-dev   111111111111',
        '  project-prod  333333333333',
        '  開発          222222222222',
        'Enter: take; Esc: leave',
      ],
    ],
    [14, ['Role: ', '> project-dev', '  project-pr…', '  開発', 'Enter: take;…']],
  ])('at %i columns the cells that fit are shown, in their order', (columns, lines) => {
    expect(shown([], PROFILES, columns)).toEqual(lines);
  });

  test('a long list moves with the mark', () => {
    const lines = shown(Array(11).fill('\x1b[B'), numbered(30));
    expect([lines[1], lines.at(-2), lines.length]).toEqual([
      '  role-2   in 2',
      '> role-11  in 11',
      12,
    ]);
    expect(lines.at(-1)).toBe(`20 more; ${KEYS}`);
  });

  test.each([
    [6, 5],
    [4, 3],
    [3, 3],
    [2, 2],
    [1, 1],
  ])('a terminal of %i rows gets %i lines', (rows, count) =>
    expect(shown([], numbered(30), 80, rows)).toHaveLength(count),
  );

  test('the picker says that no profile matches', () =>
    expect(shown(['y'])).toEqual(['Role: y', '  nothing fits', KEYS]));

  test('no line of the picker reaches the last column, and none has control characters', () => {
    const texts = { ...TEXTS, dispensable: [] };
    const wild = [{ name: '\x1b]0;\u6f22\u5b57', also: '\u6f22'.repeat(30) }];
    const state = { choices: wild, filter: '', marked: 0 };
    expect(pickerLines(state, texts, { columns: 40, rows: 24 }, PLAIN)).toEqual([
      'Role: ',
      `> \\u{1b}]0;\u6f22\u5b57  ${'\u6f22'.repeat(10)}…`,
      KEYS,
    ]);
  });
});

describe('the keys of a terminal', () => {
  /** A terminal that gives these characters, `undefined` for a moment without one. */
  function terminal(...typed: readonly (string | undefined)[]) {
    const rest = [...typed];
    return { ...keySource(() => rest.shift()), rest };
  }

  test('an arrow key that arrives in parts is one key, and Escape alone is one too', async () => {
    const { next } = terminal('a', '\x1b', undefined, '[', 'B', 'é', '\x1b', 'O', 'A', '\x1b');
    const keys = [await next(), await next(), await next(), await next(), await next()];
    expect(keys).toEqual(['a', '\x1b[B', 'é', '\x1bOA', '\x1b']);
  });

  test('a key is read without the characters behind it', async () => {
    const { next, rest } = terminal('\r', 'l', 's');
    expect([await next(), rest]).toEqual(['\r', ['l', 's']]);
  });

  test('Escape and a letter behind it are two keys', async () => {
    const { next } = terminal('\x1b', 'x');
    expect([await next(), await next()]).toEqual(['\x1b', 'x']);
  });

  test('a key that was not typed comes first, also while swrole waits for one', async () => {
    const { next, add } = terminal();
    const waiting = next();
    add('\x03');
    expect(await waiting).toBe('\x03');
  });
});

import { describe, expect, test } from 'vitest';
import { KeyQueue, Keys } from '../../src/setup/dialog.ts';
import { nameQuestion } from '../../src/setup/names.ts';
import { type Picker, pickerLines, press } from '../../src/setup/picker.ts';
import { styleOf } from '../../src/ui/format.ts';

const PLAIN = styleOf({ isTerminal: false, columns: 80, write: async () => {} }, {});
const names = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `role-${i}`, what: `in ${i}` }));

/** The list after these keys. */
function pressed(keys: readonly string[], choices = names(3)): ReturnType<typeof press> {
  let state: ReturnType<typeof press> = { choices, filter: '', marked: 0 };
  for (const key of keys) if (!('picked' in state)) state = press(state, key);
  return state;
}

const shown = (keys: readonly string[], choices = names(3), columns = 80, rows = 24) =>
  pickerLines(pressed(keys, choices) as Picker, 'Role', { columns, rows }, PLAIN);

describe('keys', () => {
  test.each<[string, string[], unknown]>([
    ['Enter takes the first profile', ['\r'], { picked: names(1)[0] }],
    ['down and Enter take the second profile', ['\x1b[B', '\r'], { picked: names(2)[1] }],
    [
      'the arrow up from the first profile leads to the last',
      ['\x1bOA', '\r'],
      { picked: names(3)[2] },
    ],
    [
      'the arrow down from the last profile leads to the first',
      ['\t', '\t', '\t', '\r'],
      { picked: names(1)[0] },
    ],
    ['typed text filters', ['E', '-', '1', '\r'], { picked: names(2)[1] }],
    ['Backspace removes a character of the filter', ['x', '\x7f', '\r'], { picked: names(1)[0] }],
    ['the whole filter is removed', ['x', 'y', '\x15', '\r'], { picked: names(1)[0] }],
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

  test('a long list moves with the mark', () => {
    const lines = shown(Array(11).fill('\x1b[B'), names(30));
    expect([lines[1], lines.at(-2), lines.length]).toEqual([
      '  role-2   in 2',
      '> role-11  in 11',
      12,
    ]);
    expect(lines.at(-1)).toBe(`20 more; ${KEYS}`);
  });

  test('a low terminal shows fewer lines', () =>
    expect(shown([], names(30), 80, 6)).toHaveLength(5));

  test('the picker says that no profile matches', () =>
    expect(shown(['y'])).toEqual(['Role: y', '  nothing fits', KEYS]));

  test('no line of the picker reaches the last column, and none has control characters', () => {
    const wild = [{ name: '\x1b]0;\u6f22\u5b57', what: '\u6f22'.repeat(30) }];
    expect(shown([], wild, 40)).toEqual([
      'Role: ',
      `> \\u{1b}]0;\u6f22\u5b57  ${'\u6f22'.repeat(10)}…`,
      KEYS,
    ]);
  });
});

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

test('typed keys wait for their reader, and a reader waits for keys', async () => {
  const queue = new KeyQueue();
  for (const key of ['a', 'b']) queue.add(key);
  const taken = [await queue.next(), await queue.next()];
  const next = queue.next();
  queue.add('c');
  expect([...taken, await next]).toEqual(['a', 'b', 'c']);
});

test('an arrow key that arrives in parts is one key, and Escape alone is one too', async () => {
  const given: string[] = [];
  const lone = new Promise<void>((resolve) => {
    const keys = new Keys((key) => {
      given.push(key);
      if (key === '\x1b') resolve();
    });
    for (const piece of ['a\x1b', '[', 'B\u00e9', '\x1b[A\r', '\x1b']) keys.add(piece);
  });
  // Its timer keeps nothing alive; a terminal does.
  const alive = setInterval(() => {}, 1000);
  await lone.finally(() => clearInterval(alive));
  expect(given).toEqual(['a', '\x1b[B', '\u00e9', '\x1b[A', '\r', '\x1b']);
});

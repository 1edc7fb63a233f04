import { expect, test } from 'vitest';
import { textWidth, wrapParagraph } from '../../src/ui/wrap.ts';

test.each([
  ['fits', 'one two', 12, ['note one two']],
  ['breaks at a space', 'one two three', 12, ['note one two', '     three']],
  [
    'keeps a long word whole',
    'a /very/long/path b',
    10,
    ['note a', '     /very/long/path', '     b'],
  ],
  ['counts wide characters twice', '東京 ab 大阪', 12, ['note 東京 ab', '     大阪']],
  ['has nothing', '', 12, ['note ']],
  ['has no width', 'one two three', Number.POSITIVE_INFINITY, ['note one two three']],
])('wrapping a text: %s', (_, text, width, lines) => {
  expect(wrapParagraph(text, { width, first: 'note ', indent: 5 })).toEqual(lines);
});

test('a character beyond the first plane is one character', () => {
  expect([textWidth('a𝒃é'), textWidth('🙂')]).toEqual([3, 2]);
});

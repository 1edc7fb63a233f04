import { expect, test } from 'vitest';
import { endedOnNewLine, typedAnswer } from '../../src/terminal/read-line.ts';

test('the reader knows whether a line has ended', () => {
  expect(typedAnswer('')).toBeUndefined();
  expect(typedAnswer('12345')).toBeUndefined();
  expect(typedAnswer('123456\n')).toEqual({ text: '123456' });
  expect(typedAnswer('123456\rrest\r')).toEqual({ text: '123456' });
  expect(typedAnswer('\n')).toEqual({ text: '' });
});

test('on a raw terminal control keys arrive as bytes', () => {
  expect(typedAnswer('12\x03')).toBe('cancelled');
  expect(typedAnswer('\x04')).toBe('cancelled');
  expect(typedAnswer('123456\r\x03')).toEqual({ text: '123456' });
  expect(typedAnswer('129\x7f\x7f23\b3456\r')).toEqual({ text: '123456' });
  expect(typedAnswer('\x7f\x7f1\r')).toEqual({ text: '1' });
});

test('only a cooked terminal shows the end of the line', () => {
  expect(endedOnNewLine('123456\n')).toBe(true);
  expect(endedOnNewLine('123456\r')).toBe(false);
  expect(endedOnNewLine('123')).toBe(false);
});

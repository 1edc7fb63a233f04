import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLine } from './command-line.ts';

test('plain words stay plain', () => {
  expect(commandLine(['/usr/bin/node', 'a-b.mjs', '-j'])).toBe('/usr/bin/node a-b.mjs -j');
});

test('a shell finds the same words again', () => {
  const words = ['a b', "it's", '$HOME', '"x"', '', '*', 'a\\b', '~'];
  const command = `printf '%s\\n' ${commandLine(words)}`;
  const printed = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  expect(printed).toBe(`${words.join('\n')}\n`);
});

import { expect, test } from 'vitest';
import { inHome } from '../../../src/cli/people/in-home.ts';

test.each([
  ['/home/ada/.aws/config:3', '~/.aws/config:3'],
  ['is there twice (/home/ada/a and "/home/ada/b")', 'is there twice (~/a and "~/b")'],
  ['/mnt/home/ada/x /home/adam/y /home/ada', '/mnt/home/ada/x /home/adam/y /home/ada'],
])('%s', (text, said) => {
  expect(inHome(text, '/home/ada')).toBe(said);
});

test('a home that is the root is not written', () => {
  expect(inHome('/etc/x', '/')).toBe('/etc/x');
});

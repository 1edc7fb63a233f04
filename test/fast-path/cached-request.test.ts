import { expect, test } from 'vitest';
import { cachedRequest } from '../../src/fast-path/cached-answer.ts';

test.each([
  [['-j', 'dev']],
  [['--json', 'dev']],
  [['dev', '-j']],
  [['-j', '-p', 'dev']],
  [['--profile', 'dev', '--json']],
])('%j is answered from the cache', (argv) => expect(cachedRequest(argv)).toBe('dev'));

test('a profile named like a command is answered from the cache with -p', () => {
  expect(cachedRequest(['-j', '-p', 'list'])).toBe('list');
});

test.each([
  [[]],
  [['dev']],
  [['-j']],
  [['-j', '']],
  [['-j', '-p']],
  [['-j', 'dev', 'other']],
  [['-j', '-p', 'dev', 'other']],
  [['-j', 'list']],
  [['exec', 'dev', '-j']],
  [['-j', '--debug', 'dev']],
  [['-j', '--refresh', 'dev']],
  [['-j', '-t', '123456', 'dev']],
  [['-j', '--', 'dev']],
  [['-jp', 'dev']],
  [['-j', '--profile=dev']],
  [['-f', 'json', 'dev']],
  [['-j', 'arn:aws:iam::222222222222:role/audit', '--source', 'dev']],
  [['-j', '--source', 'dev', 'arn:aws:iam::222222222222:role/audit']],
  [['-j', '-p', 'arn:aws:iam::222222222222:role/audit', '--source=dev']],
])('%j is left to the whole program', (argv) => expect(cachedRequest(argv)).toBeUndefined());

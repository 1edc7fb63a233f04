import { expect, test } from 'vitest';
import { guessedName, nearestName } from '../../src/util/text.ts';

test.each([
  ['projcet-dev', ['project-prod', 'project-dev'], 'project-dev', 'neighbours swapped'],
  ['projectdev', ['project-dev'], 'project-dev', 'a character missing'],
  ['project--dev', ['project-dev'], 'project-dev', 'a character too many'],
  ['project-div', ['project-dev'], 'project-dev', 'another character'],
  ['PROD', ['prod'], 'prod', 'another case'],
  ['a', ['A'], 'A', 'another case of one letter'],
  ['prdo', ['prod'], 'prod', 'one slip in a short name'],
  ['project-dev', ['project-dev2', 'project-dev1'], 'project-dev2', 'the first of equals'],
  [
    'dev-project',
    ['dev-projecx', 'dev-projectt', 'xev-projecx'],
    'dev-projecx',
    'the nearest of several',
  ],
])('of the names %s, the nearest to %j is %s: %s', (name, candidates, nearest) => {
  expect(nearestName(name, candidates)).toBe(nearest);
});

test.each([
  ['prod', ['dev'], 'another word'],
  ['prod', ['pord-x'], 'two slips in a short name'],
  ['a', ['b'], 'a name of one letter'],
  ['the-long-name-of-a-project', ['the-lang-nome-af-a-prajact'], 'five slips in a long name'],
  ['project-dev', ['project-production'], 'too much longer'],
  ['project-dev', [], 'none to choose from'],
])('%s is near to none of %j: %s', (name, candidates) => {
  expect(nearestName(name, candidates)).toBeUndefined();
});

test.each<[string, string[], string | undefined, string]>([
  ['prod', ['dev', 'project-prod'], 'project-prod', 'the only one with it inside'],
  ['PROD', ['production', 'project-prod'], 'production', 'the only one that begins like it'],
  ['prod', ['project-prod', 'payments-prod'], undefined, 'two with it inside'],
  ['pr', ['a-project', 'dev'], undefined, 'two letters are inside many names'],
  ['pr', ['project', 'dev'], 'project', 'two letters at the beginning'],
])('%j means of %j %s: %s', (name, names, meant, _why) => {
  expect(guessedName(name, new Map(names.map((each) => [each, true])))).toBe(meant);
});

test('only the first 200,000 comparisons of a very long list of names give a guess', () => {
  const others = Array.from({ length: 19_999 }, (_, i) => `a-much-longer-name-${i}`);
  const names = new Map(['base', ...others].map((each) => [each, true]));
  const guesses = Array.from({ length: 15 }, () => guessedName('bsae', names));
  expect(guesses).toEqual([...Array(10).fill('base'), ...Array(5).fill(undefined)]);
});

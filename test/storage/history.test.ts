import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { addUse, lastUsed, readHistory } from '../../src/storage/history.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 0, 31);

let cache: string;
let file: string;
beforeEach(async () => {
  const home = untilTestEnds(await makeTempHome());
  cache = join(home.path, 'swrole');
  file = join(cache, 'history', 'profiles.json');
});

const deps = (now = NOW, env = {}) => ({ cache, system: { env, now: () => now } });
const order = (now = NOW) => readHistory(deps(now)).map(({ profile }) => profile);

/** Uses the profiles at these days before now. */
function use(...uses: readonly (readonly [profile: string, daysAgo: number])[]): void {
  for (const [profile, daysAgo] of uses)
    expect(addUse(profile, deps(NOW - daysAgo * DAY))).toBeUndefined();
}

const every = (profile: string, from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => [profile, from - index] as const);

test.each<[string, readonly (readonly [string, number])[], readonly string[]]>([
  ['the last one first', [['a', 2], ['b', 1]], ['b', 'a']], // biome-ignore format: a row
  ['the more frequent one first', [['a', 2], ['a', 2], ['b', 1]], ['a', 'b']], // biome-ignore format: a row
  ['what was used daily until a month ago behind what was used twice this week',
    [...every('old', 60, 30), ['new', 3], ['new', 1]], ['new', 'old']], // biome-ignore format: a row
  ['what is used daily before what was used once today', [...every('daily', 20, 1), ['once', 0]], ['daily', 'once']], // biome-ignore format: a row
  ['a use in the future counts as one now', [['future', -5], ['a', 0], ['a', 0]], ['a', 'future']], // biome-ignore format: a row
])('used profiles are ordered: %s', (_, uses, expected) => {
  use(...uses);
  expect(order()).toEqual(expected);
});

test('the profile before is the one that was used last, besides the active one', () => {
  use(['often', 3], ['often', 3], ['before', 2], ['now', 1]);
  const uses = readHistory(deps());
  expect([lastUsed(uses, 'now'), lastUsed(uses, 'often'), lastUsed(uses, undefined)]).toEqual([
    'before',
    'now',
    'now',
  ]);
  expect(lastUsed([], 'now')).toBeUndefined();
});

test('the history is private, and has names and times only', () => {
  use(['project-dev', 0]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(cache, 'history')).mode & 0o777).toBe(0o700);
  expect(readFileSync(file, 'utf8')).toBe(
    `{"format":1,"uses":[{"profile":"project-dev","at":${NOW},"weight":1}]}\n`,
  );
});

test('the history is bounded: the least used profiles and very long names are dropped', () => {
  const names = Array.from({ length: 230 }, (_, index) => `${'n'.repeat(190)}-${index}`);
  use(['a', 1]);
  const uses = names.map((profile, index) => ({ profile, at: NOW - index * DAY, weight: 1 }));
  writeFileSync(file, JSON.stringify({ format: 1, uses }));
  use(['another', 0]);
  expect(order()).toEqual(['another', ...names.slice(0, 199)]);
  expect(statSync(file).size).toBeLessThan(64 * 1024);
  expect(addUse('é'.repeat(150), deps())).toBe('its name is too long');
});

test.each([
  ['is empty', ''],
  ['is no JSON', '{"format":1,"uses":['],
  ['is of another version', '{"format":2,"uses":[{"profile":"a","at":1,"weight":1}]}'],
  ['is another text', '[]'],
  ['is null', 'null'],
])('a history that %s counts as empty, and the next use replaces it', (_, text) => {
  use(['a', 1]);
  writeFileSync(file, text);
  expect(order()).toEqual([]);
  use(['b', 0]);
  expect(order()).toEqual(['b']);
});

test('damaged entries of a history are left out', () => {
  use(['a', 1]);
  const good = { profile: 'good', at: NOW, weight: 1 };
  const bad = [null, 1, {}, { ...good, profile: 1 }, { ...good, at: 'x' }, { ...good, weight: -1 }];
  writeFileSync(file, JSON.stringify({ format: 1, uses: [...bad, good] }));
  expect(order()).toEqual(['good']);
});

test('a history that others can write, or that is a link, counts as empty', () => {
  use(['a', 1]);
  chmodSync(file, 0o666);
  expect(order()).toEqual([]);
  const other = join(cache, 'other.json');
  writeFileSync(other, readFileSync(file, 'utf8'), { mode: 0o600 });
  symlinkSync(other, join(cache, 'history', 'link'));
  expect(order()).toEqual([]);
});

test('a history that cannot be written fails nothing, and says why', () => {
  mkdirSync(cache, { mode: 0o700 });
  writeFileSync(join(cache, 'history'), '');
  expect(addUse('a', deps())).toBe(`${join(cache, 'history')}: not-a-folder`);
  expect(addUse('a', { ...deps(), cache: undefined })).toMatch(/no-home$/);
});

test.each(['off', 'OFF'])('with SWROLE_HISTORY=%s nothing is read or kept', (value) => {
  use(['a', 1]);
  const off = deps(NOW, { SWROLE_HISTORY: value });
  expect([readHistory(off), addUse('b', off)]).toEqual([[], 'SWROLE_HISTORY=off']);
  expect(order()).toEqual(['a']);
});

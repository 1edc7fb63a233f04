import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { lastAsked, suggestMfaSession } from '../../src/mfa/prompt.ts';
import { deviceId } from '../../src/mfa/used-codes.ts';
import { privateStore } from '../../src/storage/private-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { questionOf } from './question-of.ts';

const MINUTE = 60_000;
const HINT =
  "swrole: hint: mfa_session = 12h in profile 'my-company' lets one code serve every role of this device";

let cache: string;
let now: number;
let said: string[];
beforeEach(() => {
  cache = join(tempFolder(), 'swrole');
  now = Date.UTC(2026, 0, 1);
  said = [];
});

/** Asks after so many minutes; gives what was said. */
async function ask(minutes: number, sessionProfile: string | undefined = 'my-company') {
  now += minutes * MINUTE;
  said = [];
  const say = async (line: string) => void said.push(line);
  await suggestMfaSession({ ...questionOf(), sessionProfile }, { say }, { cache, now: () => now });
  return said;
}

test('a user who is asked twice within an hour gets the hint, once an hour', async () => {
  expect(await ask(0)).toEqual([]);
  expect(await ask(59)).toEqual([HINT]);
  expect(await ask(1)).toEqual([]);
  expect(await ask(58)).toEqual([]);
  expect(await ask(2)).toEqual([HINT]);
});

test('a user who is asked once an hour gets no hint', async () => {
  await ask(0);
  expect(await ask(60)).toEqual([]);
});

test('a user of mfa_session gets no hint', async () => {
  await ask(0);
  const line = { say: async (text: string) => void said.push(text) };
  await suggestMfaSession({ ...questionOf(), sessionProfile: undefined }, line, {
    cache,
    now: () => now,
  });
  expect(said).toEqual([]);
});

test('the time of the last question is remembered', async () => {
  const asked = () => lastAsked(privateStore(cache, 'mfa'), questionOf().mfa.serial);
  expect(asked()).toBeUndefined();
  await ask(0);
  await ask(5);
  expect(asked()).toBe(now);
});

test.each(['1e300', '"yesterday"', '-1', 'null'])(
  'a time that is %s is not accepted',
  (instant) => {
    const store = privateStore(cache, 'mfa');
    store.write(`${deviceId(questionOf().mfa.serial)}-asked.json`, `{"asked":${instant},"told":0}`);
    expect(lastAsked(store, questionOf().mfa.serial)).toBeUndefined();
  },
);

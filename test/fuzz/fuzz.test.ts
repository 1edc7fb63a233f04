/**
 * Hostile inputs of every kind that the program reads. `npm run soak -- --only fuzz` tries two hundred times as many, from
 * another seed each time.
 */
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';
import { fuzz, IN_TEST, type Subject, shownSecret, subject, trial, tryAgain } from './fuzzing.ts';
import { search } from './guided.ts';
import { CANARIES, mutated } from './hostile.ts';
import { oneOf } from './inputs.ts';
import { instrumented, REACHED } from './instrument.ts';
import { SUBJECTS } from './subjects.ts';

type Name = keyof typeof SUBJECTS;

/** Until the running test ends. */
async function make(name: Name): Promise<Subject> {
  const closing: (() => void)[] = [];
  onTestFinished(() => {
    for (const close of closing) close();
  });
  return SUBJECTS[name](tempFolder(), closing);
}

const NAMES = Object.keys(SUBJECTS) as Name[];

test.each(NAMES)('no input makes the program crash, hang or show a secret: %s', async (name) => {
  const given = await make(name);
  await fuzz(given, trial(IN_TEST * (given.share ?? 1)));
});

/** What was found once, and mended. */
const REGRESSIONS: readonly (readonly [what: string, name: Name, input: unknown])[] = [
  [
    'a console sign-in without a key id was an internal error',
    'login caches',
    `{"accessToken":{"secretAccessKey":"x","sessionToken":"y","accountId":"111111111111","expiresAt":"2099-01-01T00:00:00Z"},"clientId":"c","refreshToken":"r","dpopKey":"k"}`,
  ],
  [
    'a number as the key id of a console sign-in was an internal error',
    'login caches',
    `{"accessToken":{"accessKeyId":5,"secretAccessKey":"x","sessionToken":"y","accountId":"111111111111","expiresAt":"2099-01-01T00:00:00Z"},"clientId":"c","refreshToken":"r","dpopKey":"k"}`,
  ],
  [
    'an agent whose answer had no time was asked three times',
    'container',
    [
      200,
      'application/json',
      '{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"x","Token":"y","Expiration":""}',
    ],
  ],
  ['an agent that answered null was asked three times', 'container', [200, 'text/html', 'null']],
];

test.each(REGRESSIONS)(
  'an input that was found by chance does no harm: %s',
  async (_, name, input) => {
    await tryAgain(await make(name), input);
  },
);

/** A part of the program that does wrong, to see that it is noticed. */
function wrong(use: Subject<string>['use']): Subject {
  return subject({ name: 'wrong', inputs: mutated(['a text']), use });
}

test.each<[string, Subject<string>['use'], RegExp]>([
  ['a crash', () => JSON.parse('{'), /SyntaxError/],
  [
    'a promise that nothing waits for',
    (text) => {
      void Promise.reject(new RangeError(text));
      return [];
    },
    /RangeError/,
  ],
  ['a wait', () => new Promise((done) => setTimeout(done, 110, [])), /took \d+ ms/],
  ['a secret', () => [`no: ${CANARIES.secretAccessKey}`], /shows /],
  ['a half of a secret', () => [`no: ${CANARIES.sessionToken.slice(5, 25)}`], /shows /],
  ['a character that a terminal obeys', () => ['\u001b[2J'], /control characters/],
])('the search of faults finds %s, and says how to find it again', async (_, use, reason) => {
  const failure = await fuzz(wrong(use), { inputs: 3, seed: 7 }).catch(({ message }) => message);
  expect(failure).toMatch(reason);
  expect(failure).toMatch(
    /\binput: .+\nagain: SWROLE_TEST_SEED=7 SWROLE_TEST_MORE_CASES=0.0006 npx vitest run /,
  );
});

test('a text without a piece of a secret is not one with it', () => {
  expect(
    shownSecret(`${CANARIES.sessionToken.slice(0, 15)} ${CANARIES.accessKeyId.slice(-4)}`),
  ).toBeUndefined();
});

/** Fails for a text that chance alone does not make: each letter has to be right before the next one counts. */
const NESTED = `(text) => {
  if (text[0] === 'f') if (text[1] === 'u') if (text[2] === 'z') { if (text[3] === 'z') throw new RangeError('in'); }
  else text[2] && text.at(-1);
  return [];
}`;

test('a search that keeps what reached a new branch finds what chance alone does not', async () => {
  const reached = new Uint8Array(16);
  Reflect.set(globalThis, REACHED, reached);
  onTestFinished(() => void Reflect.deleteProperty(globalThis, REACHED));
  const { code, branches } = instrumented(`globalThis.swroleNested = ${NESTED}`, 0);
  const use = new Function(`return ${code.slice(code.indexOf('(text)'))}`)();
  expect(branches).toBe(7);
  const letter = () => oneOf(...'abcdefghijklmnopqrstuvwxyz');
  const given: Subject = subject<string>({
    name: 'nested',
    inputs: {
      fresh: (random) => letter().fresh(random).repeat(4),
      again: (text, random) => {
        const at = random.below(4);
        return text.slice(0, at) + letter().fresh(random) + text.slice(at + 1);
      },
    },
    use,
  });
  const blind = await search(given, { inputs: 20_000, seed: 1, isGuided: false, reached });
  const guided = await search(given, { inputs: 20_000, seed: 1, isGuided: true, reached });
  expect([blind.tried, blind.failure, guided.failure?.input]).toEqual([20_000, undefined, 'fuzz']);
});

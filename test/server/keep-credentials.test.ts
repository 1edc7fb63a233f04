/** Renewal by a clock of its own: when it happens, how often, and what a request gets meanwhile. */
import { expect, onTestFinished, test } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import {
  type HeldCredentials,
  keepCredentials,
  type RenewalDeps,
} from '../../src/server/keep-credentials.ts';

const MINUTE = 60_000;
const NEEDS_CODE = 'needs a code';

/** Credentials of an hour, of which 20 minutes are for renewal. */
function credentials(from: number): HeldCredentials {
  const expiration = from + 60 * MINUTE;
  const keys = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', sessionToken: 'y' };
  return {
    credentials: new Credentials({ ...keys, expiration }),
    expiration,
    accountId: undefined,
    renewAt: expiration - 20 * MINUTE,
  };
}

/** An attempt of which a test decides the end. */
function attempts() {
  const pending: ((result: HeldCredentials | Error) => void)[] = [];
  let count = 0;
  return {
    start: () => {
      count += 1;
      return new Promise<HeldCredentials>((resolve, reject) =>
        pending.push((result) => (result instanceof Error ? reject(result) : resolve(result))),
      );
    },
    end: (result: HeldCredentials | Error) => pending.shift()?.(result),
    count: () => count,
  };
}

/** Lets everything happen that needs no time. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function world({ mayAsk = true }: { mayAsk?: boolean } = {}) {
  let now = 0;
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  const [renewals, questions] = [attempts(), attempts()];
  const log: string[] = [];
  const deps: RenewalDeps = {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        const wake = () => {
          signal.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { at: now + milliseconds, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', abort);
      }),
    renew: renewals.start,
    ask: mayAsk ? questions.start : undefined,
    describeFailure: ({ message }: Error) => ({ message, needsUser: message === NEEDS_CODE }),
    debug: (line) => log.push(line),
  };
  const keeper = keepCredentials(credentials(0), deps);
  onTestFinished(() => {
    for (const { end } of [renewals, questions]) while (end(new Error('over')) !== undefined);
  });
  return {
    keeper,
    renewals,
    questions,
    log,
    sleepers,
    /** Lets time pass, in steps of a second. */
    pass: async (milliseconds: number) => {
      for (const end = now + milliseconds; now < end; ) {
        now = Math.min(end, now + 1_000);
        for (const sleeper of [...sleepers].filter(({ at }) => at <= now)) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
        await settled();
      }
    },
    /** As a machine that is suspended: the clock goes on, nothing else does. */
    jump: (milliseconds: number) => {
      now += milliseconds;
    },
    /** The end of what a request gets, or the reason why it gets nothing. */
    get: async () => {
      const answer = await keeper.get();
      return 'message' in answer ? answer.message : answer.expiration / MINUTE;
    },
  };
}

test('nothing is renewed before the last 20 minutes, and then once', async () => {
  const { pass, renewals, get, log } = world();
  await pass(39 * MINUTE);
  expect([renewals.count(), await get()]).toEqual([0, 60]);
  await pass(MINUTE);
  expect([renewals.count(), await get()]).toEqual([1, 60]);
  renewals.end(credentials(40 * MINUTE));
  await settled();
  expect([renewals.count(), await get()]).toEqual([1, 100]);
  expect(log).toEqual(['endpoint: credentials until 1970-01-01T01:40:00.000Z']);
  await pass(39 * MINUTE);
  expect(renewals.count()).toBe(1);
  await pass(MINUTE);
  expect(renewals.count()).toBe(2);
});

test('a renewal that fails is tried again after a minute, and no request notices', async () => {
  const { pass, renewals, questions, get } = world();
  await pass(40 * MINUTE);
  renewals.end(new Error('AWS did not answer'));
  await pass(MINUTE - 1_000);
  expect([renewals.count(), await get()]).toEqual([1, 60]);
  await pass(2_000);
  expect(renewals.count()).toBe(2);
  renewals.end(credentials(41 * MINUTE));
  await settled();
  expect([questions.count(), await get()]).toEqual([0, 101]);
});

test('twenty requests after the end are one renewal, and wait for it', async () => {
  const { jump, renewals, get } = world();
  jump(60 * MINUTE);
  const answers = Array.from({ length: 20 }, get);
  await settled();
  renewals.end(credentials(60 * MINUTE));
  expect(await Promise.all(answers)).toEqual(Array(20).fill(120));
  expect(renewals.count()).toBe(1);
});

test('a request waits 700 ms at most', async () => {
  const { jump, pass, renewals, questions, get } = world();
  jump(60 * MINUTE);
  const answer = get();
  await pass(1_000);
  expect(await answer).toBe('new credentials are on their way: try again');
  renewals.end(credentials(60 * MINUTE));
  await settled();
  expect([await get(), questions.count()]).toEqual([120, 0]);
});

test('10 s before the end they count as over', async () => {
  const { jump, get, renewals } = world();
  jump(60 * MINUTE - 10_001);
  expect(await get()).toBe(60);
  jump(1);
  const answer = get();
  await settled();
  renewals.end(new Error('no network'));
  expect(await answer).toBe('no network');
});

test('the user is asked ahead of the end, once a program wants credentials', async () => {
  const { pass, renewals, questions, get } = world();
  await pass(40 * MINUTE);
  renewals.end(credentials(0)); // still valid, and only a user can help
  await pass(10_000);
  expect(questions.count()).toBe(0);
  expect(await get()).toBe(60);
  await settled();
  renewals.end(credentials(0));
  await settled();
  expect([await get(), await get(), questions.count()]).toEqual([60, 60, 1]);
  questions.end(credentials(41 * MINUTE));
  await settled();
  expect([await get(), questions.count()]).toEqual([101, 1]);
});

test('after the end a request gets the reason while the user is asked, and then credentials', async () => {
  const { jump, renewals, questions, get } = world();
  jump(61 * MINUTE);
  const first = get();
  await settled();
  renewals.end(new Error(NEEDS_CODE));
  expect([await first, questions.count()]).toEqual([NEEDS_CODE, 1]);
  expect([await get(), questions.count(), renewals.count()]).toEqual([NEEDS_CODE, 1, 1]);
  questions.end(credentials(61 * MINUTE));
  await settled();
  expect([await get(), questions.count(), renewals.count()]).toEqual([121, 1, 1]);
});

test('a question without an answer is asked again after 30 s, if a program still asks', async () => {
  const { jump, pass, renewals, questions, get } = world();
  const request = async () => {
    const answer = get();
    await settled();
    renewals.end(new Error(NEEDS_CODE));
    return answer;
  };
  jump(61 * MINUTE);
  await request();
  questions.end(new Error('no answer'));
  await settled();
  expect([await request(), questions.count()]).toEqual([NEEDS_CODE, 1]);
  await pass(29_000);
  expect([await request(), questions.count()]).toEqual([NEEDS_CODE, 1]);
  await pass(1_000);
  expect([await request(), questions.count()]).toEqual([NEEDS_CODE, 2]);
});

test('credentials that another swrole has got by then need no question', async () => {
  const { jump, renewals, questions, get } = world({ mayAsk: false });
  jump(61 * MINUTE);
  const first = get();
  await settled();
  renewals.end(new Error(NEEDS_CODE));
  expect(await first).toBe(NEEDS_CODE);
  const second = get();
  await settled();
  renewals.end(credentials(61 * MINUTE));
  expect([await second, questions.count()]).toEqual([121, 0]);
});

test('after another failure, requests cause no renewal for 10 s', async () => {
  const { jump, pass, renewals, get } = world({ mayAsk: false });
  jump(61 * MINUTE);
  const first = get();
  await settled();
  renewals.end(new Error('AWS refused'));
  expect(await first).toBe('AWS refused');
  expect([await get(), renewals.count()]).toEqual(['AWS refused', 1]);
  await pass(10_000);
  const later = get();
  await settled();
  renewals.end(credentials(61 * MINUTE));
  expect([await later, renewals.count()]).toEqual([121, 2]);
});

test('credentials that end earlier are not taken', async () => {
  const { pass, renewals, get } = world();
  await pass(40 * MINUTE);
  renewals.end(credentials(-30 * MINUTE));
  await settled();
  expect(await get()).toBe(60);
});

test('it ends with its question, and nothing sleeps on', async () => {
  const { keeper, sleepers, jump, renewals, questions, get } = world();
  jump(61 * MINUTE);
  const answer = get();
  await settled();
  renewals.end(new Error(NEEDS_CODE));
  await answer;
  const stopped = keeper.stop('SIGINT');
  questions.end(new Error('interrupted'));
  await stopped;
  expect([sleepers.size, await get(), questions.count()]).toEqual([0, 'interrupted', 1]);
});

import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { stopSignal, whyStopped } from '../../src/util/errors.ts';

const NEVER = new AbortController().signal;

test('an abort by time differs from an abort by a user', async () => {
  const late = stopSignal(1, NEVER);
  await once(late, 'abort');
  expect(whyStopped(late)).toBe('timed-out');

  const controller = new AbortController();
  const cancelled = stopSignal(60_000, controller.signal);
  expect(cancelled.aborted).toBe(false);
  controller.abort('SIGTERM');
  expect(whyStopped(cancelled)).toBe('cancelled');
  const afterwards = stopSignal(60_000, controller.signal);
  expect([afterwards.aborted, whyStopped(afterwards)]).toEqual([true, 'cancelled']);
});

test('the garbage collector does not remove the time limit', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const fired = once(stopSignal(50, NEVER), 'abort');
  await nextTurn(); // what is held weakly stays to the end of the turn in which it was made
  collectGarbage();
  await fired;
});

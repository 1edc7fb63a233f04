import { expect, test } from 'vitest';
import { untilTestEnds } from '../until-test-ends.ts';
import { jsonAnswer, Refused } from './answer.ts';
import { startHttpStandIn } from './server.ts';

const START = Date.UTC(2026, 0, 1);

async function start() {
  let work = 0;
  const standIn = untilTestEnds(
    await startHttpStandIn(
      ({ target }) => {
        work += 1;
        if (target === '/refused') throw new Refused(jsonAnswer(403, { Code: 'AccessDenied' }));
        if (target === '/broken') throw new Error('a mistake of the stand-in');
        return jsonAnswer(200, { work }, { 'x-example': 'yes' });
      },
      () => START,
    ),
  );
  const get = (target: string, init?: RequestInit) => fetch(standIn.url + target, init);
  return { standIn, get, work: () => work };
}

test('the server gives an answer, a refusal and an internal error', async () => {
  const { get } = await start();
  const answer = await get('/a');
  expect([answer.status, await answer.json()]).toEqual([200, { work: 1 }]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/json',
    'x-example': 'yes',
    date: 'Thu, 01 Jan 2026 00:00:00 GMT',
  });
  const refused = await get('/refused');
  expect([refused.status, await refused.text()]).toEqual([403, '{"Code":"AccessDenied"}']);
  const broken = await get('/broken');
  expect([broken.status, await broken.text()]).toEqual([500, 'Error: a mistake of the stand-in']);
});

test('every request is recorded', async () => {
  const { get, standIn } = await start();
  await get('/a?b=c', { method: 'POST', headers: { 'X-Example': '1' }, body: 'text' });
  expect(standIn.calls).toEqual([
    {
      method: 'POST',
      target: '/a?b=c',
      headers: expect.objectContaining({ 'x-example': '1', host: new URL(standIn.url).host }),
      body: 'text',
      at: START,
      status: 200,
    },
  ]);
});

test('a fault waits for its request', async () => {
  const { get, standIn, work } = await start();
  standIn.failNext({ kind: 'answer', status: 503, body: 'busy', only: /^GET \/b/ }, 2);
  const statuses = [];
  for (const target of ['/a', '/b1', '/a', '/b2', '/b3']) statuses.push((await get(target)).status);
  expect(statuses).toEqual([200, 503, 200, 503, 200]);
  expect(work()).toBe(3);
});

test('faults repeat without end, with and without the work done', async () => {
  const { get, standIn, work } = await start();
  standIn.failNext({ kind: 'drop', only: /before/ }, Number.POSITIVE_INFINITY);
  standIn.failNext({ kind: 'drop', only: /after/, afterWork: true }, Number.POSITIVE_INFINITY);
  await expect(get('/before')).rejects.toThrow('fetch failed');
  await expect(get('/before')).rejects.toThrow('fetch failed');
  expect(work()).toBe(0);
  await expect(get('/after')).rejects.toThrow('fetch failed');
  expect(work()).toBe(1);
});

test('a request that is never answered ends with the stand-in', async () => {
  const { get, standIn } = await start();
  standIn.failNext({ kind: 'hang' });
  const hanging = get('/a').catch((error: unknown) => error);
  await expect.poll(() => standIn.calls.length).toBe(1);
  expect((await get('/a')).status).toBe(200);
  await standIn.close();
  expect(await hanging).toBeInstanceOf(TypeError);
  expect(standIn.calls.map(({ status }) => status)).toEqual([undefined, 200]);
});

test('held requests arrive, take effect, and are answered when released', async () => {
  const { get, standIn, work } = await start();
  const hold = standIn.holdNext(2, /held/);
  const held = [get('/held'), get('/held')];
  await hold.arrived;
  expect(work()).toBe(2);
  expect((await get('/a')).status).toBe(200);
  expect(standIn.calls.map(({ status }) => status)).toEqual([undefined, undefined, 200]);
  hold.release();
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
});

test('a client that leaves while it is held gets no answer', async () => {
  const { get, standIn } = await start();
  const hold = standIn.holdNext();
  const abort = new AbortController();
  const call = get('/a', { signal: abort.signal }).catch(() => 'left');
  await hold.arrived;
  abort.abort();
  expect(await call).toBe('left');
  hold.release();
  expect((await get('/a')).status).toBe(200);
  expect(standIn.calls.at(-1)?.status).toBe(200);
});

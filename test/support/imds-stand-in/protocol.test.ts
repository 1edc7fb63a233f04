import { expect, test } from 'vitest';
import { startIssuer } from '../http-stand-in/issuer.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type ImdsStandInOptions, startImdsStandIn } from './server.ts';

const START = Date.UTC(2026, 0, 1);
const ROLES = '/latest/meta-data/iam/security-credentials/';
const TTL = 'x-aws-ec2-metadata-token-ttl-seconds';
const TOKEN = 'x-aws-ec2-metadata-token';

async function start(options: Partial<ImdsStandInOptions> = {}) {
  const clock = { now: START };
  const { sts } = await startIssuer();
  const session = { roleArn: 'arn:aws:iam::111111111111:role/web', sessionName: 'i-0example' };
  const seconds = () => (clock.now - Date.now()) / 1000 + 3600;
  const imds = untilTestEnds(
    await startImdsStandIn({
      issue: () => sts.issue({ ...session, seconds: seconds() }),
      roleName: 'web',
      now: () => clock.now,
      ...options,
    }),
  );
  const send = (method: string, target: string, headers: Record<string, string> = {}) =>
    fetch(imds.url + target, { method, headers });
  const putToken = (headers: Record<string, string> = { [TTL]: '21600' }) =>
    send('PUT', '/latest/api/token', headers);
  const get = (target: string, token?: string) =>
    send('GET', target, token === undefined ? {} : { [TOKEN]: token });
  return { clock, imds, send, putToken, get };
}

test('the metadata service gives a token, the name of the role, and its credentials', async () => {
  const { clock, imds, putToken, get } = await start();
  const answer = await putToken();
  expect([answer.status, answer.headers.get(TTL)]).toEqual([200, '21600']);
  const token = await answer.text();
  expect(token).toMatch(/^AQAEAEXAMPLE[\w+/]{42}==$/);
  clock.now += 100_000;
  const role = await get(ROLES, token);
  expect([role.status, await role.text(), role.headers.get(TTL)]).toEqual([200, 'web', '21500']);
  expect(await (await get(`${ROLES}web`, token)).json()).toEqual({
    Code: 'Success',
    LastUpdated: '2026-01-01T00:01:40Z',
    Type: 'AWS-HMAC',
    AccessKeyId: 'ASIAEXAMPLE000000001',
    SecretAccessKey: expect.stringMatching(/^EXAMPLE\/.{32}$/),
    Token: expect.stringMatching(/^IQoJb3JpZ2luX2VjEXAMPLE/),
    Expiration: expect.stringMatching(/^2026-01-01T01:01:\d\dZ$/),
  });
  expect(imds.secrets).toEqual([token, expect.any(String), expect.any(String)]);
  expect(imds.calls.map(({ method, target, status }) => [method, target, status])).toEqual([
    ['PUT', '/latest/api/token', 200],
    ['GET', ROLES, 200],
    ['GET', `${ROLES}web`, 200],
  ]);
});

test.each<[string, Record<string, string>, number]>([
  ['no lifetime', {}, 400],
  ['a lifetime that is no number', { [TTL]: 'long' }, 400],
  ['a lifetime of nothing', { [TTL]: '0' }, 400],
  ['a lifetime of more than six hours', { [TTL]: '21601' }, 400],
  ['a proxy between', { [TTL]: '60', 'x-forwarded-for': '192.0.2.1' }, 403],
])('the metadata service gives no token with %s', async (_what, headers, status) => {
  const { putToken } = await start();
  expect((await putToken(headers)).status).toBe(status);
});

test('the metadata service gives nothing without a token, or with a wrong or expired one', async () => {
  const { clock, putToken, get } = await start();
  const token = await (await putToken({ [TTL]: '60' })).text();
  expect((await get(ROLES)).status).toBe(401);
  expect((await get(ROLES, 'wrong')).status).toBe(401);
  clock.now += 59_999;
  expect((await get(ROLES, token)).status).toBe(200);
  clock.now += 1;
  const refused = await get(ROLES, token);
  expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'text/html']);
  expect(await refused.text()).toContain('<title>401 - Unauthorized</title>');
});

test('an optional token may be missing, but not wrong', async () => {
  const { get } = await start({ tokens: 'optional' });
  expect((await get(ROLES)).status).toBe(200);
  expect((await get(ROLES, 'wrong')).status).toBe(401);
});

test.each([403, 404, 405] as const)(
  'a metadata service of version 1 answers PUT with %i',
  async (v1) => {
    const { putToken, get } = await start({ v1 });
    expect((await putToken()).status).toBe(v1);
    expect(await (await get(ROLES)).text()).toBe('web');
    expect((await get(`${ROLES}web`)).status).toBe(200);
  },
);

test.each([
  ['POST', ROLES, 405],
  ['GET', `${ROLES}other`, 404],
  ['GET', ROLES.slice(0, -1), 404],
  ['GET', '/latest/meta-data/', 404],
  ['PUT', ROLES, 404],
])('the metadata service answers %s %s with %i', async (method, target, status) => {
  const { send, putToken } = await start();
  const token = await (await putToken()).text();
  expect((await send(method, target, { [TOKEN]: token, [TTL]: '60' })).status).toBe(status);
});

test('the metadata service answers for an instance without a role', async () => {
  const { get } = await start({ roleName: undefined, tokens: 'optional' });
  expect((await get(ROLES)).status).toBe(404);
  expect((await get(`${ROLES}web`)).status).toBe(404);
});

test('the metadata service gives the same credentials until five minutes before their end', async () => {
  const { clock, get } = await start({ tokens: 'optional' });
  const keyId = async () => /ASIA\w+/.exec(await (await get(`${ROLES}web`)).text())?.[0];
  const first = await keyId();
  clock.now += 54 * 60_000;
  expect(await keyId()).toBe(first);
  clock.now += 60_000;
  expect(await keyId()).not.toBe(first);
});

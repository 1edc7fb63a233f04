/** What the stand-in takes and refuses, as a client sees it that makes every mistake. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, expect, test } from 'vitest';
import { auditor, deployer, member } from '../example-data.ts';
import { keysOf } from '../sts-stand-in/fixture.ts';
import { type StsStandIn, startStsStandIn } from '../sts-stand-in/server.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type FederationStandIn, startFederationStandIn } from './server.ts';

const MINUTE = 60_000;
const next = { ...deployer, trusts: [auditor.arn] };

let sts: StsStandIn;
let federation: FederationStandIn;
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  sts = untilTestEnds(await startStsStandIn({ users: [member], roles: [auditor, next] }));
  const now = () => Date.now() + ahead;
  federation = untilTestEnds(await startFederationStandIn({ sts, now }));
});

type Keys = ReturnType<typeof keysOf>;

async function assume(roleArn: string, credentials: Keys | typeof member): Promise<Keys> {
  const client = new STSClient({ endpoint: sts.url, region: 'us-east-1', credentials });
  return keysOf(
    await client.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'ada' })),
  );
}

const sessionText = ({ accessKeyId, secretAccessKey, sessionToken }: Keys) =>
  JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken });

async function post(fields: Record<string, string>, path = '/federation') {
  const body = new URLSearchParams({ Action: 'getSigninToken', ...fields });
  const response = await fetch(federation.url + path, {
    method: 'POST',
    body: String(body),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  const text = await response.text();
  return { status: response.status, text };
}

async function login(changes: Record<string, string> = {}) {
  const { text } = await post({ Session: sessionText(await assume(auditor.arn, member)) });
  const fields = {
    Action: 'login',
    Issuer: 'x',
    Destination: 'https://eu-west-1.console.aws.amazon.com/a',
    SigninToken: JSON.parse(text).SigninToken,
    ...changes,
  };
  const url = `${federation.url}/federation?${new URLSearchParams(fields)}`;
  return () => fetch(url, { redirect: 'manual' });
}

test('the sign-in gives a token for a role session, with a duration if keys have assumed it', async () => {
  const first = await assume(auditor.arn, member);
  const second = await assume(next.arn, first);
  const statuses = [
    await post({ Session: sessionText(first) }),
    await post({ Session: sessionText(first), SessionDuration: '43200' }),
    await post({ Session: sessionText(second) }),
    await post({ Session: sessionText(second), SessionDuration: '900' }),
    await post({ Session: sessionText(first), SessionDuration: '899' }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 200, 400, 400]);
});

test.each<[string, (keys: Keys) => Record<string, string>, string]>([
  ['a wrong secret', (keys) => ({ Session: sessionText({ ...keys, secretAccessKey: 'x' }) }), ''],
  ['another token', (keys) => ({ Session: sessionText({ ...keys, sessionToken: 'x' }) }), ''],
  ['unknown keys', (keys) => ({ Session: sessionText({ ...keys, accessKeyId: 'x' }) }), ''],
  ['no session', () => ({ Session: '{}' }), ''],
  ['a field too many', (keys) => ({ Session: sessionText(keys), Extra: 'x' }), ''],
  ['a field in the URL', (keys) => ({ Session: sessionText(keys) }), '?Action=getSigninToken'],
  ['another action', (keys) => ({ Session: sessionText(keys), Action: 'login' }), ''],
])('the sign-in refuses: %s', async (_, fields, query) => {
  const keys = await assume(auditor.arn, member);
  const { status, text } = await post(fields(keys), `/federation${query}`);
  expect([status, text]).toEqual([400, expect.stringContaining('HTTP Status 400')]);
});

test('the sign-in refuses a session that has expired', async () => {
  const session = sessionText(await assume(auditor.arn, member));
  ahead = 61 * MINUTE;
  expect((await post({ Session: session })).status).toBe(400);
});

test('a login leads to its page once, and within 15 minutes', async () => {
  const once = await login();
  const { status, headers } = await once();
  expect([status, headers.get('location'), headers.get('x-signed-in-as')]).toEqual([
    302,
    'https://eu-west-1.console.aws.amazon.com/a',
    'arn:aws:sts::222222222222:assumed-role/auditor/ada',
  ]);
  expect((await once()).status).toBe(400);
  const late = await login();
  ahead = 15 * MINUTE;
  expect((await late()).status).toBe(400);
});

test.each([
  { Destination: 'https://example.org/' },
  { Destination: '/a' },
  { SigninToken: 'x' },
  { Extra: 'x' },
])('the login is refused: %j', async (changes) => {
  expect((await (await login(changes))()).status).toBe(400);
});

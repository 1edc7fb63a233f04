import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import { iamUrl } from '../../src/sts/iam-request.ts';
import { listMfaDevices } from '../../src/sts/iam-user.ts';
import { stopSignal } from '../../src/util/errors.ts';
import { auditor, member } from '../support/example-data.ts';
import { START, startFixture } from '../support/sts-stand-in/fixture.ts';
import type { StandInUser } from '../support/sts-stand-in/world.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PASSKEY = 'arn:aws:iam::000000000000:u2f/user/member/pixel-YBEXAMPLE';
const logged: string[] = [];

function ask(url: string, options: Partial<Parameters<typeof listMfaDevices>[0]> = {}) {
  logged.length = 0;
  return listMfaDevices({
    env: {},
    partition: 'aws',
    endpoint: { region: 'us-east-1', url, useFips: false, useDualStack: false },
    transport: { caBundle: undefined, maxAttempts: 3, retryMode: 'standard' },
    source: new Credentials(member),
    now: START,
    stop: stopSignal(5_000, new AbortController().signal),
    debug: (line) => void logged.push(line.replace(/\d+ ms/, 'N ms').replace(/:\d+ /, ':PORT ')),
    showProgress: () => () => {},
    ...options,
  });
}

const plain = { ...member, mfa: undefined };

test.each<[string, StandInUser, unknown]>([
  ['one device', member, { serials: [member.mfa.serial] }],
  ['no device', plain as unknown as StandInUser, { serials: [] }],
  [
    'several devices',
    { ...member, otherDevices: [PASSKEY, 'GAHT12345678'] },
    { serials: [member.mfa.serial, PASSKEY, 'GAHT12345678'] },
  ],
  [
    'a refusal',
    { ...member, otherDevices: 'denied' },
    { reason: 'AWS answered AccessDenied', isDenied: true },
  ],
])('IAM answers for a user with %s', async (_, user, expected) => {
  const { standIn } = await startFixture({ users: [user], roles: [auditor] });
  expect(await ask(standIn.url)).toEqual(expected);
  expect(standIn.calls).toMatchObject([
    { params: { Action: 'ListMFADevices', Version: '2010-05-08' }, region: 'us-east-1' },
  ]);
});

test('the debug log has the host and the end of the request, and no key', async () => {
  const user = { ...member, otherDevices: 'denied' } as const;
  const { standIn } = await startFixture({ users: [user], roles: [] });
  await ask(standIn.url);
  expect(logged).toEqual([
    'IAM ListMFADevices at 127.0.0.1:PORT (us-east-1): HTTP 403 AWS answered AccessDenied in N ms',
  ]);
});

async function answering(status: number, body: string) {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  untilTestEnds({ close });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  [200, '<html><body>sign in here</body></html>'],
  [503, 'busy'],
  [403, '<ErrorResponse><Error><Code>no code\u001b[2J</Code></Error></ErrorResponse>'],
])('an answer that is not one of IAM is no device: %i %s', async (status, body) => {
  const reason = `the answer is not one of IAM (HTTP ${status})`;
  expect(await ask(await answering(status, body))).toEqual({ reason, isDenied: false });
});

test('an answer that is too long, or never comes, is no device', async () => {
  const url = await answering(200, 'x'.repeat(2 ** 21));
  const { host } = new URL(url);
  expect(await ask(url)).toEqual({
    reason: `${host} gives no answer (ANSWER_TOO_LONG)`,
    isDenied: false,
  });
  const stop = stopSignal(1, new AbortController().signal);
  await new Promise((resolve) => stop.addEventListener('abort', resolve));
  expect(await ask(url, { stop })).toEqual({
    reason: `${host} gives no answer (no answer in time)`,
    isDenied: false,
  });
});

test.each([
  ['aws', {}, 'https://iam.amazonaws.com/'],
  ['aws', { useFips: true }, 'https://iam-fips.amazonaws.com/'],
  ['aws', { useDualStack: true }, 'https://iam.global.api.aws/'],
  ['aws-cn', {}, 'https://iam.cn-north-1.amazonaws.com.cn/'],
  ['aws-us-gov', {}, 'https://iam.us-gov.amazonaws.com/'],
  ['aws-eusc', {}, 'https://iam.eusc-de-east-1.amazonaws.eu/'],
  ['aws-iso', {}, 'https://iam.us-iso-east-1.c2s.ic.gov/'],
  ['aws-new', {}, undefined],
  ['aws-new', { url: 'https://iam.example.com/x' }, 'https://iam.example.com/x'],
])('the host of IAM in %s with %o is %s', (partition, options, expected) => {
  const endpoint = { region: 'x', url: undefined, useFips: false, useDualStack: false, ...options };
  expect(iamUrl(partition, endpoint)?.href).toBe(expected);
});

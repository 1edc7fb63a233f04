import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { MEMBER_ARN, member } from '../example-data.ts';
import { refusal, START, startFixture } from './fixture.ts';

interface HttpRequest {
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
}

const MISMATCH = {
  status: 403,
  name: 'SignatureDoesNotMatch',
  message:
    'The request signature we calculated does not match the signature you provided. ' +
    'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
};

/** Changes each request after it was signed, as a hand on the wire would. */
function tamper(client: STSClient, change: (request: HttpRequest) => void): STSClient {
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as HttpRequest);
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  return client;
}

function changeAuthorization(from: string | RegExp, to: (found: string) => string) {
  return ({ headers }: HttpRequest) => {
    headers.authorization = headers.authorization?.replace(from, to) ?? '';
  };
}

const whoAmI = (client: STSClient) => client.send(new GetCallerIdentityCommand());

test('a valid signature is accepted', async () => {
  const { client } = await startFixture();
  expect(await whoAmI(client(member))).toMatchObject({
    $metadata: { httpStatusCode: 200, requestId: '00000000-0000-4000-8000-000000000001' },
    Arn: MEMBER_ARN,
    Account: '000000000000',
    UserId: expect.stringMatching(/^AIDAEXAMPLE[A-Z0-9]{10}$/),
  });
});

test('a wrong secret access key is refused', async () => {
  const { client } = await startFixture();
  const keys = { ...member, secretAccessKey: `${member.secretAccessKey}x` };
  expect(await refusal(whoAmI(client(keys)))).toEqual(MISMATCH);
});

test('an unknown access key is refused', async () => {
  const { client } = await startFixture();
  const keys = { ...member, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' };
  expect(await refusal(whoAmI(client(keys)))).toEqual({
    status: 403,
    name: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
  });
});

const CHANGES: Record<string, (request: HttpRequest) => void> = {
  'its body': (request) => {
    request.body = request.body.replace('GetCallerIdentity', 'GetXallerIdentity');
  },
  'its path': (request) => {
    request.path = '/other';
  },
  'its query': (request) => {
    request.query = { other: '1' };
  },
  'its host': ({ headers }) => {
    headers.host = 'sts.ap-northeast-1.amazonaws.com';
  },
  'its time': ({ headers }) => {
    headers['x-amz-date'] = '20260101T000059Z';
  },
  'a header that is signed': ({ headers }) => {
    headers['content-type'] += ';charset=utf-8';
  },
  'the last digit of its signature': changeAuthorization(/.$/, (digit) =>
    digit === '0' ? '1' : '0',
  ),
  'the list of signed headers': changeAuthorization('content-type;', () => ''),
};

test.each(Object.keys(CHANGES))(
  'a request that was signed and then changed in %s is refused',
  async (what) => {
    const { client } = await startFixture();
    const changed = tamper(client(member), CHANGES[what] ?? (() => undefined));
    expect(await refusal(whoAmI(changed))).toEqual(MISMATCH);
  },
);

test.each([
  [
    '/ap-northeast-1/',
    '/nowhere/',
    "Credential should be scoped to a valid region, not 'nowhere'.",
  ],
  ['/sts/', '/s3/', "Credential should be scoped to correct service: 'sts'."],
  [
    '/aws4_request',
    '/aws5_request',
    "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
  ],
  [
    '/20260101/',
    '/20260102/',
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260102' != '20260101'.",
  ],
  ['host;', '', "'host' must be a 'SignedHeader' in the AWS Authorization."],
  [';x-amz-date', '', "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization."],
  ['content-type;host', 'host;content-type', 'SignedHeaders must be in lower case and sorted.'],
])('an authorization with %s turned into "%s" is refused', async (from, to, message) => {
  const { client } = await startFixture();
  const changed = tamper(
    client(member),
    changeAuthorization(from, () => to),
  );
  expect(await refusal(whoAmI(changed))).toEqual({ ...MISMATCH, message });
});

test('a host of AWS accepts only requests that are signed for its own region', async () => {
  const { client } = await startFixture();
  const changed = tamper(client(member), ({ headers }) => {
    headers.host = 'sts.amazonaws.com';
  });
  const message = "Credential should be scoped to a valid region, not 'ap-northeast-1'.";
  expect(await refusal(whoAmI(changed))).toEqual({ ...MISMATCH, message });
});

test('an x-amz-… header that is not signed is refused', async () => {
  const { client } = await startFixture();
  const changed = tamper(client(member), ({ headers }) => {
    headers['x-amz-other'] = '1';
  });
  const message = "'x-amz-other' must be a 'SignedHeader' in the AWS Authorization.";
  expect(await refusal(whoAmI(changed))).toEqual({ ...MISMATCH, message });
});

const MINUTE = 60_000;

test.each([-4, 4])('a clock that is off by %i minutes is accepted', async (skew) => {
  const { client } = await startFixture();
  expect(await whoAmI(client(member, START + skew * MINUTE))).toHaveProperty('Arn', MEMBER_ARN);
});

test('a clock that is more than 5 minutes behind is refused', async () => {
  const { client } = await startFixture();
  expect(await refusal(whoAmI(client(member, START - 6 * MINUTE)))).toEqual({
    ...MISMATCH,
    message: expect.stringMatching(
      /^Signature expired: 20251231T23540\dZ is now earlier than 20251231T235500Z \(20260101T000000Z - 5 min\.\)$/,
    ),
  });
});

test('a clock that is more than 5 minutes ahead is refused', async () => {
  const { client } = await startFixture();
  expect(await refusal(whoAmI(client(member, START + 6 * MINUTE)))).toEqual({
    ...MISMATCH,
    message: expect.stringMatching(
      /^Signature not yet current: 20260101T00060\dZ is still later than 20260101T000500Z \(20260101T000000Z \+ 5 min\.\)$/,
    ),
  });
});

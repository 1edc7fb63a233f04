import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { MEMBER_ARN, member } from '../example-data.ts';
import { startFixture } from './fixture.ts';

const HOUR = 3_600_000;

// The fixture's other tests move the client's clock; here the service's own is another than this machine's, as it is for
// a program with a wrong clock.

test.each([
  [
    HOUR,
    /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
  ],
  [
    -HOUR,
    /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/,
  ],
])(
  'the answer shows a service whose clock is %i ms ahead of this machine',
  async (skew, message) => {
    const { standIn } = await startFixture({ now: () => Date.now() + skew });
    const client = (maxAttempts: number) =>
      new STSClient({
        endpoint: standIn.url,
        region: 'ap-northeast-1',
        credentials: member,
        maxAttempts,
      });
    await expect(client(1).send(new GetCallerIdentityCommand())).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 403 },
    });
    // The SDK reads the service's clock from the Date header of the refusal, and signs again by it.
    expect((await client(2).send(new GetCallerIdentityCommand())).Arn).toBe(MEMBER_ARN);
    expect(standIn.calls.map(({ errorCode }) => errorCode)).toEqual([
      'SignatureDoesNotMatch',
      'SignatureDoesNotMatch',
      undefined,
    ]);
  },
);

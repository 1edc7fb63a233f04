import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, member } from '../example-data.ts';
import { refusal, startFixture } from './fixture.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test('an error has the form of the AWS Query protocol', async () => {
  const { standIn } = await startFixture();
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const response = await fetch(standIn.url, { method: 'POST', headers: FORM, body });
  expect(response.status).toBe(403);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/xml',
    date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    'x-amzn-requestid': '00000000-0000-4000-8000-000000000001',
  });
  expect(
    await response.text(),
  ).toBe(`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>MissingAuthenticationToken</Code>
    <Message>Request is missing Authentication Token</Message>
  </Error>
  <RequestId>00000000-0000-4000-8000-000000000001</RequestId>
</ErrorResponse>
`);
});

test('an Authorization header of another form is refused', async () => {
  const { standIn } = await startFixture();
  const headers = { ...FORM, authorization: 'Bearer abc' };
  const response = await fetch(standIn.url, { method: 'POST', headers });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('<Code>IncompleteSignature</Code>');
});

test('an unknown action is refused', async () => {
  const { client } = await startFixture();
  const asker = client(member);
  asker.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string };
      request.body = request.body.replace('Action=AssumeRole', 'Action=AssumeRule');
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  const command = new AssumeRoleCommand({ RoleArn: auditor.arn, RoleSessionName: 'test' });
  expect(await refusal(asker.send(command))).toEqual({
    status: 400,
    name: 'InvalidAction',
    message: 'Could not find operation AssumeRule for version 2011-06-15',
  });
});

test('text that is special in XML arrives unchanged', async () => {
  const { client } = await startFixture();
  const RoleArn = `${auditor.arn}<&>"'é\u{1f511}`;
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' });
  expect(await refusal(client(member).send(command))).toEqual({
    status: 400,
    name: 'ValidationError',
    message: `${RoleArn} is invalid`,
  });
});

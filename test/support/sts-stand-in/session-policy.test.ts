import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, member } from '../example-data.ts';
import { refusal, startFixture } from './fixture.ts';
import { listParam } from './list-params.ts';

const arns = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ arn: `arn:aws:iam::aws:policy/Example${n}` }));

async function assume(input: Partial<AssumeRoleCommandInput>) {
  const { client, standIn } = await startFixture();
  const command = { RoleArn: auditor.arn, RoleSessionName: 'test', ...input };
  const answer = await client(member).send(new AssumeRoleCommand(command));
  return { answer, params: standIn.calls[0]?.params ?? {} };
}

test('ten policies are accepted and recorded', async () => {
  const PolicyArns = arns(10);
  const { answer, params } = await assume({ PolicyArns });
  expect(answer).toHaveProperty('PackedPolicySize');
  expect(listParam(params, 'PolicyArns')).toEqual(PolicyArns);
});

test.each([['{"Version": "2012-10-17",}'], ['"text"'], ['[]']])(
  'a policy that is no JSON object is refused: %s',
  async (Policy) => {
    expect(await refusal(assume({ Policy }))).toEqual({
      status: 400,
      name: 'MalformedPolicyDocumentException',
      message: 'This policy contains invalid Json',
    });
  },
);

test.each<[Partial<AssumeRoleCommandInput>, string]>([
  [
    { PolicyArns: arns(11) },
    "'[…]' at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
  ],
  [
    { PolicyArns: [{ arn: 'arn' }] },
    "'arn' at 'policyArns.1.member.arn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    { Policy: `{"Sid":"${'x'.repeat(2040)}"}` },
    `'{"Sid":"${'x'.repeat(2040)}"}' at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048`,
  ],
  [
    { Policy: '{"Sid":"\u{1f511}"}' },
    `'{"Sid":"\u{1f511}"}' at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+`,
  ],
])('AssumeRole is refused with %o', async (input, violation) => {
  expect(await refusal(assume(input))).toEqual({
    status: 400,
    name: 'ValidationError',
    message: `1 validation error detected: Value ${violation}`,
  });
});

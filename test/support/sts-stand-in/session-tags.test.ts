import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, deployer, member } from '../example-data.ts';
import { type Fixture, type Keys, keysOf, refusal, startFixture } from './fixture.ts';
import { listParam, valueList } from './list-params.ts';

type Input = Partial<AssumeRoleCommandInput>;

const tag = (Key: string, Value = 'x') => ({ Key, Value });
const tags = (count: number) => Array.from({ length: count }, (_, n) => tag(`key${n}`));

function assume({ client }: Fixture, input: Input, keys: Keys = member) {
  const command = { RoleArn: auditor.arn, RoleSessionName: 'test', ...input };
  return client(keys).send(new AssumeRoleCommand(command));
}

const failing = (value: string, constraint: string) => ({
  status: 400,
  name: 'ValidationError',
  message: `1 validation error detected: Value ${value} failed to satisfy constraint: Member must ${constraint}`,
});
const KEY_PATTERN = 'satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+';
const VALUE_PATTERN = 'satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';

test('tags of all allowed characters and sizes are accepted and recorded', async () => {
  const fixture = await startFixture();
  const Tags = [tag('Cost Centre_.:/=+-@', 'é ７'), tag('k'.repeat(128), ''), tag('v', '')];
  const TransitiveTagKeys = ['cost centre_.:/=+-@', 'v'];
  expect(await assume(fixture, { Tags, TransitiveTagKeys })).toHaveProperty('Credentials');
  const { params = {} } = fixture.standIn.calls[0] ?? {};
  expect(listParam(params, 'Tags')).toEqual(Tags);
  expect(valueList(params, 'TransitiveTagKeys')).toEqual(TransitiveTagKeys);
  expect(listParam(params, 'PolicyArns')).toEqual([]);
});

test.each<[Input, string, string]>([
  [{ Tags: [tag('')] }, "'' at 'tags.1.member.key'", KEY_PATTERN],
  [{ Tags: [tag('a'), tag('b#')] }, "'b#' at 'tags.2.member.key'", KEY_PATTERN],
  [{ Tags: [tag('a', 'x;y')] }, "'x;y' at 'tags.1.member.value'", VALUE_PATTERN],
  [
    { Tags: [tag('k'.repeat(129))] },
    `'${'k'.repeat(129)}' at 'tags.1.member.key'`,
    'have length less than or equal to 128',
  ],
  [
    { Tags: [tag('a', 'v'.repeat(257))] },
    `'${'v'.repeat(257)}' at 'tags.1.member.value'`,
    'have length less than or equal to 256',
  ],
  [{ Tags: [{ Key: 'a', Value: undefined }] }, "null at 'tags.1.member.value'", 'not be null'],
  [{ Tags: tags(51) }, "'[…]' at 'tags'", 'have length less than or equal to 50'],
  [{ TransitiveTagKeys: ['#'] }, "'#' at 'transitiveTagKeys.1.member'", KEY_PATTERN],
])('AssumeRole is refused with %o', async (input, value, constraint) => {
  const refused = await refusal(assume(await startFixture(), input));
  const first = refused.message
    .replace(/^\d+ validation errors/, '1 validation error')
    .split('; ')[0];
  expect({ ...refused, message: first }).toEqual(failing(value, constraint));
});

test.each<[Input, string]>([
  [
    { Tags: [tag('Team'), tag('team')] },
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  ],
  [
    { Tags: [tag('team')], TransitiveTagKeys: ['Team', 'project'] },
    'The specified transitive tag key must be included in the requested tags.',
  ],
])('AssumeRole is refused with %o, which contradicts itself', async (input, message) => {
  expect(await refusal(assume(await startFixture(), input))).toEqual({
    status: 400,
    name: 'InvalidParameterValue',
    message,
  });
});

test('a transitive tag goes through every role and cannot be set again', async () => {
  const second = { ...deployer, trusts: [auditor.arn, deployer.arn] };
  const fixture = await startFixture({ roles: [auditor, second] });
  const input = { Tags: [tag('Team'), tag('other')], TransitiveTagKeys: ['Team'] };
  const first = keysOf(await assume(fixture, input));
  const RoleArn = second.arn;
  const chained = keysOf(await assume(fixture, { RoleArn, Tags: [tag('other')] }, first));
  const again = assume(fixture, { RoleArn, Tags: [tag('team')] }, chained);
  expect(await refusal(again)).toEqual({
    status: 400,
    name: 'InvalidParameterValue',
    message:
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  });
});

test('tags that are too large together are refused', async () => {
  const Tags = Array.from({ length: 9 }, (_, n) => tag(`T${n}`, 'a'.repeat(250)));
  expect(await refusal(assume(await startFixture(), { Tags }))).toMatchObject({
    status: 400,
    name: 'PackedPolicyTooLargeException',
    message: expect.stringMatching(
      /^Packed size of session tags consumes \d+% of allotted space\.$/,
    ),
  });
});

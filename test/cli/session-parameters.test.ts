/** What a profile may ask of a role session: what STS is sent, which sessions are the same, and when an answer is made again. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { cacheFiles } from '../support/cache-files.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { listParam, valueList } from '../support/sts-stand-in/list-params.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const ROLE = `[profile x]\nsource_profile = my-company\nrole_arn = ${auditor.arn}\n`;
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*' }] };

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: ROLE }));
});

/** Adds lines to the profile, at the end of the file. */
function setProfile(lines: string): void {
  writeFileSync(example.home.configFile, `${ROLE}${lines}[profile my-company]\n`);
}

/** Writes a policy beside the config file. */
function setPolicy(text: string, name = 'policy.json'): void {
  writeFileSync(join(example.home.path, '.aws', name), text);
}

async function swrole(...args: string[]) {
  const { env, standIn } = example;
  return runInProcess(args, { env, secrets: standIn.secrets, credentialsOnStdout: true });
}

test('every session parameter reaches STS as it was written', async () => {
  setPolicy(JSON.stringify(POLICY, null, 4));
  setProfile(`external_id = partner:42
duration_seconds = 900
role_session_name = ada@example.com
source_identity = ada
session_tags = Project=apollo 11, Team=web=front
transitive_session_tags = Team
policy_arns = arn:aws:iam::aws:policy/ReadOnlyAccess, arn:aws:iam::222222222222:policy/team/p
policy_file = policy.json
`);
  expect(await swrole('-j', 'x')).toMatchObject({ exitCode: 0, stderr: '' });
  const [call] = example.standIn.calls;
  const { params = {} } = call ?? {};
  expect(params).toMatchObject({
    ExternalId: 'partner:42',
    DurationSeconds: '900',
    RoleSessionName: 'ada@example.com',
    SourceIdentity: 'ada',
    Policy: JSON.stringify(POLICY),
  });
  expect(listParam(params, 'Tags')).toEqual([
    { Key: 'Project', Value: 'apollo 11' },
    { Key: 'Team', Value: 'web=front' },
  ]);
  expect(valueList(params, 'TransitiveTagKeys')).toEqual(['Team']);
  expect(listParam(params, 'PolicyArns')).toEqual([
    { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    { arn: 'arn:aws:iam::222222222222:policy/team/p' },
  ]);
});

test('each session parameter makes another session, and the old ones are kept', async () => {
  setPolicy('{}');
  const lines = [
    '',
    'external_id = ab\n',
    'duration_seconds = 901\n',
    'role_session_name = ab\n',
    'source_identity = ab\n',
    'session_tags = a=b\n',
    'session_tags = a=b\ntransitive_session_tags = a\n',
    'policy_arns = arn:aws:iam::aws:policy/ReadOnlyAccess\n',
    'policy_file = policy.json\n',
  ];
  for (let round = 1; round <= 2; round += 1)
    for (const line of lines) {
      setProfile(line);
      expect(await swrole('-j', 'x')).toMatchObject({ exitCode: 0, stderr: '' });
    }
  expect(example.standIn.calls).toHaveLength(lines.length);
});

test('an edited policy makes another session, also for the cached answer', async () => {
  setPolicy('{"Version": "2012-10-17"}');
  setProfile('policy_file = policy.json\n');
  const [first, again] = [await swrole('-j', 'x'), await swrole('-j', 'x')];
  expect(again).toEqual(first);
  const [header] = (cacheFiles(example.home.cacheDir)['answers/x'] ?? '').split('\n');
  const policy = join(example.home.path, '.aws', 'policy.json');
  expect(header?.split(' ').slice(5)).toEqual([encodeURIComponent(`file:${policy}`)]);

  setPolicy('{"Version": "2012-10-18"}');
  expect((await swrole('-j', 'x')).stdout).not.toBe(first.stdout);
  const policies = example.standIn.calls.map(({ params }) => params.Policy);
  expect(policies).toEqual(['{"Version":"2012-10-17"}', '{"Version":"2012-10-18"}']);
});

/** A policy of exactly so many characters. */
const policyOf = (length: number) =>
  JSON.stringify({ Id: 'x'.repeat(length - '{"Id":""}'.length) });

test('a policy may have 2048 characters, not counting white space', async () => {
  setPolicy(policyOf(2048).replace(':', '  :\n\t'));
  setProfile('policy_file = policy.json\n');
  expect(await swrole('-j', 'x')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(example.standIn.calls[0]?.params.Policy).toBe(policyOf(2048));
});

const TAGS =
  'must be KEY=VALUE,KEY=VALUE: up to 50 tags, each key once and not beginning with aws:, of letters, digits, spaces and _.:/=+-@, keys to 128 and values to 256 characters';
const KEYS = 'must be keys of the session_tags of the same profile';
const ARNS =
  'must be 1 to 10 ARNs of IAM policies, separated by commas, such as arn:aws:iam::aws:policy/ReadOnlyAccess';
const NAME = 'must be 2 to 64 letters, digits or _+=,.@-';
const LONG = 'must name a policy of at most 2048 Latin-1 characters, white space aside';
const many = (count: number, item: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i)).join();

/** A value, or the length of one that is too long to be a mistake of typing. */
const shown = (value: string) =>
  value.length > 128 ? `(${value.length} characters, not shown)` : `'${value}'`;

test.each<[key: string, value: string, problem: string]>([
  ['source_identity', 'a', NAME],
  ['source_identity', 'a b', NAME],
  ['session_tags', 'Project', TAGS],
  ['session_tags', '=apollo', TAGS],
  ['session_tags', 'a=b,,c=d', TAGS],
  ['session_tags', 'a=b,A=c', TAGS],
  ['session_tags', 'aws:team=x', TAGS],
  ['session_tags', 'a=b*', TAGS],
  ['session_tags', `${'k'.repeat(129)}=v`, TAGS],
  ['session_tags', `k=${'v'.repeat(257)}`, TAGS],
  ['session_tags', many(51, (i) => `k${i}=v`), TAGS],
  ['transitive_session_tags', 'Team', KEYS],
  ['transitive_session_tags', 'a,', 'must be keys of session_tags, separated by commas'],
  ['policy_arns', 'ReadOnlyAccess', ARNS],
  ['policy_arns', many(11, (i) => `arn:aws:iam::aws:policy/P${i}`), ARNS],
  ['policy_file', 'no-such-file.json', 'must name a file that can be read (ENOENT)'],
  ['policy_file', '.', 'must name a file that can be read (EISDIR)'],
  ['policy_file', 'config', 'must name a file with one JSON object'],
  ['policy_file', 'list.json', 'must name a file with one JSON object'],
  ['policy_file', 'long.json', LONG],
  ['policy_file', 'greek.json', LONG],
  ['policy_file', '/dev/zero', LONG],
])('%s = %s is refused before any call', async (key, value, problem) => {
  setPolicy('[]', 'list.json');
  setPolicy(policyOf(2049), 'long.json');
  setPolicy('{"Id": "Ω"}', 'greek.json');
  setProfile(`${key} = ${value}\n`);
  const result = await swrole('-j', 'x');
  expect({ ...result, stderr: result.stderr.replaceAll(example.home.path, '~') }).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '',
    stderr: `swrole: error: ~/.aws/config:4: ${key} of profile 'x' ${problem}, not ${shown(value)}\n`,
  });
  expect(example.standIn.calls).toEqual([]);
  expect(existsSync(example.home.cacheDir)).toBe(false);
});

/** The AWS CLI, where it is installed (`pip install awscli`), through the profile `app-dev`. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startExample } from '../support/example-world.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const version = spawnSync('aws', ['--version'], { encoding: 'utf8' });
if (version.error) process.stderr.write('skipped: the AWS CLI is not installed\n');

test.skipIf(version.error)('aws --profile app-dev uses the role, twice with one code', async () => {
  const example = untilTestEnds(await startExample());
  // `app-dev` names no region, and the AWS CLI does not go without.
  const env = { ...example.env, AWS_DEFAULT_REGION: 'ap-northeast-1' };
  const whoAmI = () =>
    promisify(execFile)(
      'aws',
      ['sts', 'get-caller-identity', '--profile', 'app-dev', '--output', 'json'],
      { env },
    );
  for (const { stdout, stderr } of [await whoAmI(), await whoAmI()]) {
    expect([JSON.parse(stdout), stderr]).toEqual([
      {
        UserId: expect.any(String),
        Account: '111111111111',
        Arn: expect.stringMatching(/^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/),
      },
      '',
    ]);
  }
  const calls = example.standIn.calls.filter(({ action }) => action === 'AssumeRole');
  expect([calls.length, await example.tokenRuns()]).toEqual([1, 1]);
});

test.skipIf(version.error)('the AWS CLI shows the error of swrole', async () => {
  const example = untilTestEnds(await startExample({ generateToken: false }));
  const aws = promisify(execFile)('aws', ['sts', 'get-caller-identity', '--profile', 'app-dev'], {
    env: example.env,
  });
  await expect(aws).rejects.toMatchObject({
    stdout: '',
    stderr: expect.stringContaining(
      "swrole: error: profile 'project-dev' needs a code, and there is no terminal to ask for it",
    ),
  });
});

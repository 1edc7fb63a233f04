/** The AWS SDK for JavaScript with nothing but `AWS_PROFILE`: its own chain leads to `credential_process = swrole -j …`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startExample } from '../support/example-world.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

const WHO_AM_I = `
  import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
  const { Arn } = await new STSClient({ region: 'ap-northeast-1' }).send(new GetCallerIdentityCommand());
  process.stdout.write(Arn);`;

test('twenty SDK clients at once get the role with one call and one code', async () => {
  const example = untilTestEnds(await startExample());
  const env = {
    ...example.env,
    AWS_PROFILE: 'app-dev',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const client = () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', WHO_AM_I], {
      env,
      cwd: PROJECT,
    });
  const results = await Promise.all(Array.from({ length: 20 }, client));
  const role = expect.stringMatching(/^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/);
  expect(results).toEqual(Array(20).fill({ stdout: role, stderr: '' }));
  const calls = example.standIn.calls.filter(({ action }) => action === 'AssumeRole');
  expect([calls.length, await example.tokenRuns()]).toEqual([1, 1]);
});

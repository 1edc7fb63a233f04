/** The AWS SDK for JavaScript with nothing but `AWS_PROFILE`: its own chain leads to `credential_process = swrole -j …`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startExample } from '../support/example-world.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Each client has a chain of its own, and starts swrole for itself. */
const WHO_ARE_WE = `
  import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
  const whoAmI = async () => {
    const client = new STSClient({ region: 'ap-northeast-1' });
    return (await client.send(new GetCallerIdentityCommand())).Arn;
  };
  process.stdout.write(JSON.stringify(await Promise.all(Array.from({ length: 20 }, whoAmI))));`;

test('twenty SDK clients at once get the role with one call and one code', async () => {
  const example = untilTestEnds(await startExample());
  const env = {
    ...example.env,
    AWS_PROFILE: 'app-dev',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', WHO_ARE_WE],
    { env, cwd: PROJECT },
  );
  expect(stderr).toBe('');
  const role = expect.stringMatching(/^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/);
  expect(JSON.parse(stdout)).toEqual(Array(20).fill(role));
  const calls = example.standIn.calls.filter(({ action }) => action === 'AssumeRole');
  expect([calls.length, await example.tokenRuns()]).toEqual([1, 1]);
});

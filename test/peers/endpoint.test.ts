/** The endpoint as its users' programs meet it: AWS CLI, boto3 and the SDK for JavaScript, across the end of a session. */
import { execFile, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { beforeEach, describe, expect, test } from 'vitest';
import { startEndpoint } from '../cli/serve-world.ts';
import { commandLine } from '../support/command-line.ts';
import { type Example, startExample } from '../support/example-world.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const noCli = spawnSync('aws', ['--version']).error !== undefined;
if (noCli) process.stderr.write('skipped: the AWS CLI is not installed\n');
const noBoto = spawnSync('python3', ['-c', 'import boto3']).status !== 0;
if (noBoto) process.stderr.write('skipped: python3 has no boto3\n');

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
});

const ROLE = /^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/;

const execServer = (profile: string, ...command: string[]) =>
  runSwrole(['exec', '--server', profile, '--', ...command], {
    env: example.env,
    secrets: example.standIn.secrets,
    timeoutMs: 55_000,
  });

/**
 * A program whose credentials last for so many seconds: swrole renews them at half of that. It counts its runs in the last
 * digit of the key.
 */
function addShortSource(seconds: number): () => number {
  const file = join(example.home.path, 'runs');
  const script = join(example.home.path, 'source.mjs');
  writeFileSync(file, '');
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync } from 'node:fs';
     appendFileSync(${JSON.stringify(file)}, '.');
     const run = readFileSync(${JSON.stringify(file)}, 'utf8').length;
     console.log(JSON.stringify({
       Version: 1,
       AccessKeyId: 'ASIAIOSFODNN7EXAMPL' + run,
       SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
       SessionToken: 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==',
       Expiration: new Date(Date.now() + ${seconds * 1000}).toISOString(),
     }));`,
  );
  const command = commandLine([process.execPath, script]);
  appendFileSync(
    example.home.configFile,
    `\n[profile short]\ncredential_process = ${command}\nregion = eu-west-1\n`,
  );
  return () => readFileSync(file, 'utf8').length;
}

describe.skipIf(noCli)('AWS CLI', () => {
  test('is the role', async () => {
    const { stdout, ...rest } = await execServer(
      ...['project-dev', 'aws', 'sts', 'get-caller-identity', '--output', 'json'],
    );
    expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      UserId: expect.any(String),
      Account: '111111111111',
      Arn: expect.stringMatching(ROLE),
    });
  });
});

describe.skipIf(noBoto)('boto3', () => {
  test('is the role', async () => {
    const script = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])";
    const { stdout, ...rest } = await execServer('project-dev', 'python3', '-c', script);
    expect([rest, stdout]).toEqual([
      { exitCode: 0, signal: null, stderr: '' },
      expect.stringMatching(ROLE),
    ]);
  });

  test('gets new credentials while it runs, as long as it runs', async () => {
    const runs = addShortSource(24);
    const script = `
import boto3, time
credentials = boto3.Session().get_credentials()
seen = []
while len(seen) < 3:
    key = credentials.get_frozen_credentials().access_key
    if key not in seen: seen.append(key)
    time.sleep(0.2)
print(credentials.method, *seen)
`;
    expect(await execServer('short', 'python3', '-c', script)).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'container-role ASIAIOSFODNN7EXAMPL1 ASIAIOSFODNN7EXAMPL2 ASIAIOSFODNN7EXAMPL3\n',
      stderr: '',
    });
    expect(runs()).toBe(3);
  });

  test('would use a [default] profile instead: why swrole refuses it', async () => {
    const { variables } = await startEndpoint(example, ['serve', '-f', 'json', 'project-dev']);
    const keys = readFileSync(example.home.credentialsFile, 'utf8');
    appendFileSync(example.home.credentialsFile, keys.replace('my-company', 'default'));
    const script = 'import boto3; print(boto3.Session().get_credentials().method)';
    const env = { ...example.env, ...variables };
    const { stdout } = await promisify(execFile)('python3', ['-c', script], { env });
    expect(stdout).toBe('shared-credentials-file\n');
  });
});

test('the SDK for JavaScript gets new credentials across the end', async () => {
  const runs = addShortSource(24);
  const { variables } = await startEndpoint(example, ['serve', '-f', 'json', 'short']);
  const provider = fromHttp({
    awsContainerCredentialsFullUri: variables.AWS_CONTAINER_CREDENTIALS_FULL_URI,
    awsContainerAuthorizationToken: variables.AWS_CONTAINER_AUTHORIZATION_TOKEN,
  });
  const first = await provider();
  expect([first.accessKeyId, runs()]).toEqual(['ASIAIOSFODNN7EXAMPL1', 1]);
  await expect
    .poll(provider, { timeout: 20_000 })
    .toMatchObject({ accessKeyId: 'ASIAIOSFODNN7EXAMPL2' });
  await expect
    .poll(provider, { timeout: 20_000 })
    .toMatchObject({ accessKeyId: 'ASIAIOSFODNN7EXAMPL3' });
  const third = await provider();
  expect(Number(third.expiration)).toBeGreaterThan(Number(first.expiration));
  expect(runs()).toBe(3);
});

test('the SDK for JavaScript says why there are no credentials', async () => {
  const { variables } = await startEndpoint(example, ['serve', '-f', 'json', 'project-dev']);
  const provider = fromHttp({
    awsContainerCredentialsFullUri: variables.AWS_CONTAINER_CREDENTIALS_FULL_URI,
    awsContainerAuthorizationToken: 'wrong',
    maxRetries: 0,
  });
  await expect(provider()).rejects.toMatchObject({
    Code: 'Refused',
    Message: 'Authorization must be AWS_CONTAINER_AUTHORIZATION_TOKEN',
  });
});

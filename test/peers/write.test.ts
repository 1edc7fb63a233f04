/** What `swrole write` writes, as those read it who it is for: the AWS CLI, botocore, the JS SDK, and Docker's own program. */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startDockerEngine } from '../support/docker-engine-stand-in.ts';
import { readDockerEnvFile } from '../support/docker-env-file.ts';
import { auditor, startExample } from '../support/example-world.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

function isMissing(command: string, ...args: string[]): boolean {
  const missing = spawnSync(command, args).status !== 0;
  if (missing) process.stderr.write(`skipped: no ${[command, ...args].join(' ')}\n`);
  return missing;
}
const noBotocore = isMissing('python3', '-c', 'import botocore');
const noAws = isMissing('aws', '--version');
const noDocker = isMissing('docker', '--version');

const ARN = /arn:aws:sts::222222222222:assumed-role\/auditor\/swrole-/;

const AUDIT = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
region = ap-northeast-1
`;

describe.each([
  ['the default name', [], 'audit-keys'],
  ['an odd one', ['--as', 'a.b/c@d:e+f%g'], 'a.b/c@d:e+f%g'],
  ['default', ['--as', 'default'], 'default'],
])('a section with %s', (_, flags, name) => {
  /** The environment in which a tool knows the profile, written twice so that it was renewed. */
  async function write() {
    const example = untilTestEnds(await startExample({ extraConfig: AUDIT }));
    for (const more of [[], ['--refresh']]) {
      const args = ['write', 'audit', ...flags, ...more];
      expect((await runSwrole(args, { env: example.env })).exitCode).toBe(0);
    }
    return { ...example.env, ...(name !== 'default' && { AWS_PROFILE: name }) };
  }

  test.skipIf(noAws)('works for the AWS CLI', async () => {
    const args = ['sts', 'get-caller-identity', '--output', 'text'];
    const { stdout, stderr } = await promisify(execFile)('aws', args, { env: await write() });
    expect([stdout, stderr]).toEqual([expect.stringMatching(ARN), '']);
  });

  test.skipIf(noBotocore)('works for botocore', async () => {
    const script = `
import botocore.session
session = botocore.session.Session()
print(session.create_client('sts').get_caller_identity()['Arn'])
print(session.get_credentials().method, session.get_config_variable('region'))`;
    const { stdout } = await promisify(execFile)('python3', ['-c', script], { env: await write() });
    expect(stdout).toMatch(ARN);
    expect(stdout).toMatch(/\nshared-credentials-file ap-northeast-1\n$/);
  });

  test('works for the JS SDK', async () => {
    const script = `
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
const client = new STSClient();
const { Arn } = await client.send(new GetCallerIdentityCommand());
process.stdout.write([Arn, await client.config.region()].join(' '));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)), env: await write() },
    );
    expect(stdout).toMatch(ARN);
    expect(stdout).toMatch(/ ap-northeast-1$/);
  });
});

describe.skipIf(noDocker)('docker run', () => {
  /** Runs lines of bash, in which `swrole` is a command, and gives the variables that the container would have. */
  async function variablesOf(script: string): Promise<readonly string[]> {
    const { home, env } = untilTestEnds(await startExample());
    const engine = untilTestEnds(await startDockerEngine(home.path));
    const swrole = `swrole() { "${process.execPath}" "${SWROLE_PROGRAM}" "$@"; }; cd "$HOME"\n`;
    const run = promisify(execFile)('bash', ['-c', swrole + script], {
      env: { ...env, DOCKER_HOST: engine.host, AWS_REGION: 'wrong', SWROLE_MARK: 'mine' },
    });
    await expect(run).rejects.toMatchObject({
      code: 125,
      stderr: expect.stringContaining('only a stand-in'),
    });
    const [variables = [], ...others] = engine.containers;
    expect(others).toEqual([]);
    return variables;
  }

  const KEYS = [
    expect.stringMatching(/^AWS_ACCESS_KEY_ID=ASIA/),
    expect.stringMatching(/^AWS_SECRET_ACCESS_KEY=[\w/+=]{40}$/),
    expect.stringMatching(/^AWS_SESSION_TOKEN=[\w/+=]{100,}$/),
  ];
  const ALL = [
    ...KEYS,
    expect.stringMatching(/^AWS_CREDENTIAL_EXPIRATION=\d{4}-.*Z$/),
    'AWS_ACCOUNT_ID=111111111111',
    'AWS_REGION=ap-northeast-1',
    'AWS_DEFAULT_REGION=ap-northeast-1',
    'SWROLE_PROFILE=project-dev',
  ];

  test('reads -f dotenv through a pipe', async () => {
    expect(
      await variablesOf('docker run --env-file <(swrole -f dotenv project-dev) image'),
    ).toEqual(ALL);
  });

  test('reads the file of --dotenv', async () => {
    expect(
      await variablesOf(
        'swrole write project-dev --dotenv role.env && docker run --env-file role.env image',
      ),
    ).toEqual(ALL);
  });

  test('copies what exec gives it', async () => {
    const names = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN', 'REGION'];
    const flags = names.map((name) => `-e AWS_${name}`).join(' ');
    const variables = await variablesOf(`swrole exec project-dev -- docker run ${flags} image`);
    const [id, ...secrets] = KEYS;
    // Docker gives those that it copies in any order.
    expect(variables.toSorted()).toEqual([id, 'AWS_REGION=ap-northeast-1', ...secrets]);
  });

  test('has the grammar that the tests of the format go by', async () => {
    const text = '\ufeff# A=b\nA="b" # c\n  B= c \n#C=d\nSWROLE_MARK\nNONE\nE=\nF=$A\\n\r\n';
    const variables = await variablesOf(
      `printf %s "$(cat <<'END'\n${text}END\n)" > f; docker run --env-file f image`,
    );
    const read = readDockerEnvFile(Buffer.from(text), { SWROLE_MARK: 'mine' });
    expect(variables).toEqual(read.map(([name, value]) => `${name}=${value}`));
  });
});

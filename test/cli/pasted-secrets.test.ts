/** A secret that was pasted at the wrong place comes out nowhere: no value, name, variable or word is shown that may be one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import * as keys from '../../src/config/keys.ts';
import { developer, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import type { RunResult } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** Each test starts more than a hundred processes. */
const MINUTES = 240_000;

/** A piece of this length is worth something to the finder. */
const PIECE = 12;

function pieces(secret: string): string[] {
  const starts = Array.from({ length: secret.length - PIECE + 1 }, (_, start) => start);
  return starts.map((start) => secret.slice(start, start + PIECE));
}

const PIECES = [SECRET, KEY_ID, SEED].flatMap(pieces);

/** The lines with a piece of a secret, for a failure that says where it came out. */
function leaksIn(text: string): string[] {
  return text.split('\n').filter((line) => PIECES.some((piece) => line.includes(piece)));
}

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ hasSecretNames: true }));
});

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  return runInProcess(args, { env: { ...example.env, ...env } });
}

const READ_ONLY = [
  ['list'],
  ['list', '--json'],
  ['status'],
  ['status', '--json'],
  ['doctor'],
  ['doctor', '--json'],
];

/** What the commands that only look say about the files. */
async function looked(commands = READ_ONLY, env: Readonly<Record<string, string>> = {}) {
  const results = await inTurn(commands, (args) => run(args, env));
  return results.map(({ stdout, stderr }) => stdout + stderr).join('');
}

/** What a run for credentials prints, on stderr and in the debug file; its stdout is for credentials. */
async function told(profile: string, env: Readonly<Record<string, string>> = {}) {
  const { stderr } = await run(['-j', '--debug', '--no-prompt', profile], {
    SWROLE_DEBUG: join(example.home.path, 'debug.log'),
    ...env,
  });
  return stderr;
}

function debugFile(): string {
  const file = join(example.home.path, 'debug.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Four at a time: each is a process of its own. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return results;
}

const KEYS = Object.values(keys).flatMap((group) => Object.values(group));

/** What a profile needs beside a key so that the key is looked at. */
function around(key: string): string {
  const others: Readonly<Record<string, string>> = {
    source_profile: `role_arn = ${developer.arn}\n`,
    credential_source: `role_arn = ${developer.arn}\n`,
    role_arn: 'source_profile = my-company\n',
    sso_session: 'sso_account_id = 111111111111\nsso_role_name = ReadOnly\n',
    sso_start_url:
      'sso_account_id = 111111111111\nsso_role_name = ReadOnly\nsso_region = eu-west-1\n',
    sso_region:
      'sso_account_id = 111111111111\nsso_role_name = ReadOnly\nsso_start_url = https://example.awsapps.com/start\n',
    sso_account_id: 'sso_session = work\nsso_role_name = ReadOnly\n',
    sso_role_name: 'sso_session = work\nsso_account_id = 111111111111\n',
    aws_access_key_id: 'aws_secret_access_key = x\n',
    aws_secret_access_key: 'aws_access_key_id = x\n',
    aws_session_token: 'aws_access_key_id = x\naws_secret_access_key = x\n',
    credential_process: '',
    login_session: '',
    ec2_metadata_service_endpoint: `role_arn = ${developer.arn}\ncredential_source = Ec2InstanceMetadata\n`,
    ec2_metadata_service_endpoint_mode: `role_arn = ${developer.arn}\ncredential_source = Ec2InstanceMetadata\n`,
    ec2_metadata_v1_disabled: `role_arn = ${developer.arn}\ncredential_source = Ec2InstanceMetadata\n`,
    metadata_service_timeout: `role_arn = ${developer.arn}\ncredential_source = Ec2InstanceMetadata\n`,
    metadata_service_num_attempts: `role_arn = ${developer.arn}\ncredential_source = Ec2InstanceMetadata\n`,
  };
  return others[key] ?? `role_arn = ${developer.arn}\nsource_profile = my-company\n`;
}

const SESSION =
  '\n[sso-session work]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n';

/** A file in which every key has each of these values once. */
async function writeKeys(values: readonly ((key: string) => string)[]): Promise<string[]> {
  const all = KEYS.flatMap((key) => values.map((value) => [key, value(key)] as const));
  const sections = all.map(
    ([key, value], index) => `[profile p${index}]\n${around(key)}${key} = ${value}\n`,
  );
  example = untilTestEnds(
    await startExample({ hasSecretNames: true, extraConfig: SESSION + sections.join('') }),
  );
  return all.map((_, index) => `p${index}`);
}

test(
  'a secret pasted as the value of any key is not shown',
  async () => {
    const profiles = await writeKeys([() => SECRET]);
    expect(leaksIn(await looked())).toEqual([]);
    expect(leaksIn((await inTurn(profiles, (profile) => told(profile))).join(''))).toEqual([]);
    expect(leaksIn(debugFile())).toEqual([]);
  },
  MINUTES,
);

test(
  'a secret pasted as keys that are indented below any other is not shown',
  async () => {
    const lines = `\n  aws_access_key_id = ${KEY_ID}\n  aws_secret_access_key = ${SECRET}`;
    const profiles = await writeKeys([() => `us-east-1${lines}`]);
    expect(leaksIn(await looked())).toEqual([]);
    expect(leaksIn((await inTurn(profiles, (profile) => told(profile))).join(''))).toEqual([]);
    expect(leaksIn(debugFile())).toEqual([]);
  },
  MINUTES,
);

test('the seed of a device, a key id or a URL with a password is not shown where a short word belongs', async () => {
  await writeKeys([
    () => SEED,
    () => KEY_ID,
    () => `https://ada:${SECRET}@example.com/?key=${SECRET}`,
  ]);
  expect(leaksIn(await looked())).toEqual([]);
});

test(
  'a secret pasted as a section name, or as a name in a profile, is not shown',
  async () => {
    const extraConfig = [SECRET, SEED, KEY_ID].flatMap((name) => [
      `[profile ${name}]\nrole_arn = ${developer.arn}\nsource_profile = my-company\nreigon = x\n`,
      `[profile ${name}]\nregion = x\n`,
      `[${name}]\nregion = us-east-1\n[profile ${name}\nregion = us-east-1\n[sso-session ${name}]\n`,
      `[profile a-${SECRET}]\nrole_arn = ${developer.arn}\nsource_profile = ${name}\n`,
      `[profile b-${name}]\nsso_session = x${name}\nsso_account_id = 111111111111\n`,
      `[profile c-${name}]\ncredential_process = swrole -j x${name}\n`,
      `[profile d-${name}]\n${name} = x\n${name} = y\n`,
    ]);
    const extraCredentials = `[${SECRET}]\naws_access_key_id = ${KEY_ID}\n`;
    example = untilTestEnds(
      await startExample({
        hasSecretNames: true,
        extraConfig: extraConfig.join(''),
        extraCredentials,
      }),
    );
    expect(leaksIn(await looked())).toEqual([]);
    const profiles = ['', 'a-', 'b-', 'c-', 'd-'].map((prefix) => prefix + SECRET);
    expect(leaksIn((await inTurn(profiles, (profile) => told(profile))).join(''))).toEqual([]);
    expect(leaksIn(debugFile())).toEqual([]);
  },
  MINUTES,
);

test('a seed in small letters that is pasted as a program to run is not shown', async () => {
  const seed = SEED.toLowerCase();
  const role = `role_arn = ${developer.arn}\nsource_profile = my-company\nmfa_serial = arn:aws:iam::111111111111:mfa/ada\n`;
  const extraConfig = [
    `[profile token]\n${role}generate_token = ${seed}\n`,
    `[profile process]\ncredential_process = ${seed}\n`,
    `[profile path]\ncredential_process = ./${seed}\n`,
    `[profile prompt]\n${role}session_name = prompt\n`,
  ];
  example = untilTestEnds(
    await startExample({ hasSecretNames: true, extraConfig: extraConfig.join('') }),
  );
  const prompt = { SWROLE_PROMPT: seed };
  const results = await inTurn(['token', 'process', 'path', 'prompt'], (profile) =>
    run(['-j', '--debug', profile], {
      ...prompt,
      SWROLE_DEBUG: join(example.home.path, 'debug.log'),
    }),
  );
  const shown = results.map(({ stderr }) => stderr).join('') + (await looked(READ_ONLY, prompt));
  expect(shown).toContain('generate_token of profile');
  expect(shown).toContain('SWROLE_PROMPT names …, which cannot be run');
  const leaks = [...shown.split('\n'), ...debugFile().split('\n')];
  expect(leaks.filter((line) => pieces(seed).some((piece) => line.includes(piece)))).toEqual([]);
});

const VARIABLES = [
  ...'AWS_REGION AWS_DEFAULT_REGION AWS_PROFILE AWS_DEFAULT_PROFILE AWS_CONFIG_FILE AWS_CA_BUNDLE'.split(
    ' ',
  ),
  ...'AWS_SHARED_CREDENTIALS_FILE AWS_MAX_ATTEMPTS AWS_RETRY_MODE AWS_STS_REGIONAL_ENDPOINTS'.split(
    ' ',
  ),
  ...'AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'.split(
    ' ',
  ),
  ...'AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_SSO AWS_ACCESS_KEY_ID'.split(' '),
  ...'AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION'.split(
    ' ',
  ),
  ...'AWS_ACCOUNT_ID AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_WEB_IDENTITY_TOKEN_FILE'.split(' '),
  ...'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI'.split(' '),
  ...'AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'.split(' '),
  ...'AWS_EC2_METADATA_DISABLED AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_EC2_METADATA_V1_DISABLED'.split(
    ' ',
  ),
  ...'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE AWS_METADATA_SERVICE_TIMEOUT'.split(' '),
  ...'AWS_METADATA_SERVICE_NUM_ATTEMPTS HTTPS_PROXY HTTP_PROXY NO_PROXY SWROLE_PROMPT'.split(' '),
  ...'SWROLE_CACHE_DIR SWROLE_DEBUG SWROLE_SIGNIN_URL SWROLE_PROFILE SWROLE_COLOR'.split(' '),
];

/** Profiles that look at the variables. */
const SOURCES = ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'].map(
  (source) => `[profile ${source}]\nrole_arn = ${developer.arn}\ncredential_source = ${source}\n`,
);

test(
  'a secret pasted as the value of any variable is not shown',
  async () => {
    example = untilTestEnds(
      await startExample({ hasSecretNames: true, extraConfig: SOURCES.join('') }),
    );
    const shown = await inTurn(VARIABLES, async (variable) => {
      // What is a path is one below this home.
      const isPath = /FILE|BUNDLE|DIR|DEBUG/.test(variable);
      const env = { [variable]: isPath ? join(example.home.path, SECRET) : SECRET };
      const pair = /TOKEN_FILE$/.test(variable) ? { AWS_ROLE_ARN: developer.arn } : {};
      const profile = sourceOf(variable);
      return [
        await looked([['doctor', '--json'], ['list', '--json'], ['status']], env),
        await told(profile, { AWS_METADATA_SERVICE_TIMEOUT: '1', ...pair, ...env }),
      ].join('');
    });
    expect(leaksIn(shown.join(''))).toEqual([]);
    expect(leaksIn(debugFile())).toEqual([]);
  },
  MINUTES,
);

function sourceOf(variable: string): string {
  if (/CONTAINER/.test(variable)) return 'EcsContainer';
  if (/METADATA/.test(variable)) return 'Ec2InstanceMetadata';
  return /KEY|TOKEN|EXPIRATION|ACCOUNT|ROLE/.test(variable) ? 'Environment' : 'project-dev';
}

test(
  'a secret pasted as a word of the command line is not shown',
  async () => {
    const lines = [SECRET, SEED, KEY_ID, `--${SECRET}`, `--region=${SECRET}`].flatMap((word) => [
      [word],
      ['-j', word],
      ['-p', word],
      ['-j', 'project-dev', word],
      ['list', word],
      ['help', word],
      ['init', word],
      ['setup', word, 'project-dev'],
      ['doctor', word],
      ['status', word],
      ['logout', word],
      ['-f', word, 'project-dev'],
      ['--duration', word, 'project-dev'],
      ['--min-ttl', word, 'project-dev'],
      ['console', 'project-dev', '--service', word],
      ['console', 'project-dev', '--destination', word],
      ['console', 'project-dev', '--region', word],
    ]);
    const results = await inTurn(lines, async (args) => {
      const { stdout, stderr } = await run(args);
      return `${stdout}${stderr}`;
    });
    expect(leaksIn(results.join(''))).toEqual([]);
  },
  MINUTES,
);

test('a code pasted as a word of the command line is not shown', async () => {
  const lines = [[], ['-j'], ['-j', 'project-dev'], ['help'], ['init'], ['x', '-f']];
  const results = await inTurn(lines, (args) => run([...args, '123456']));
  for (const { stderr } of results) {
    expect(stderr).toMatch(/\(6 characters, not shown\)/);
    expect(stderr).not.toContain('123456');
  }
});

test('a typing error of a user is still shown', async () => {
  const extraConfig = `[profile x]\nregion = us east 1\nrole_arn = ${developer.arn}\nsource_profile = my-company\n`;
  example = untilTestEnds(await startExample({ hasSecretNames: true, extraConfig }));
  expect((await run(['-j', 'x'])).stderr).toContain(
    "region of profile 'x' must be the name of a region, such as us-east-1, not 'us east 1'",
  );
  expect((await run(['-j', 'project-dve'])).stderr).toContain("profile 'project-dve' is not in");
});

test('the length of a hidden value is shown', async () => {
  const extraConfig = `[profile x]\nregion = ${SECRET}\nrole_arn = ${developer.arn}\nsource_profile = my-company\n`;
  example = untilTestEnds(await startExample({ hasSecretNames: true, extraConfig }));
  const result = await run(['-j', 'x']);
  const line = readFileSync(example.home.configFile, 'utf8')
    .split('\n')
    .indexOf(`region = ${SECRET}`);
  expect(result).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '',
    stderr: `swrole: error: ${example.home.configFile}:${line + 1}: region of profile 'x' must be the name of a region, such as us-east-1, not (40 characters, not shown)\n`,
  });
});

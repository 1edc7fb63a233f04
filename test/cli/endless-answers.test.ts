/** Services that answer without an end, as the built program meets them: an error within the limit, and no memory is taken. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endless, startAnswering, trickling } from '../support/answering-server.ts';
import { developer, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunResult, runSwrole } from '../support/run-swrole.ts';
import { writeLoginToken } from '../support/signin-stand-in/login-cache.ts';
import { startSigninStandIn } from '../support/signin-stand-in/server.ts';
import { startSsoStandIn } from '../support/sso-stand-in/server.ts';
import { writeSsoToken } from '../support/sso-stand-in/token-cache.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { ASSIGNMENT, machineKeys } from './sources/source-world.ts';

/** Megabytes of memory that a run may take; one with an answer of 16 MB in it takes more. */
const MOST_MEMORY = 250;

/** Loaded before the program: it leaves behind how many kilobytes the program took at most. */
const WATCH = `process.on('exit', () => require('node:fs').writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`;

/**
 * A run in the process of the tests, whose error says that the limit was met; for the console's sign-in, the limit is in
 * `test/http/post-form.test.ts`.
 */
async function run(
  example: Example,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  return shown(example, await runInProcess(args, { env: { ...example.env, ...env } }));
}

/** A run of the built program, whose memory is measured. */
async function measured(
  example: Example,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const folder = tempFolder();
  const [watch, peak] = [join(folder, 'watch.cjs'), join(folder, 'peak')];
  writeFileSync(watch, WATCH);
  const NODE_OPTIONS = `--require ${watch}`;
  const result = await runSwrole(args, {
    env: { ...example.env, ...env, NODE_OPTIONS, PEAK_FILE: peak },
    timeoutMs: 55_000,
  });
  expect(Number(readFileSync(peak, 'utf8')) / 1024).toBeLessThan(MOST_MEMORY);
  return shown(example, result);
}

function shown({ home }: Example, { exitCode, stdout, stderr }: RunResult) {
  const plain = stderr.replace(/127\.0\.0\.1:\d+/g, 'HOST').replaceAll(home.path, '~');
  return { exitCode, stdout, stderr: plain.split('\n').slice(0, 1) };
}

/** The lines below `[profile x]` and the environment of a source, whose service is at this URL. */
type Source = (
  url: string,
  example: Example,
) =>
  | { config: string; env: Readonly<Record<string, string>> }
  | Promise<{ config: string; env: Readonly<Record<string, string>> }>;

const SIGN_IN = 'sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n';
const SSO = `sso_session = work\nsso_account_id = 111111111111\nsso_role_name = ReadOnly\n[sso-session work]\n${SIGN_IN}`;

async function signedIn(example: Example, lasts: number): Promise<void> {
  const issue = machineKeys(example);
  const portal = untilTestEnds(await startSsoStandIn({ assignments: [ASSIGNMENT], issue }));
  await writeSsoToken(example.home.path, portal.signIn(Date.now() + lasts), {
    session: 'work',
    startUrl: 'https://example.awsapps.com/start',
    region: 'eu-west-1',
  });
}

const SOURCES: readonly (readonly [name: string, source: Source, error: string])[] = [
  [
    'STS',
    (url) => ({
      config: `role_arn = ${developer.arn}\nsource_profile = my-company\n`,
      env: { AWS_ENDPOINT_URL_STS: url },
    }),
    'AssumeRole arn:aws:iam::111111111111:role/developer: the answer is longer than 1 MiB (HOST)',
  ],
  [
    'the metadata service of an instance',
    (url) => ({
      config: 'credential_source = Ec2InstanceMetadata\n',
      env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url },
    }),
    "~/.aws/config:2: credential_source of profile 'x': no credentials from the instance metadata service: http://HOST: the answer is longer than 1 MiB",
  ],
  [
    'the agent of a container',
    (url) => ({
      config: 'credential_source = EcsContainer\n',
      env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url },
    }),
    "~/.aws/config:2: credential_source of profile 'x': no credentials from the container agent: HOST: the answer is longer than 1 MiB",
  ],
  [
    'the portal of IAM Identity Center',
    async (url, example) => {
      await signedIn(example, 3_600_000);
      return { config: SSO, env: { AWS_ENDPOINT_URL_SSO: url } };
    },
    "~/.aws/config:3: sso_account_id of profile 'x': no credentials from IAM Identity Center: the answer is longer than 1 MiB",
  ],
  [
    'the tokens of IAM Identity Center',
    async (url, example) => {
      await signedIn(example, -1_000);
      return { config: SSO, env: { AWS_ENDPOINT_URL_SSO_OIDC: url } };
    },
    "~/.aws/config:3: sso_account_id of profile 'x': not signed in, or the sign-in has expired",
  ],
  [
    'the sign-in service',
    async (url, example) => {
      const signin = untilTestEnds(await startSigninStandIn({ issue: machineKeys(example) }));
      const token = signin.signIn(Date.now() - 1_000);
      await writeLoginToken(example.home.path, token);
      const config = `login_session = ${token.loginSession}\nregion = eu-west-1\n`;
      return { config, env: { AWS_ENDPOINT_URL_SIGNIN: url } };
    },
    "~/.aws/config:2: login_session of profile 'x': no credentials from the sign-in service: the answer is longer than 1 MiB",
  ],
];

async function started(source: Source, url: string) {
  const example = untilTestEnds(await startExample());
  const { config, env } = await source(url, example);
  mkdirSync(join(example.home.path, '.aws'), { recursive: true });
  writeFileSync(
    example.home.configFile,
    `[profile x]\n${config}[profile my-company]\nregion = eu-west-1\n`,
  );
  return { example, env };
}

test.each(SOURCES)('an endless answer of %s is an error', async (name, source, error) => {
  const url = await startAnswering(endless('{"a": "', { 'content-type': 'application/json' }));
  const { example, env } = await started(source, url);
  // swrole's own reader, and an answer to the SDK's client whose error does not name the limit.
  const isMeasured = name === 'STS' || name === 'the tokens of IAM Identity Center';
  expect(await (isMeasured ? measured : run)(example, ['-j', 'x'], env)).toEqual({
    exitCode: 5,
    stdout: '',
    stderr: [`swrole: error: ${error}`],
  });
});

test('a container agent that answers one character at a time is an error', async () => {
  const url = await startAnswering(trickling('{"a": "'));
  const { example, env } = await started(
    (agent) => ({
      config: 'credential_source = EcsContainer\n',
      env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent },
    }),
    url,
  );
  expect(await run(example, ['-j', 'x'], env)).toEqual({
    exitCode: 5,
    stdout: '',
    stderr: [
      "swrole: error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the container agent: HOST: no answer in time",
    ],
  });
});

test("an endless answer of the console's sign-in is an error", async () => {
  const url = await startAnswering(endless());
  const example = untilTestEnds(await startExample());
  expect(
    await run(example, ['console', '--print', 'project-dev'], { SWROLE_SIGNIN_URL: url }),
  ).toEqual({
    exitCode: 5,
    stdout: '',
    stderr: ["swrole: error: the answer of HOST is not that of AWS's sign-in service (HTTP 200)"],
  });
});

/** Prints an answer with a session token of so many characters. */
function printing(characters: number): string {
  const [before, after] = [
    '{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"EXAMPLE","SessionToken":"',
    '","Expiration":"2099-01-01T00:00:00Z"}',
  ];
  const token = `head -c ${characters} /dev/zero | tr '\\0' x`;
  return `credential_process = printf %s '${before}' && ${token} && printf %s '${after}'\n`;
}

test('a program that prints a token of 60 KB is accepted', async () => {
  const { example } = await started(() => ({ config: printing(60_000), env: {} }), '');
  const options = { env: example.env, credentialsOnStdout: true };
  const first = await runInProcess(['-j', 'x'], options);
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(first.stdout).SessionToken).toHaveLength(60_000);
});

test.each([66_000, 50_000_000])(
  'a program that prints %i characters is refused',
  async (length) => {
    const { example } = await started(() => ({ config: printing(length), env: {} }), '');
    expect(await (length > 1e6 ? measured : run)(example, ['-j', 'x'], {})).toEqual({
      exitCode: 5,
      stdout: '',
      stderr: [
        "swrole: error: ~/.aws/config:2: credential_process of profile 'x' (printf): its output is longer than 65536 bytes, which is the limit",
      ],
    });
  },
);

/** Sources that give nothing: one error with file, line and key, no call of STS, and a cache as it was. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFiles } from '../support/cache-files.ts';
import { commandLine } from '../support/command-line.ts';
import { startContainerStandIn } from '../support/container-stand-in/server.ts';
import { type Example, member, startExample } from '../support/example-world.ts';
import type { HttpFault } from '../support/http-stand-in/faults.ts';
import { startImdsStandIn } from '../support/imds-stand-in/server.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { loginTokenFile, writeLoginToken } from '../support/signin-stand-in/login-cache.ts';
import { startSigninStandIn } from '../support/signin-stand-in/server.ts';
import { startSsoStandIn } from '../support/sso-stand-in/server.ts';
import { ssoTokenFile, writeSsoToken } from '../support/sso-stand-in/token-cache.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { ASSIGNMENT, MACHINE_SESSION, machineKeys, pod, reader } from './sources/source-world.ts';

/** What is wrong: the lines below `[profile x]`, and the environment. */
interface Broken {
  readonly config: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}
type Row = readonly [
  name: string,
  make: (example: Example) => Broken | Promise<Broken>,
  exitCode: number,
  stderr: readonly string[],
];

/** What the innermost swrole says to do. */
const LEADS_BACK =
  'hint: generate_token and credential_process must not lead back to the profile that runs them';

const TOKEN_PROCESS = "~/.aws/config:3: web_identity_token_process of profile 'x'";
const tokenProcess = (command: string) =>
  `role_arn = ${pod.arn}\nweb_identity_token_process = ${command}\n`;

const ENVIRONMENT = 'credential_source = Environment\n';
const INSTANCE = 'credential_source = Ec2InstanceMetadata\n';
const CONTAINER = 'credential_source = EcsContainer\n';
const START_URL = 'https://example.awsapps.com/start';
const SIGN_IN = `sso_start_url = ${START_URL}\nsso_region = eu-west-1\n`;
const SSO = `sso_session = work\nsso_account_id = 111111111111\nsso_role_name = ReadOnly\n`;
const SESSION = `[sso-session work]\n${SIGN_IN}`;

async function instance(
  example: Example,
  options: { readonly v1?: 404; readonly roleName?: undefined },
  fault?: HttpFault,
): Promise<Broken> {
  const issue = machineKeys(example);
  const imds = untilTestEnds(await startImdsStandIn({ issue, roleName: 'machine', ...options }));
  if (fault) imds.failNext(fault, Number.POSITIVE_INFINITY);
  return { config: INSTANCE, env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url } };
}

async function container(example: Example, fault?: HttpFault): Promise<Broken> {
  const agent = untilTestEnds(
    await startContainerStandIn({ issue: machineKeys(example), token: 'EXAMPLE-token' }),
  );
  if (fault) agent.failNext(fault, Number.POSITIVE_INFINITY);
  return {
    config: CONTAINER,
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.fullUri },
    secrets: agent.secrets,
  };
}

/** An SSO profile whose user has signed in, until the test says otherwise. */
async function sso(
  example: Example,
  then: (portal: Awaited<ReturnType<typeof startSsoStandIn>>) => void,
  { expiresIn = 3_600_000, config = SSO + SESSION } = {},
): Promise<Broken> {
  const issue = machineKeys(example);
  const portal = untilTestEnds(await startSsoStandIn({ assignments: [ASSIGNMENT], issue }));
  const token = portal.signIn(Date.now() + expiresIn);
  await writeSsoToken(example.home.path, token, {
    session: 'work',
    startUrl: START_URL,
    region: 'eu-west-1',
  });
  then(portal);
  const env = { AWS_ENDPOINT_URL_SSO: portal.url, AWS_ENDPOINT_URL_SSO_OIDC: portal.url };
  return { config, env, secrets: portal.secrets };
}

async function login(
  example: Example,
  then: (signin: Awaited<ReturnType<typeof startSigninStandIn>>) => void,
  text?: string,
): Promise<Broken> {
  const signin = untilTestEnds(await startSigninStandIn({ issue: machineKeys(example) }));
  const token = signin.signIn(Date.now() - 1_000);
  const file = await writeLoginToken(example.home.path, token);
  if (text !== undefined) writeFileSync(file, text);
  then(signin);
  return {
    config: `login_session = ${token.loginSession}\nregion = eu-west-1\n`,
    env: { AWS_ENDPOINT_URL_SIGNIN: signin.url },
    secrets: signin.secrets,
  };
}

const ssoToken = ({ home }: Example) =>
  ssoTokenFile(home.path, { session: 'work', startUrl: START_URL, region: 'eu-west-1' });

/** In place of a file that the SDK would wait for. */
function makeFifo(path: string): void {
  rmSync(path);
  execFileSync('mkfifo', [path]);
}

const swrole = (profile: string) => commandLine([process.execPath, SWROLE_PROGRAM, '-j', profile]);
const node = (script: string) => commandLine([process.execPath, '-e', script]);

/** Profiles that start each other, each by swrole. */
const loop = (...names: string[]) =>
  names
    .map(
      (name, i) =>
        `[profile ${name}]\ncredential_process = ${swrole(names[(i + 1) % names.length] ?? '')}\n`,
    )
    .join('')
    .replace('[profile x]\n', '');

const ROWS: readonly Row[] = [
  [
    'Environment: no credentials',
    () => ({ config: ENVIRONMENT }),
    3,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x' is Environment, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
    ],
  ],
  [
    'Environment: half a key pair',
    () => ({ config: ENVIRONMENT, env: { AWS_ACCESS_KEY_ID: member.accessKeyId } }),
    3,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x' is Environment, but AWS_SECRET_ACCESS_KEY is not set",
    ],
  ],
  [
    'Environment: expired keys',
    () => ({
      config: ENVIRONMENT,
      env: {
        AWS_ACCESS_KEY_ID: member.accessKeyId,
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
      },
    }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': the credentials in the environment expired at 2020-01-01T00:00:00.000Z",
      'hint: renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
    ],
  ],
  [
    'Environment: an end without a zone',
    () => ({
      config: ENVIRONMENT,
      env: {
        AWS_ACCESS_KEY_ID: member.accessKeyId,
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_CREDENTIAL_EXPIRATION: '2020-01-01 00:00:00',
      },
    }),
    3,
    [
      "error: AWS_CREDENTIAL_EXPIRATION must be a time such as 2026-01-31T12:00:00Z, not '2020-01-01 00:00:00'",
    ],
  ],
  [
    'Environment: a web identity with an invalid role',
    () => ({
      config: ENVIRONMENT,
      env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'pod' },
    }),
    3,
    [
      "error: AWS_ROLE_ARN must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'pod'",
    ],
  ],
  [
    'Environment: a web identity without its token file',
    () => ({
      config: ENVIRONMENT,
      env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/no-such-token', AWS_ROLE_ARN: pod.arn },
    }),
    5,
    [
      'error: AWS_WEB_IDENTITY_TOKEN_FILE: cannot read /no-such-token: it does not exist (ENOENT)',
      "hint: whatever gives profile 'x' its token must write it there first",
    ],
  ],
  [
    'Ec2InstanceMetadata: switched off',
    () => ({ config: INSTANCE, env: { AWS_EC2_METADATA_DISABLED: 'true' } }),
    3,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x' is Ec2InstanceMetadata, but AWS_EC2_METADATA_DISABLED is true",
      'hint: remove AWS_EC2_METADATA_DISABLED from the environment',
    ],
  ],
  [
    'Ec2InstanceMetadata: an invalid endpoint',
    () => ({ config: `${INSTANCE}ec2_metadata_service_endpoint = 169.254.169.254\n` }),
    3,
    [
      "error: ~/.aws/config:3: ec2_metadata_service_endpoint of profile 'x' must be an http URL, such as http://169.254.169.254, not '169.254.169.254'",
    ],
  ],
  [
    'Ec2InstanceMetadata: an invalid mode',
    () => ({ config: INSTANCE, env: { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv5' } }),
    3,
    ["error: AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE must be IPv4 or IPv6, not 'IPv5'"],
  ],
  [
    'Ec2InstanceMetadata: an instance without a role',
    (example) => instance(example, { roleName: undefined }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the instance metadata service: http://HOST: the instance has no role (HTTP 404)",
    ],
  ],
  [
    'Ec2InstanceMetadata: only version 1, which the profile does not want',
    async (example) => {
      const { env } = await instance(example, { v1: 404 });
      return { config: `${INSTANCE}ec2_metadata_v1_disabled = true\n`, env: env ?? {} };
    },
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the instance metadata service: http://HOST: it knows version 1 only, which ec2_metadata_v1_disabled forbids",
    ],
  ],
  [
    'Ec2InstanceMetadata: an answer that is no JSON',
    (example) =>
      instance(
        example,
        {},
        { kind: 'answer', status: 200, body: '<html>', only: /security-credentials\/./ },
      ),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the instance metadata service: http://HOST: what it gave is no JSON",
    ],
  ],
  [
    'Ec2InstanceMetadata: no answer',
    (example) => instance(example, {}, { kind: 'hang' }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the instance metadata service: http://HOST: TimeoutError from instance metadata service",
    ],
  ],
  [
    'Ec2InstanceMetadata: no service there',
    () => ({ config: INSTANCE, env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' } }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the instance metadata service: http://HOST: ECONNREFUSED",
    ],
  ],
  [
    'EcsContainer: no agent is named',
    () => ({ config: CONTAINER }),
    3,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x' is EcsContainer, but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set",
    ],
  ],
  [
    'EcsContainer: an agent on another machine, in plain text',
    () => ({
      config: CONTAINER,
      env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://agent.example.com/' },
    }),
    3,
    [
      "error: AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL, or an http one of this machine or of the agents 169.254.170.2, 169.254.170.23, [fd00:ec2::23], not 'http://agent.example.com/'",
    ],
  ],
  [
    'EcsContainer: an invalid path',
    () => ({
      config: CONTAINER,
      env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '@evil.example/x' },
    }),
    3,
    [
      "error: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must be a path that begins with a slash, not '@evil.example/x'",
    ],
  ],
  [
    'EcsContainer: a token file that is not there',
    async (example) => {
      const broken = await container(example);
      return {
        ...broken,
        env: { ...broken.env, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/no-such-token' },
      };
    },
    5,
    [
      'error: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: cannot read /no-such-token: it does not exist (ENOENT)',
      "hint: whatever gives profile 'x' its token must write it there first",
    ],
  ],
  [
    'EcsContainer: a wrong token',
    async (example) => {
      const broken = await container(example);
      return { ...broken, env: { ...broken.env, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' } };
    },
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the container agent: HOST: Server responded with status: 403 (AccessDenied: the authorization token is not valid)",
    ],
  ],
  [
    'EcsContainer: an answer that is no JSON',
    (example) => container(example, { kind: 'answer', status: 200, body: '<html>' }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the container agent: HOST: what it gave is no JSON",
    ],
  ],
  [
    'EcsContainer: an answer without a token',
    (example) =>
      container(example, {
        kind: 'answer',
        status: 200,
        body: '{"AccessKeyId":"a","SecretAccessKey":"b"}',
      }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the container agent: HOST: HTTP credential provider response not of the required format, an object matching: { AccessKeyId: string, SecretAccessKey: string, Token: string, Expiration: string(rfc3339) }",
    ],
  ],
  [
    'EcsContainer: a server error, three times',
    (example) => container(example, { kind: 'answer', status: 500 }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the container agent: HOST: Server responded with status: 500",
    ],
  ],
  [
    'EcsContainer: no answer',
    (example) => container(example, { kind: 'hang' }),
    5,
    [
      "error: ~/.aws/config:2: credential_source of profile 'x': no credentials from the container agent: HOST: no answer in time",
    ],
  ],
  [
    'web identity: a file that is not there',
    () => ({ config: `role_arn = ${pod.arn}\nweb_identity_token_file = /no-such-token\n` }),
    5,
    [
      "error: ~/.aws/config:3: web_identity_token_file of profile 'x': cannot read /no-such-token: it does not exist (ENOENT)",
      "hint: whatever gives profile 'x' its token must write it there first",
    ],
  ],
  [
    'web identity: an empty file',
    ({ home }) => {
      writeFileSync(join(home.path, 'token'), '\n');
      return { config: `role_arn = ${pod.arn}\nweb_identity_token_file = ~/token\n` };
    },
    5,
    [
      "error: ~/.aws/config:3: web_identity_token_file of profile 'x': ~/token is empty",
      "hint: whatever gives profile 'x' its token must write it there first",
    ],
  ],
  [
    'web identity: no role',
    () => ({ config: 'web_identity_token_file = /token\n' }),
    3,
    [
      "error: ~/.aws/config:2: profile 'x' has web_identity_token_file, but no role_arn",
      "hint: add role_arn to profile 'x'",
    ],
  ],
  [
    'web identity: tags, which only the token can give',
    () => ({
      config: `role_arn = ${pod.arn}\nweb_identity_token_file = /token\nsession_tags = a=b\n`,
    }),
    3,
    [
      "error: ~/.aws/config:4: session_tags of profile 'x' cannot be combined with web_identity_token_file",
      "hint: remove session_tags from profile 'x'",
    ],
  ],
  [
    'web identity: a command that fails, in its own words',
    () => ({ config: tokenProcess('echo secret; echo not signed in >&2; exit 3') }),
    5,
    [`error: ${TOKEN_PROCESS} (echo) failed: exit status 3: not signed in`],
  ],
  [
    'web identity: a command that is killed',
    () => ({ config: tokenProcess('kill -KILL $$') }),
    5,
    [`error: ${TOKEN_PROCESS} (kill) failed: SIGKILL`],
  ],
  [
    'web identity: a command that prints nothing',
    () => ({ config: tokenProcess('echo') }),
    5,
    [`error: ${TOKEN_PROCESS} (echo): its output is empty`],
  ],
  [
    'web identity: a command that prints more than a token',
    () => ({ config: tokenProcess('echo secret; echo secret') }),
    5,
    [`error: ${TOKEN_PROCESS} (echo): its output is not one token: there is white space in it`],
  ],
  [
    'web identity: a command that never stops printing',
    () => ({ config: tokenProcess('while :; do echo secret; done') }),
    5,
    [`error: ${TOKEN_PROCESS} (while): its output is longer than 65536 bytes, which is the limit`],
  ],
  [
    'web identity: a command that prints too much',
    () => ({ config: tokenProcess("head -c 65537 /dev/zero | tr '\\0' s") }),
    5,
    [`error: ${TOKEN_PROCESS} (head): its output is longer than 65536 bytes, which is the limit`],
  ],
  [
    'web identity: a command beside a file',
    () => ({ config: `${tokenProcess('echo')}web_identity_token_file = /token\n` }),
    3,
    [
      "error: ~/.aws/config:3: web_identity_token_process of profile 'x' cannot be combined with web_identity_token_file",
      "hint: remove web_identity_token_process from profile 'x'",
    ],
  ],
  [
    'web identity: a command without a role',
    () => ({ config: 'web_identity_token_process = echo\n' }),
    3,
    [
      "error: ~/.aws/config:2: profile 'x' has web_identity_token_process, but no role_arn",
      "hint: add role_arn to profile 'x'",
    ],
  ],
  [
    'web identity: a command that needs the profile that waits for it',
    () => ({
      config: tokenProcess(commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'x'])),
    }),
    5,
    [
      `error: ${TOKEN_PROCESS} (node) failed: exit status 3: swrole was started to get what is waiting for it: x -> x`,
      LEADS_BACK,
    ],
  ],
  [
    'web identity: a command that needs the role behind it, for which it was started',
    () => ({
      config: `role_arn = ${reader.arn}\nsource_profile = y\n[profile y]\n${tokenProcess(commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'x']))}`,
    }),
    5,
    [
      "error: ~/.aws/config:6: web_identity_token_process of profile 'y' (node) failed: exit status 3: swrole was started to get what is waiting for it: x -> y -> x",
      LEADS_BACK,
    ],
  ],
  [
    'SSO: a session that is not there',
    () => ({ config: SSO + SESSION.replace('work', 'wokr') }),
    3,
    [
      "error: ~/.aws/config:2: sso_session of profile 'x': there is no [sso-session work]",
      "hint: did you mean 'wokr'?",
    ],
  ],
  [
    'SSO: a session without a region',
    () => ({ config: `${SSO}[sso-session work]\nsso_start_url = ${START_URL}\n` }),
    3,
    [
      "error: ~/.aws/config:5: sso-session 'work' of profile 'x' has no sso_region",
      'hint: add sso_region to [sso-session work]',
    ],
  ],
  [
    'SSO: a profile without an account',
    () => ({ config: `sso_session = work\nsso_role_name = ReadOnly\n${SESSION}` }),
    3,
    [
      "error: ~/.aws/config:3: profile 'x' has sso_role_name, but no sso_account_id",
      "hint: add sso_account_id to profile 'x'",
    ],
  ],
  [
    'SSO: a profile that contradicts its session',
    () => ({ config: `${SSO}sso_region = us-east-1\n${SESSION}` }),
    3,
    [
      "error: ~/.aws/config:5: sso_region of profile 'x' is not that of its sso-session 'work' (~/.aws/config:8)",
      "hint: remove sso_region from profile 'x'",
    ],
  ],
  [
    'SSO: an invalid account',
    () => ({ config: `${SSO.replace('111111111111', '1111')}${SESSION}` }),
    3,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x' must be the twelve digits of an AWS account, not '1111'",
    ],
  ],
  [
    'SSO: an invalid start URL',
    () => ({
      config: `${SSO}[sso-session work]\nsso_region = eu-west-1\nsso_start_url = example\n`,
    }),
    3,
    [
      "error: ~/.aws/config:7: sso_start_url of profile 'x' must be an https URL, such as https://example.awsapps.com/start, not 'example'",
    ],
  ],
  [
    'SSO: not signed in',
    () => ({ config: SSO + SESSION }),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': not signed in, or the sign-in has expired",
      'hint: run aws sso login --sso-session work',
    ],
  ],
  [
    'SSO: not signed in, without a session section',
    () => ({ config: `${SSO.replace('sso_session = work\n', '')}${SIGN_IN}` }),
    5,
    [
      "error: ~/.aws/config:2: sso_account_id of profile 'x': not signed in, or the sign-in has expired",
      'hint: run aws sso login --profile x',
    ],
  ],
  [
    'SSO: the sign-in has expired and cannot be renewed',
    (example) => sso(example, (portal) => portal.revokeAll(), { expiresIn: -1_000 }),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': not signed in, or the sign-in has expired",
      'hint: run aws sso login --sso-session work',
    ],
  ],
  [
    'SSO: the sign-in was revoked',
    (example) => sso(example, (portal) => portal.revokeAll()),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': not signed in, or the sign-in has expired",
      'hint: run aws sso login --sso-session work',
    ],
  ],
  [
    'SSO: a role that was not assigned',
    (example) => sso(example, () => {}, { config: SSO.replace('ReadOnly', 'Admin') + SESSION }),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': no credentials from IAM Identity Center: no access to role Admin in account 111111111111",
    ],
  ],
  [
    'SSO: a server error, three times',
    (example) => sso(example, (portal) => portal.failNext({ kind: 'answer', status: 500 }, 3)),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': no credentials from IAM Identity Center: an error of the service",
    ],
  ],
  [
    'SSO: no service there',
    async (example) => {
      const broken = await sso(example, () => {});
      return { ...broken, env: { AWS_ENDPOINT_URL_SSO: 'http://127.0.0.1:9' } };
    },
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': no credentials from IAM Identity Center: connect ECONNREFUSED HOST",
    ],
  ],
  [
    'SSO: a FIFO instead of a token',
    (example) => sso(example, () => makeFifo(ssoToken(example))),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': no credentials from IAM Identity Center: ~/.aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json is not a regular file",
    ],
  ],
  [
    'SSO: a token without an end',
    (example) =>
      sso(example, () => {
        rmSync(ssoToken(example));
        symlinkSync('/dev/zero', ssoToken(example));
      }),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': no credentials from IAM Identity Center: ~/.aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json is not a regular file",
    ],
  ],
  [
    'SSO: a token that is too large',
    (example) => sso(example, () => truncateSync(ssoToken(example), 2 ** 20 + 1)),
    5,
    [
      "error: ~/.aws/config:3: sso_account_id of profile 'x': no credentials from IAM Identity Center: ~/.aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json is larger than 1 MiB",
    ],
  ],
  [
    'sign-in: not signed in',
    () => ({ config: 'login_session = arn:aws:iam::111111111111:user/ada\n' }),
    5,
    [
      "error: ~/.aws/config:2: login_session of profile 'x': not signed in, or the sign-in has expired",
      'hint: run aws login --profile x',
    ],
  ],
  [
    'sign-in: a file that is damaged',
    (example) => login(example, () => {}, '{"accessToken": "EXAMPLE'),
    5,
    [
      "error: ~/.aws/config:2: login_session of profile 'x': not signed in, or the sign-in has expired",
      'hint: run aws login --profile x',
    ],
  ],
  [
    'sign-in: a FIFO instead of the file',
    (example) => login(example, () => makeFifo(loginTokenFile(example.home.path, MACHINE_SESSION))),
    5,
    [
      `error: ~/.aws/config:2: login_session of profile 'x': no credentials from the sign-in service: ${loginTokenFile('~', MACHINE_SESSION)} is not a regular file`,
    ],
  ],
  [
    'sign-in: it has expired',
    (example) => login(example, (signin) => signin.expireAll()),
    5,
    [
      "error: ~/.aws/config:2: login_session of profile 'x': not signed in, or the sign-in has expired",
      'hint: run aws login --profile x',
    ],
  ],
  [
    'sign-in: a server error',
    (example) => login(example, (signin) => signin.failNext({ kind: 'answer', status: 500 }, 3)),
    5,
    [
      "error: ~/.aws/config:2: login_session of profile 'x': no credentials from the sign-in service: an error of the service",
    ],
  ],
  [
    'credential_process: a program that is not there',
    () => ({ config: 'credential_process = no-such-program --flag\n' }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (no-such-program) failed: exit status 127: /bin/sh: 1: no-such-program: not found",
    ],
  ],
  [
    'credential_process: a line that the system refuses',
    () => ({ config: `credential_process = echo ${'x'.repeat(140_000)}\n` }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (echo) failed: not started (E2BIG)",
    ],
  ],
  [
    'credential_process: a program that fails',
    () => ({
      config: `credential_process = ${node("console.error('vault: sealed'); process.exit(3)")}\n`,
    }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (node) failed: exit status 3: vault: sealed",
    ],
  ],
  [
    'credential_process: an invalid output',
    () => ({ config: `credential_process = ${node("console.log('{}')")}\n` }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (node): its output does not have Version 1",
    ],
  ],
  [
    'credential_process: expired credentials',
    () => ({
      config: `credential_process = ${node("console.log(JSON.stringify({Version: 1, AccessKeyId: 'a', SecretAccessKey: 'b', Expiration: '2020-01-01T00:00:00Z'}))")}\n`,
    }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (node): its output has already expired",
    ],
  ],
  [
    'credential_process: swrole for itself',
    () => ({ config: loop('x') }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (node) failed: exit status 3: swrole was started to get what is waiting for it: x -> x",
      LEADS_BACK,
    ],
  ],
  [
    'credential_process: a loop of two',
    () => ({ config: loop('x', 'y') }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (node) failed: exit status 5: swrole was started to get what is waiting for it: x -> y -> x",
      LEADS_BACK,
    ],
  ],
  [
    'credential_process: a row that is too long',
    // As if six others waited for this one.
    () => ({ config: loop('x', 'y', 'z'), env: { SWROLE_ACTIVE: 'a,b,c,d,e,f' } }),
    5,
    [
      "error: ~/.aws/config:2: credential_process of profile 'x' (node) failed: exit status 5: too many commands wait for each other: a -> b -> c -> d -> e -> f -> x -> y -> z",
      LEADS_BACK,
    ],
  ],
];

test.each<Row>(ROWS)(
  'an error of the source has a message: %s',
  async (_, make, exitCode, stderr) => {
    const example = untilTestEnds(await startExample({ users: [member], roles: [reader, pod] }));
    const { config, env = {}, secrets = [] } = await make(example);
    const { home, standIn } = example;
    writeFileSync(home.configFile, `[profile x]\n${config}`);
    mkdirSync(home.cacheDir, { mode: 0o700 });
    const before = cacheFiles(home.cacheDir);
    const result = await runInProcess(['-j', 'x'], {
      env: { ...example.env, ...env },
      secrets: [...standIn.secrets, ...secrets],
    });
    const shown = result.stderr
      .replaceAll(home.path, '~')
      .replaceAll(process.execPath, 'node')
      .replace(/127\.0\.0\.1:\d+/g, 'HOST');
    expect({ ...result, stderr: shown }).toEqual({
      exitCode,
      signal: null,
      stdout: '',
      stderr: stderr.map((line) => `swrole: ${line}\n`).join(''),
    });
    expect(standIn.calls).toEqual([]);
    expect(cacheFiles(home.cacheDir)).toEqual(before);
  },
);

test.each([
  [403, 1],
  [500, 3],
])('a container agent that answers %i: requests in all: %i', async (status, times) => {
  const example = untilTestEnds(await startExample({ users: [member], roles: [reader] }));
  const agent = untilTestEnds(await startContainerStandIn({ issue: machineKeys(example) }));
  agent.failNext({ kind: 'answer', status }, Number.POSITIVE_INFINITY);
  writeFileSync(example.home.configFile, `[profile x]\n${CONTAINER}`);
  const env = { ...example.env, AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.fullUri };
  const { exitCode } = await runInProcess(['-j', 'x'], { env });
  expect([exitCode, agent.calls.length]).toEqual([5, times]);
});

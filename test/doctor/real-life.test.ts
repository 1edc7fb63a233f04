/** Files and environments of real users: a false alarm costs more trust than a missed one. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findProblems } from '../../src/doctor/find-problems.ts';
import type { TempHome } from '../support/temp-home.ts';
import { factsOf, NOW } from './found.ts';

/** As `aws configure`, `aws configure sso`, `aws login`, LocalStack and the tools of others write them. */
const CONFIG = `[default]
region = eu-west-1
output = json
cli_pager =
cli_auto_prompt = on-partial

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = AdministratorAccess
region = eu-west-1
output = json
[profile AdministratorAccess-123456789012]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = AdministratorAccess

# a role behind it
[profile behind-sso]
role_arn = arn:aws:iam::210987654321:role/deploy
source_profile = dev
role_session_name = ada

; a user, whose keys stand in the other file
[profile me]
region = eu-west-1
mfa_serial = arn:aws:iam::123456789012:mfa/ada
[profile prod]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = me
mfa_serial = arn:aws:iam::123456789012:mfa/ada
external_id = x/y:z=1
duration_seconds = 3600
mfa_session = 12h
color = 31
[profile china]
role_arn = arn:aws-cn:iam::210987654321:role/Admin
source_profile = me
region = cn-north-1

[profile ecs]
role_arn = arn:aws:iam::210987654321:role/Admin
credential_source = EcsContainer
[profile ec2]
role_arn = arn:aws:iam::210987654321:role/Admin
credential_source = Ec2InstanceMetadata
[profile pod]
role_arn = arn:aws:iam::210987654321:role/Pod
web_identity_token_file = /var/run/secrets/eks.amazonaws.com/serviceaccount/token
[profile console]
login_session = arn:aws:iam::123456789012:user/ada
region = eu-west-1

[profile localstack]
region = us-east-1
endpoint_url = http://localhost:4566
services = local
aws_access_key_id = test
aws_secret_access_key = test
s3 =
    addressing_style = path
    max_concurrent_requests = 20
[services local]
dynamodb =
    endpoint_url = http://localhost:8000

[profile vault]
credential_process = <home>/bin/aws-vault exec me --json
include_profile = me
[profile granted]
granted_sso_start_url = https://corp.awsapps.com/start
granted_sso_region = eu-west-1
granted_sso_account_id = 123456789012
granted_sso_role_name = Dev
credential_process = <home>/bin/granted credential-process --profile granted
[profile one-password]
credential_process = <home>/bin/op-aws "--vault=My Vault" --json
[profile saml]
credential_process = <home>/bin/saml2aws login --credential-process --role arn:aws:iam::123456789012:role/Admin --profile x
[profile app]
credential_process = <home>/bin/node /opt/swrole/bin/swrole.cjs -j prod
region = eu-west-1

[plugins]
cli_legacy_plugin_path = /usr/lib/python3
[preview]
cloudfront = true
`;

const CREDENTIALS = `[default]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

[me]
aws_access_key_id=AKIAI44QH8DHBEXAMPLE
aws_secret_access_key=je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY

[saml-answer]
aws_access_key_id        = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key    = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_session_token        = AQoDYXdzEJr
aws_security_token       = AQoDYXdzEJr
x_principal_arn          = arn:aws:sts::123456789012:assumed-role/x/y
x_security_token_expires = 2026-06-15T12:30:00+00:00
`;

const HOUR = 3_600_000;
const at = (milliseconds: number) => new Date(NOW + milliseconds).toISOString();

/** The hashes of `corp`, the start URL and the console's user. */
const FILES = {
  '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json': {
    expiresAt: at(-HOUR),
    refreshToken: 'x',
    registrationExpiresAt: at(60 * 24 * HOUR),
  },
  '.aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json': { expiresAt: at(HOUR) },
  '.aws/login/cache/397b11bbda6668a5a8d17d42c91036373f4a376627089c204bef61ce0ae993c2.json': {
    accessToken: { expiresAt: at(-HOUR) },
  },
};

async function prepare({ path }: TempHome): Promise<void> {
  await mkdir(join(path, 'bin'));
  for (const name of ['aws-vault', 'granted', 'op-aws', 'saml2aws', 'node'])
    await writeFile(join(path, 'bin', name), '#!/bin/sh\n', { mode: 0o755 });
  for (const [file, content] of Object.entries(FILES)) {
    await mkdir(join(path, dirname(file)), { recursive: true });
    await writeFile(join(path, file), JSON.stringify(content));
  }
}

async function problems(
  env: Readonly<Record<string, string>> = {},
  profile?: string,
): Promise<string[]> {
  const { facts } = await factsOf({
    config: CONFIG,
    credentials: CREDENTIALS,
    env,
    prepare,
    ...(profile === undefined ? {} : { profile }),
  });
  return findProblems(facts).map(({ level, check, what }) => `${level} ${check}: ${what}`);
}

const ECS_NOTE =
  "note config-error: credential_source of profile 'ecs' is EcsContainer, but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set";
const SSO_NOTE =
  "note sso-sign-in: the sign-in to sso-session 'corp', for profiles 'dev', 'behind-sso', expired at 2026-06-15T11:00:00.000Z";

test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  ['a desktop', {}, [ECS_NOTE, SSO_NOTE]],
  [
    'a shell with a profile',
    { AWS_PROFILE: 'prod', AWS_REGION: 'eu-west-1' },
    [ECS_NOTE, SSO_NOTE],
  ],
  [
    'a container',
    {
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/x',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_REGION: 'eu-west-1',
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    },
    [SSO_NOTE],
  ],
  [
    'a Lambda, or a shell of another tool',
    {
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SESSION_TOKEN: 'x',
      AWS_VAULT: 'me',
    },
    [
      ECS_NOTE,
      'note environment-keys: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set',
      SSO_NOTE,
    ],
  ],
])('the findings of doctor are right in this environment: %s', async (_, env, notes) => {
  expect(await problems(env)).toEqual(notes);
});

test.each(['prod', 'app', 'granted', 'localstack', 'console', 'china', 'default', 'pod', 'ec2'])(
  'the findings of doctor are right for profile %s',
  async (profile) => {
    expect(await problems({}, profile)).toEqual([]);
  },
);

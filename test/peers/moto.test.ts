/**
 * swrole's calls, answered by moto, which was made by others than this program and its stand-ins. It checks no signatures and no codes.
 * It knows ListMFADevices only with the name of a user, which swrole does not send, and nothing of IAM Identity Center's portal.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as keys from '../../src/config/keys.ts';
import { answering, startAnswering } from '../support/answering-server.ts';
import { member } from '../support/example-data.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { type Moto, pythonWithMoto, startMoto } from './moto-server.ts';

const python = pythonWithMoto();
const missing = python === undefined;
if (missing) process.stderr.write('skipped: there is no moto, and pip cannot install it\n');

let moto: Moto;
beforeAll(async () => {
  if (python !== undefined) moto = await startMoto(python);
});
afterAll(() => moto?.close());

const KEYS = `[profile user]
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
`;

/** A home with these profiles and files, whose calls go to moto. */
async function start(
  config: string,
  files: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
) {
  const home = untilTestEnds(await makeTempHome({ config: config + KEYS }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home.path, name), text);
  const env = {
    HOME: home.path,
    PATH: process.env.PATH ?? '',
    AWS_ENDPOINT_URL: moto.url,
    AWS_REGION: 'eu-west-1',
    ...variables,
  };
  moto.requests();
  const swrole = (...args: string[]) => runSwrole(args, { env });
  /** The whole answer of a command, as JSON. */
  const json = async (...args: string[]) => {
    const { stdout, ...rest } = await swrole(...args);
    expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
    return JSON.parse(stdout);
  };
  return { swrole, json };
}

/** A time so many seconds from now, give or take half a minute. */
function inSeconds(seconds: number) {
  const [from, to] = [seconds - 30, seconds + 30].map((each) => Date.now() + each * 1000);
  return expect.toSatisfy((text) => {
    const time = Date.parse(text);
    return time > (from ?? 0) && time < (to ?? 0);
  }, `a time in ${seconds} s`);
}

/** What swrole prints of a role session of moto. */
const roleSession = (AccountId: string, seconds: number) => ({
  Version: 1,
  AccessKeyId: expect.stringMatching(/^ASIA[A-Z0-9]{16}$/),
  SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/),
  SessionToken: expect.stringMatching(/^[A-Za-z0-9/+=]{100,}$/),
  Expiration: inSeconds(seconds),
  AccountId,
});

/** What `whoami` prints of a role session. */
const caller = (Account: string, role: string, session: string) => ({
  Account,
  Arn: `arn:aws:sts::${Account}:assumed-role/${role}/${session}`,
  UserId: expect.stringMatching(new RegExp(`^AROA[A-Z0-9]{17}:${session}$`)),
});

/** The parameters of each request as a form. */
const forms = () =>
  moto.requests().map((body) => {
    const { Version: _, ...params } = Object.fromEntries(new URLSearchParams(body));
    return params;
  });

const CHAIN = `[profile second]
role_arn = arn:aws:iam::222222222222:role/team/deployer
source_profile = first
role_session_name = deploy
[profile first]
role_arn = arn:aws:iam::111111111111:role/developer
source_profile = user
role_session_name = ada
external_id = partner-1
source_identity = ada
session_tags = Project=apollo,Team=web
transitive_session_tags = Team
duration_seconds = 7200
`;

test.skipIf(missing)('moto: AssumeRole with tags and an external id, and behind it', async () => {
  const { json } = await start(CHAIN);
  expect(await json('-j', 'first')).toEqual(roleSession('111111111111', 7200));
  expect(await json('-j', 'second')).toEqual(roleSession('222222222222', 3600));
  expect(await json('whoami', 'first', '--json')).toEqual(
    caller('111111111111', 'developer', 'ada'),
  );
  expect(await json('whoami', 'second', '--json')).toEqual(
    caller('222222222222', 'deployer', 'deploy'),
  );
  expect(forms()).toEqual([
    {
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::111111111111:role/developer',
      RoleSessionName: 'ada',
      DurationSeconds: '7200',
      'Tags.member.1.Key': 'Project',
      'Tags.member.1.Value': 'apollo',
      'Tags.member.2.Key': 'Team',
      'Tags.member.2.Value': 'web',
      'TransitiveTagKeys.member.1': 'Team',
      ExternalId: 'partner-1',
      SourceIdentity: 'ada',
    },
    {
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::222222222222:role/team/deployer',
      RoleSessionName: 'deploy',
    },
    { Action: 'GetCallerIdentity' },
    { Action: 'GetCallerIdentity' },
  ]);
});

test.skipIf(missing)('moto: GetSessionToken, and the user behind the keys', async () => {
  const config = `[profile mfa]
source_profile = user
mfa_serial = ${member.mfa.serial}
mfa_session = 12h
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
`;
  const { json } = await start(config);
  expect(await json('-j', '-t', '123456', 'mfa')).toEqual({
    Version: 1,
    // The key of every session of moto.
    AccessKeyId: member.accessKeyId,
    SecretAccessKey: expect.stringMatching(/^wJalrXUtnFEMI\/K7MDENG\/.*KEY$/),
    SessionToken: expect.stringMatching(/^AQoEXAMPLE[A-Za-z0-9/+=]+$/),
    Expiration: inSeconds(12 * 3600),
    AccountId: '000000000000',
  });
  expect(await json('whoami', 'user', '--json')).toEqual({
    Account: '123456789012',
    Arn: 'arn:aws:sts::123456789012:user/moto',
    // moto gives the id of an example key, which swrole does not print.
    UserId: 'AKIA…MPLE',
  });
  expect(forms()).toEqual([
    {
      Action: 'GetSessionToken',
      DurationSeconds: '43200',
      SerialNumber: member.mfa.serial,
      TokenCode: '123456',
    },
    { Action: 'GetCallerIdentity' },
  ]);
});

test.skipIf(missing)('moto: AssumeRoleWithWebIdentity', async () => {
  const config = `[profile pod]
role_arn = arn:aws:iam::333333333333:role/pod
role_session_name = pod
web_identity_token_file = ~/token
`;
  const { json } = await start(config, { token: 'eyJhbGciOiJub25lIn0.EXAMPLE.pod' });
  expect(await json('-j', 'pod')).toEqual(roleSession('333333333333', 3600));
  expect(await json('whoami', 'pod', '--json')).toEqual(caller('333333333333', 'pod', 'pod'));
  expect(forms()).toEqual([
    {
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: 'arn:aws:iam::333333333333:role/pod',
      RoleSessionName: 'pod',
      WebIdentityToken: 'eyJhbGciOiJub25lIn0.EXAMPLE.pod',
    },
    { Action: 'GetCallerIdentity' },
  ]);
});

/** Calls an operation of Cognito that needs credentials; moto finds the region in what they are for. */
async function cognito(operation: string, input: object) {
  const scope = `${member.accessKeyId}/20260101/eu-west-1/cognito-identity/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  };
  const answer = await fetch(moto.url, { method: 'POST', headers, body: JSON.stringify(input) });
  return answer.json() as Promise<{
    readonly IdentityPoolId: string;
    readonly Identities: readonly { readonly IdentityId: string }[];
  }>;
}

test.skipIf(missing)(
  'moto: an identity pool, for a guest and a user, and a role behind it',
  async () => {
    const { IdentityPoolId } = await cognito('CreateIdentityPool', {
      IdentityPoolName: 'example',
      AllowUnauthenticatedIdentities: true,
    });
    const config = `[profile guest]
cognito_identity_pool_id = ${IdentityPoolId}
[profile user-of-pool]
cognito_identity_pool_id = ${IdentityPoolId}
cognito_login_provider = accounts.google.com
cognito_login_token_file = ~/token
cognito_role_arn = arn:aws:iam::123456789012:role/chosen
[profile behind]
role_arn = arn:aws:iam::111111111111:role/reader
role_session_name = reader
source_profile = guest
`;
    const { json } = await start(config, { token: 'EXAMPLE-token' });
    // Every session of moto's pools has these keys, and lasts 90 s.
    const session = {
      Version: 1,
      AccessKeyId: 'TESTACCESSKEY12345',
      SecretAccessKey: 'ABCSECRETKEY',
      SessionToken: 'ABC12345',
      Expiration: inSeconds(90),
    };
    expect(await json('-j', 'guest')).toEqual(session);
    expect(await json('-j', 'user-of-pool')).toEqual({ ...session, AccountId: '123456789012' });
    expect(await json('-j', 'behind')).toEqual(roleSession('111111111111', 3600));
    const { Identities } = await cognito('ListIdentities', { IdentityPoolId, MaxResults: 10 });
    const [guest, user] = Identities.map(({ IdentityId }) => IdentityId);
    const Logins = { 'accounts.google.com': 'EXAMPLE-token' };
    const bodies = moto.requests();
    expect(bodies.slice(0, 4).map((body) => JSON.parse(body))).toEqual([
      { IdentityPoolId },
      { IdentityId: guest },
      { IdentityPoolId, Logins },
      { IdentityId: user, Logins, CustomRoleArn: 'arn:aws:iam::123456789012:role/chosen' },
    ]);
  },
);

const hasSaml = Object.values(keys)
  .flatMap((group) => Object.values<string>(group))
  .includes('saml_assertion_file');
if (!hasSaml) process.stderr.write('skipped: swrole has no saml_assertion_file\n');

const ATTRIBUTE = (name: string, value: string) =>
  `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;

test.skipIf(missing || !hasSaml)('moto: AssumeRoleWithSAML', async () => {
  const role = 'arn:aws:iam::444444444444:role/saml';
  const provider = 'arn:aws:iam::444444444444:saml-provider/example';
  const attributes = ATTRIBUTE('Role', `${role},${provider}`) + ATTRIBUTE('RoleSessionName', 'ada');
  const assertion = Buffer.from(
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Assertion><saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion></samlp:Response>`,
  ).toString('base64');
  const config = `[profile saml]
role_arn = ${role}
saml_provider_arn = ${provider}
saml_assertion_file = ~/assertion
`;
  const { json } = await start(config, { assertion });
  expect(await json('-j', 'saml')).toEqual(roleSession('444444444444', 3600));
  expect(forms()).toEqual([
    {
      Action: 'AssumeRoleWithSAML',
      RoleArn: role,
      PrincipalArn: provider,
      SAMLAssertion: assertion,
    },
  ]);
});

test.skipIf(missing)('moto: the role of a machine, and a role behind it', async () => {
  const config = `[profile behind]
role_arn = arn:aws:iam::111111111111:role/behind
role_session_name = behind
credential_source = Ec2InstanceMetadata
`;
  const { json } = await start(config, {}, { AWS_EC2_METADATA_SERVICE_ENDPOINT: moto.url });
  expect(await json('-j', 'behind')).toEqual(roleSession('111111111111', 3600));
  expect(forms().at(-1)).toEqual({
    Action: 'AssumeRole',
    RoleArn: 'arn:aws:iam::111111111111:role/behind',
    RoleSessionName: 'behind',
  });
});

test.skipIf(missing)('moto: GetFederationToken for the console of a user', async () => {
  const signin = await startAnswering(
    answering(200, JSON.stringify({ SigninToken: 'EXAMPLE-signin' }), 'application/json'),
  );
  const { swrole } = await start('', {}, { SWROLE_SIGNIN_URL: signin });
  const { stdout, ...rest } = await swrole('console', 'user', '--print');
  expect([rest, stdout]).toEqual([
    { exitCode: 0, signal: null, stderr: '' },
    expect.stringContaining('SigninToken=EXAMPLE-signin'),
  ]);
  expect(forms()).toEqual([
    {
      Action: 'GetFederationToken',
      Name: expect.any(String),
      Policy: expect.stringContaining('"Effect":"Allow"'),
    },
  ]);
});

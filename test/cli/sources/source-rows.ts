/** Every source of credentials, each with all that it needs; the table of `sources.test.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ADA,
  CHOSEN_ROLE,
  LOGINS,
  POOL,
  PROVIDER,
  poolsOf,
} from '../../support/cognito-stand-in/fixture.ts';
import { startCognitoStandIn } from '../../support/cognito-stand-in/server.ts';
import { commandLine } from '../../support/command-line.ts';
import { startContainerStandIn } from '../../support/container-stand-in/server.ts';
import { type Example, MEMBER_ARN, member } from '../../support/example-world.ts';
import { IMDS_REQUESTS, startImdsStandIn } from '../../support/imds-stand-in/server.ts';
import { SWROLE_PROGRAM } from '../../support/run-swrole.ts';
import { SAML_PROVIDER, samlResponse } from '../../support/saml-response.ts';
import { writeLoginToken } from '../../support/signin-stand-in/login-cache.ts';
import { startSigninStandIn } from '../../support/signin-stand-in/server.ts';
import { assignedRoleArn } from '../../support/sso-stand-in/assignment.ts';
import { SSO_REQUESTS, startSsoStandIn } from '../../support/sso-stand-in/server.ts';
import { writeSsoToken } from '../../support/sso-stand-in/token-cache.ts';
import { untilTestEnds } from '../../support/until-test-ends.ts';
import {
  ASSIGNMENT,
  MACHINE_SESSION,
  machineKeys,
  POOL_ROLE,
  pod,
  type Source,
  staff,
  WEB_TOKEN,
} from './source-world.ts';

/** A row: what it is called, and how it is made in a world that has STS and a home. */
export type SourceRow = readonly [string, (example: Example) => Source | Promise<Source>];

const KEY_ID = `aws_access_key_id = ${member.accessKeyId}\n`;
const SECRET = `aws_secret_access_key = ${member.secretAccessKey}\n`;
const POD_SESSION = (name: string) => `arn:aws:sts::222222222222:assumed-role/pod/${name}`;
const START_URL = 'https://example.awsapps.com/start';
const SSO_SESSION_ARN = assignedRoleArn(ASSIGNMENT)
  .replace(/:iam:(.*):role\/.*\//, ':sts:$1:assumed-role/')
  .concat('/ada');

const member_ = { identity: MEMBER_ARN };

/** A program that prints a Version 1 document, and a line of a file for each time it runs. */
function printing(example: Example, document: object) {
  const [program, runs] = ['source.mjs', 'source-runs'].map((name) =>
    join(example.home.path, name),
  );
  const text = JSON.stringify(JSON.stringify({ Version: 1, ...document }));
  const source = `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(runs)}, 'run\\n');
console.log(${text});
`;
  writeFileSync(program as string, source);
  writeFileSync(runs as string, '');
  return { command: commandLine([process.execPath, program as string]), runs: runs as string };
}

function linesOf(file: string): number {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}

async function instance(example: Example, version: 'v1' | 'v2'): Promise<Source> {
  const imds = untilTestEnds(
    await startImdsStandIn({
      issue: machineKeys(example),
      roleName: 'machine',
      ...(version === 'v1' ? { v1: 404 } : {}),
    }),
  );
  return {
    config: 'credential_source = Ec2InstanceMetadata\n',
    env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url },
    identity: MACHINE_SESSION,
    secrets: imds.secrets,
    given: () =>
      imds.calls.filter(({ target }) => IMDS_REQUESTS.credentials.test(`GET ${target}`)).length,
  };
}

async function container(
  example: Example,
  authorization: (token: string) => Record<string, string>,
  token?: string,
): Promise<Source> {
  const agent = untilTestEnds(
    await startContainerStandIn({ issue: machineKeys(example), ...(token ? { token } : {}) }),
  );
  return {
    config: 'credential_source = EcsContainer\n',
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.fullUri, ...authorization(token ?? '') },
    identity: MACHINE_SESSION,
    secrets: agent.secrets,
    given: () => agent.calls.length,
  };
}

function saml({ home }: Example, key: 'saml_process' | 'saml_assertion_file'): Source {
  const runs = join(home.path, 'saml-runs');
  const assertion = samlResponse({ roles: [`${staff.arn},${SAML_PROVIDER}`] });
  writeFileSync(join(home.path, 'assertion'), `${assertion}\n`);
  writeFileSync(runs, '');
  const isProcess = key === 'saml_process';
  const value = isProcess ? 'echo run >> ~/saml-runs; fold -w 76 ~/assertion' : '~/assertion';
  return {
    config: `role_arn = ${staff.arn}\n${key} = ${value}\n`,
    identity: 'arn:aws:sts::222222222222:assumed-role/staff/ada@example.com',
    secrets: [assertion],
    ...(isProcess ? { given: () => linesOf(runs), isKept: true } : {}),
  };
}

async function sso(
  example: Example,
  session: string | undefined,
  expiresIn: number,
): Promise<Source> {
  const issue = () =>
    example.standIn.issue({ roleArn: assignedRoleArn(ASSIGNMENT), sessionName: 'ada' });
  const portal = untilTestEnds(await startSsoStandIn({ assignments: [ASSIGNMENT], issue }));
  const token = portal.signIn(Date.now() + expiresIn);
  const key = { startUrl: START_URL, region: 'eu-west-1', ...(session ? { session } : {}) };
  await writeSsoToken(example.home.path, token, key);
  const signIn = `sso_start_url = ${START_URL}\nsso_region = eu-west-1\n`;
  const role = `sso_account_id = ${ASSIGNMENT.accountId}\nsso_role_name = ${ASSIGNMENT.roleName}\n`;
  return {
    config: session
      ? `${role}sso_session = ${session}\n[sso-session ${session}]\n${signIn}`
      : `${role}${signIn}`,
    env: { AWS_ENDPOINT_URL_SSO: portal.url, AWS_ENDPOINT_URL_SSO_OIDC: portal.url },
    identity: SSO_SESSION_ARN,
    secrets: portal.secrets,
    given: () =>
      portal.calls.filter(({ method, target }) =>
        SSO_REQUESTS.credentials.test(`${method} ${target}`),
      ).length,
    isKept: true,
    isRenewed: expiresIn < 0,
  };
}

async function login(example: Example, expiresIn?: number): Promise<Source> {
  const signin = untilTestEnds(await startSigninStandIn({ issue: machineKeys(example) }));
  const token = signin.signIn(expiresIn === undefined ? undefined : Date.now() + expiresIn);
  await writeLoginToken(example.home.path, token);
  return {
    config: `login_session = ${token.loginSession}\nregion = eu-west-1\n`,
    env: { AWS_ENDPOINT_URL_SIGNIN: signin.url },
    identity: MACHINE_SESSION,
    secrets: signin.secrets,
    ...(expiresIn !== undefined && { given: () => signin.calls.length, isKept: true }),
  };
}

/** An identity pool, and the lines of a profile below its id. */
async function cognito(example: Example, more: string, role = POOL_ROLE): Promise<Source> {
  const issue = (roleArn: string) =>
    example.standIn.issue({ roleArn, sessionName: 'CognitoIdentityCredentials' });
  const pools = poolsOf(POOL_ROLE);
  const service = untilTestEnds(await startCognitoStandIn({ pools, logins: LOGINS, issue }));
  return {
    config: `cognito_identity_pool_id = ${POOL}\n${more}`,
    env: { AWS_ENDPOINT_URL_COGNITO_IDENTITY: service.url },
    identity: `${role.replace(/:iam:(.*):role/, ':sts:$1:assumed-role')}/CognitoIdentityCredentials`,
    secrets: service.secrets,
    given: () => service.calls.length / 2,
    isKept: true,
  };
}

/** The lines of a profile with a login. */
const login_ = (token: string) => `cognito_login_provider = ${PROVIDER}\n${token}\n`;

/** A session of the instance's role, as another program would print it. */
function printedSession(example: Example, more: object = {}) {
  const { accessKeyId, secretAccessKey, session } = machineKeys(example)();
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: session.token,
    ...more,
  };
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** The table. */
export const SOURCE_ROWS: readonly SourceRow[] = [
  [
    'keys in the credentials file',
    () => ({ ...member_, config: '', credentials: `[base]\n${KEY_ID}${SECRET}` }),
  ],
  ['keys in the config file', () => ({ ...member_, config: KEY_ID + SECRET })],
  [
    'keys divided between both files',
    () => ({ ...member_, config: KEY_ID, credentials: `[base]\n${SECRET}` }),
  ],
  [
    'credential_source = Environment, keys of a user',
    () => ({
      ...member_,
      config: 'credential_source = Environment\n',
      env: {
        AWS_ACCESS_KEY_ID: member.accessKeyId,
        AWS_SECRET_ACCESS_KEY: member.secretAccessKey,
      },
    }),
  ],
  [
    'credential_source = Environment, a session',
    (example) => {
      const { accessKeyId, secretAccessKey, session } = machineKeys(example)();
      return {
        config: 'credential_source = Environment\n',
        identity: MACHINE_SESSION,
        env: {
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_SESSION_TOKEN: session.token,
          AWS_CREDENTIAL_EXPIRATION: inAnHour(),
        },
      };
    },
  ],
  [
    'credential_source = Environment, a web identity',
    ({ home }) => {
      const file = join(home.path, 'token');
      writeFileSync(file, WEB_TOKEN);
      return {
        config: 'credential_source = Environment\n',
        identity: POD_SESSION('pod-session'),
        secrets: [WEB_TOKEN],
        env: {
          AWS_WEB_IDENTITY_TOKEN_FILE: file,
          AWS_ROLE_ARN: pod.arn,
          AWS_ROLE_SESSION_NAME: 'pod-session',
        },
      };
    },
  ],
  ['credential_source = Ec2InstanceMetadata, version 2', (example) => instance(example, 'v2')],
  ['credential_source = Ec2InstanceMetadata, version 1', (example) => instance(example, 'v1')],
  ['credential_source = EcsContainer', (example) => container(example, () => ({}))],
  [
    'credential_source = EcsContainer, with a token',
    (example) =>
      container(
        example,
        (token) => ({ AWS_CONTAINER_AUTHORIZATION_TOKEN: token }),
        'EXAMPLE-token',
      ),
  ],
  [
    'credential_source = EcsContainer, with a token file that wins over a token',
    (example) =>
      container(
        example,
        (token) => {
          const file = join(example.home.path, 'agent-token');
          writeFileSync(file, `${token}\n`);
          return {
            AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
            AWS_CONTAINER_AUTHORIZATION_TOKEN: 'another',
          };
        },
        'EXAMPLE-token',
      ),
  ],
  [
    'web_identity_token_file',
    ({ home }) => {
      writeFileSync(join(home.path, 'token'), `${WEB_TOKEN}\n`);
      return {
        config: `role_arn = ${pod.arn}\nrole_session_name = pod\nweb_identity_token_file = ~/token\n`,
        identity: POD_SESSION('pod'),
        secrets: [WEB_TOKEN],
      };
    },
  ],
  [
    'web_identity_token_process',
    (example) => {
      const runs = join(example.home.path, 'token-runs');
      writeFileSync(runs, '');
      return {
        config: `role_arn = ${pod.arn}\nrole_session_name = pod\nweb_identity_token_process = echo run >> ~/token-runs; echo ' ${WEB_TOKEN} '\n`,
        identity: POD_SESSION('pod'),
        secrets: [WEB_TOKEN],
        given: () => linesOf(runs),
        isKept: true,
      };
    },
  ],
  ['saml_process', (example) => saml(example, 'saml_process')],
  ['saml_assertion_file', (example) => saml(example, 'saml_assertion_file')],
  ['sso_session', (example) => sso(example, 'work', 3_600_000)],
  ['sso_session, a token that must be renewed', (example) => sso(example, 'work', -1_000)],
  ['SSO without a session', (example) => sso(example, undefined, 3_600_000)],
  ['login_session', (example) => login(example)],
  ['login_session, a token that must be renewed', (example) => login(example, -1_000)],
  ['cognito_identity_pool_id, a guest', (example) => cognito(example, '')],
  [
    'cognito_identity_pool_id, a token file',
    (example) => {
      writeFileSync(join(example.home.path, 'id-token'), `${ADA}\n`);
      return cognito(example, login_('cognito_login_token_file = ~/id-token'));
    },
  ],
  [
    'cognito_identity_pool_id, a command and a role',
    (example) => {
      const print = commandLine([process.execPath, '-e', `console.log('${ADA}')`]);
      const lines = `cognito_login_process = ${print}\ncognito_role_arn = ${CHOSEN_ROLE}`;
      return cognito(example, login_(lines), CHOSEN_ROLE);
    },
  ],
  [
    'credential_process, with an end',
    (example) => {
      const { command, runs } = printing(
        example,
        printedSession(example, { Expiration: inAnHour() }),
      );
      return {
        config: `credential_process = ${command}\n`,
        identity: MACHINE_SESSION,
        given: () => linesOf(runs),
        isKept: true,
      };
    },
  ],
  [
    'credential_process, without an end',
    (example) => {
      const { command, runs } = printing(example, printedSession(example));
      return {
        config: `credential_process = ${command}\n`,
        identity: MACHINE_SESSION,
        given: () => linesOf(runs),
      };
    },
  ],
  [
    'credential_process, swrole for another profile',
    () => ({
      ...member_,
      config: `credential_process = ${commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'user'])}\n[profile user]\n${KEY_ID}${SECRET}`,
    }),
  ],
];

/** Identity pools that give nothing: one error with file, line and key. And what a login's command sees, and which host is asked. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answering, endless, startAnswering } from '../support/answering-server.ts';
import { cacheFiles } from '../support/cache-files.ts';
import {
  ADA,
  CHOSEN_ROLE,
  EXPIRED,
  GUEST_POOL,
  LOGINS,
  OTHER_PROVIDER,
  POOL,
  PROVIDER,
  poolsOf,
  USER_POOL,
} from '../support/cognito-stand-in/fixture.ts';
import { type CognitoStandIn, startCognitoStandIn } from '../support/cognito-stand-in/server.ts';
import { commandLine } from '../support/command-line.ts';
import { type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { screen } from '../support/screen.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { POOL_ROLE, reader } from './sources/source-world.ts';
import { ended, onTerminal } from './waiting/waiting-world.ts';

interface World {
  readonly example: Example;
  readonly cognito: CognitoStandIn;
  /** Runs swrole with these lines below `[profile x]`; the service's host is HOST in what it prints, and node is `node`. */
  run(
    lines: string,
    env?: Readonly<Record<string, string>>,
    args?: readonly string[],
  ): ReturnType<typeof runInProcess>;
}

async function start(): Promise<World> {
  const example = untilTestEnds(await startExample({ users: [member], roles: [reader] }));
  const { home, standIn } = example;
  const issue = (roleArn: string) => standIn.issue({ roleArn, sessionName: 'x' });
  const world = { pools: poolsOf(POOL_ROLE), logins: LOGINS, issue };
  const cognito = untilTestEnds(await startCognitoStandIn(world));
  writeFileSync(join(home.path, 'ada'), ADA);
  writeFileSync(join(home.path, 'expired'), EXPIRED);
  writeFileSync(join(home.path, 'other'), 'eyJhbGciOiJub25lIn0.EXAMPLE.other');
  return {
    example,
    cognito,
    run: async (lines, env = {}, args = ['-j', 'x']) => {
      await writeAwsFiles(home, { config: `[profile x]\n${lines}` });
      const host = { AWS_ENDPOINT_URL_COGNITO_IDENTITY: cognito.url };
      const result = await runInProcess(args, {
        env: { ...example.env, ...host, ...env },
        secrets: [...standIn.secrets, ...cognito.secrets],
        credentialsOnStdout: true,
      });
      const stderr = result.stderr
        .replaceAll(home.path, '~')
        .replaceAll(process.execPath, 'node')
        .replace(/127\.0\.0\.1:\d+/g, 'HOST');
      return { ...result, stderr };
    },
  };
}

const pool = (id: string) => `cognito_identity_pool_id = ${id}\n`;
const provider = (name: string = PROVIDER) => `cognito_login_provider = ${name}\n`;
const file = (name: string) => `cognito_login_token_file = ~/${name}\n`;
const node = (script: string, ...args: string[]) =>
  `cognito_login_process = ${commandLine([process.execPath, '-e', script, ...args])}\n`;
const role = (arn: string) => `cognito_role_arn = ${arn}\n`;

const UNKNOWN = POOL.replace(/1{12}/, '0'.repeat(12));
const AT = (line: number, key: string) => `error: ~/.aws/config:${line}: ${key} of profile 'x'`;
const FROM = (line: number, key: string) => `${AT(line, key)}: no credentials from Amazon Cognito:`;
const PROCESS = `${AT(4, 'cognito_login_process')} (node)`;

type Row = readonly [name: string, lines: string, exitCode: number, stderr: readonly string[]];

const ROWS: readonly Row[] = [
  [
    'the id of a user pool',
    pool('eu-west-1_EXAMPLE'),
    3,
    [
      `${AT(2, 'cognito_identity_pool_id')} must be the id of an identity pool (not of a user pool), such as us-east-1:12345678-90ab-cdef-1234-567890abcdef, not 'eu-west-1_EXAMPLE'`,
    ],
  ],
  [
    'a pool without a region',
    pool(POOL.replace('eu-west-1', '')),
    3,
    [
      `${AT(2, 'cognito_identity_pool_id')} must be the id of an identity pool (not of a user pool), such as us-east-1:12345678-90ab-cdef-1234-567890abcdef, not (37 characters, not shown)`,
    ],
  ],
  [
    'a provider with its scheme',
    pool(POOL) + provider(`https://${PROVIDER}`) + file('ada'),
    3,
    [
      `${AT(3, 'cognito_login_provider')} must be the name that the pool has for the provider, without https://, such as accounts.google.com or cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE, not 'https://${PROVIDER}'`,
    ],
  ],
  [
    'a provider without a token',
    pool(POOL) + provider(),
    3,
    [
      "error: ~/.aws/config:3: profile 'x' has cognito_login_provider, but no cognito_login_token_file or cognito_login_process",
      "hint: add cognito_login_token_file or cognito_login_process to profile 'x'",
    ],
  ],
  [
    'a token without a provider',
    pool(POOL) + node(''),
    3,
    [
      "error: ~/.aws/config:3: profile 'x' has cognito_login_process, but no cognito_login_provider",
      "hint: add cognito_login_provider to profile 'x'",
    ],
  ],
  [
    'a file beside a command',
    pool(POOL) + provider() + file('ada') + node(''),
    3,
    [
      `${AT(5, 'cognito_login_process')} cannot be combined with cognito_login_token_file`,
      "hint: remove cognito_login_process from profile 'x'",
    ],
  ],
  [
    'a role for a guest',
    pool(POOL) + role(CHOSEN_ROLE),
    3,
    [
      "error: ~/.aws/config:3: profile 'x' has cognito_role_arn, but no cognito_login_provider",
      "hint: add cognito_login_provider to profile 'x'",
    ],
  ],
  [
    'a role that is no ARN',
    pool(POOL) + provider() + file('ada') + role('admin'),
    3,
    [
      `${AT(5, 'cognito_role_arn')} must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'admin'`,
    ],
  ],
  [
    'keys without a pool',
    provider() + file('ada'),
    3,
    [
      "error: ~/.aws/config:2: profile 'x' has cognito_login_provider, but no cognito_identity_pool_id",
      "hint: add cognito_identity_pool_id to profile 'x'",
    ],
  ],
  [
    'a role of STS in the same profile',
    `role_arn = ${reader.arn}\n${pool(POOL)}`,
    3,
    [
      "error: ~/.aws/config:2: profile 'x' has role_arn and cognito_identity_pool_id, but no source_profile",
      'hint: move role_arn to a profile of its own, with source_profile = x',
    ],
  ],
  [
    'an unknown pool',
    pool(UNKNOWN),
    5,
    [
      `${FROM(2, 'cognito_identity_pool_id')} there is no such identity pool in eu-west-1`,
      'hint: the Cognito console shows the ids of the identity pools of a region',
    ],
  ],
  [
    'a guest where none may come',
    pool(USER_POOL),
    5,
    [
      `${FROM(2, 'cognito_identity_pool_id')} the pool takes no guests`,
      "hint: add cognito_login_provider and cognito_login_token_file to profile 'x', or allow guest access in the pool",
    ],
  ],
  [
    'a pool without a role for its users',
    pool(USER_POOL) + provider() + file('ada'),
    5,
    [
      `${FROM(2, 'cognito_identity_pool_id')} Invalid identity pool configuration. Check assigned IAM roles for this pool.`,
    ],
  ],
  [
    'a pool without providers',
    pool(GUEST_POOL) + provider() + file('ada'),
    5,
    [
      `${FROM(3, 'cognito_login_provider')} Logins don't match. Please include at least one valid login for this identity or identity pool. (${PROVIDER})`,
    ],
  ],
  [
    'a provider that the pool does not have',
    pool(USER_POOL) + provider(OTHER_PROVIDER) + file('ada'),
    5,
    [
      `${FROM(3, 'cognito_login_provider')} Token is not from a supported provider of this identity pool. (${OTHER_PROVIDER})`,
    ],
  ],
  [
    'a token of another provider',
    pool(POOL) + provider(OTHER_PROVIDER) + file('ada'),
    5,
    [
      `${FROM(3, 'cognito_login_provider')} Invalid login token. Issuer doesn't match providerName (${OTHER_PROVIDER})`,
    ],
  ],
  [
    'a refused token in a file',
    pool(POOL) + provider() + file('other'),
    5,
    [`${FROM(4, 'cognito_login_token_file')} Invalid login token. Couldn't verify signed token.`],
  ],
  [
    'a refused token of a command',
    pool(POOL) + provider() + node("console.log('EXAMPLE')"),
    5,
    [`${FROM(4, 'cognito_login_process')} Invalid login token. Couldn't verify signed token.`],
  ],
  [
    'an expired token',
    pool(POOL) + provider() + file('expired'),
    5,
    [
      `${FROM(4, 'cognito_login_token_file')} the login token has expired`,
      "hint: whatever gives profile 'x' its token must renew it",
    ],
  ],
  [
    'a role that the token does not allow',
    pool(POOL) + provider() + file('ada') + role(POOL_ROLE),
    5,
    [
      `${FROM(5, 'cognito_role_arn')} the login may not use ${POOL_ROLE}`,
      "hint: name a role of the token's claim cognito:roles, or remove cognito_role_arn from profile 'x'",
    ],
  ],
  [
    'a token file that is not there',
    pool(POOL) + provider() + file('nowhere'),
    5,
    [
      `${AT(4, 'cognito_login_token_file')}: cannot read ~/nowhere: it does not exist (ENOENT)`,
      "hint: whatever gives profile 'x' its token must write it there first",
    ],
  ],
  [
    'a command that fails',
    pool(POOL) + provider() + node("console.error('not logged in'); process.exit(3)"),
    5,
    [`${PROCESS} failed: exit status 3: not logged in`],
  ],
  [
    'a command that prints nothing',
    pool(POOL) + provider() + node(''),
    5,
    [`${PROCESS}: its output is empty`],
  ],
  [
    'a command that prints two words',
    pool(POOL) + provider() + node("console.log('id token')"),
    5,
    [`${PROCESS}: its output is not one token: there is white space in it`],
  ],
  [
    'a command that prints without an end',
    pool(POOL) + provider() + node("for (;;) require('fs').writeSync(1, 'x'.repeat(4096))"),
    5,
    [`${PROCESS}: its output is longer than 65536 bytes, which is the limit`],
  ],
];

test.each(ROWS)('an identity pool gives nothing: %s', async (_, lines, exitCode, stderr) => {
  const { run, example } = await start();
  expect(await run(lines)).toEqual({
    exitCode,
    signal: null,
    stdout: '',
    stderr: stderr.map((line) => `swrole: ${line}\n`).join(''),
  });
  expect(example.standIn.calls).toEqual([]);
});

const JSON_11 = 'application/x-amz-json-1.1';
const NOTHING_FROM =
  "~/.aws/config:2: cognito_identity_pool_id of profile 'x': no credentials from";

test.each([
  ['text that is no JSON', answering(200, '<html>', JSON_11), 'what it gave is no JSON'],
  [
    'an endless text',
    endless('{"a": "', { 'content-type': JSON_11 }),
    'the answer is longer than 1 MiB',
  ],
  [
    'no identity',
    answering(200, '{}', JSON_11),
    'Response from Amazon Cognito contained no identity ID',
  ],
  [
    'an identity instead of credentials',
    answering(200, `{"IdentityId": "${POOL}"}`, JSON_11),
    'Response from Amazon Cognito contained no credentials',
  ],
  [
    'credentials without a token',
    answering(
      200,
      `{"IdentityId": "${POOL}", "Credentials": {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretKey": "EXAMPLE"}}`,
      JSON_11,
    ),
    'its answer has no session token, or no expiration',
  ],
  [
    'too many requests',
    answering(400, '{"__type": "TooManyRequestsException", "message": "Rate exceeded"}', JSON_11),
    'Rate exceeded',
  ],
  ['a server error', answering(500, '', JSON_11), 'an error of the service'],
])('a service that answers with %s gives no credentials', async (_, answer, reason) => {
  const { run } = await start();
  const url = await startAnswering(answer);
  expect(await run(pool(POOL), { AWS_ENDPOINT_URL_COGNITO_IDENTITY: url })).toEqual({
    exitCode: 5,
    signal: null,
    stdout: '',
    stderr: `swrole: error: ${NOTHING_FROM} Amazon Cognito: ${reason}\n`,
  });
});

test('a service that is not there, or does not answer, gives no credentials', async () => {
  const { run, cognito } = await start();
  const refused = await run(pool(POOL), {
    AWS_ENDPOINT_URL_COGNITO_IDENTITY: 'http://127.0.0.1:9',
  });
  cognito.failNext({ kind: 'hang' }, Number.POSITIVE_INFINITY);
  const late = await run(pool(POOL), { AWS_MAX_ATTEMPTS: '1' });
  expect([refused.exitCode, refused.stderr, late.exitCode, late.stderr]).toEqual([
    5,
    `swrole: error: ${NOTHING_FROM} Amazon Cognito: connect ECONNREFUSED HOST\n`,
    5,
    `swrole: error: ${NOTHING_FROM} Amazon Cognito: no answer in time\n`,
  ]);
});

test('the command of a login sees no AWS identity and knows the profile', async () => {
  const { run, example } = await start();
  const log = join(example.home.path, 'seen');
  const names = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_ROLE_ARN', 'AWS_REGION', 'TEAM'];
  const seen = [...names, 'SWROLE_PROFILE', 'SWROLE_ACTIVE'];
  const script = `require('fs').appendFileSync(${JSON.stringify(log)}, ${JSON.stringify(seen)}.map((name) => process.env[name] ?? '-').join(' ') + '\\n'); console.log('${ADA}')`;
  const env = Object.fromEntries(names.map((name) => [name, 'eu-west-1']));
  const base = pool(POOL) + provider() + node(script);
  const one = `[profile one]\nrole_arn = ${reader.arn}\nsource_profile = x\n`;
  expect(await run(base + one, env, ['-j', 'one'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readFileSync(log, 'utf8')).toBe('- - - eu-west-1 eu-west-1 x one,x\n');
});

test('neither the token of a login nor the id of the identity is stored', async () => {
  const { run, example, cognito } = await start();
  expect(await run(pool(POOL) + provider() + file('ada'))).toMatchObject({ exitCode: 0 });
  const identity = JSON.parse(cognito.calls[1]?.body ?? '').IdentityId;
  const stored = Object.entries(cacheFiles(example.home.cacheDir));
  expect(stored.map(([name]) => name.split('/')[0])).toEqual(['answers', 'sessions']);
  expect(identity).toMatch(/^eu-west-1:/);
  expect(stored.filter(([, text]) => text.includes(ADA) || text.includes(identity))).toEqual([]);
});

test('the command of a login has the terminal', async () => {
  const { example, cognito } = await start();
  const script = "printf 'touch your key' >&2; read line; echo $line";
  const lines = `${pool(POOL)}${provider()}cognito_login_process = ${script}\n`;
  await writeAwsFiles(example.home, { config: `[profile x]\n${lines}` });
  const env = { AWS_ENDPOINT_URL_COGNITO_IDENTITY: cognito.url };
  const pty = onTerminal(example, ['login', 'x'], { env });
  await pty.waitFor('touch your key');
  pty.write(`${ADA}\r`);
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expect(screen(pty.raw(), 120).slice(-2)).toEqual(ended('x'));
});

test('a login is asked for again when a variable in the line of its command changes', async () => {
  const { run, cognito } = await start();
  const lines =
    pool(POOL) + provider() + node(`console.log('${ADA}')`, '$TEAM').replace("'$TEAM'", '"$TEAM"');
  for (const TEAM of ['red', 'red', 'blue', 'red'])
    expect(await run(lines, { TEAM })).toMatchObject({ exitCode: 0, stderr: '' });
  expect(cognito.operations().filter((name) => name === 'GetId')).toHaveLength(2);
});

test('a command of a login that leads back to its profile is refused', async () => {
  const { run } = await start();
  const itself = commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'x']);
  const lines = `${pool(POOL)}${provider()}cognito_login_process = ${itself}\n`;
  expect(await run(lines)).toEqual({
    exitCode: 5,
    signal: null,
    stdout: '',
    stderr: `swrole: ${PROCESS} failed: exit status 3: swrole was started to get what is waiting for it: x -> x\nswrole: hint: generate_token and credential_process must not lead back to the profile that runs them\n`,
  });
});

test.each([
  ['the variable of all services', { AWS_ENDPOINT_URL: 'URL' }, ''],
  ['endpoint_url', {}, 'endpoint_url = URL\n'],
  [
    'a services section',
    {},
    'services = here\n[services here]\ncognito_identity =\n  endpoint_url = URL\n',
  ],
])('the host of the service comes from %s', async (_, variables, lines) => {
  const { run, cognito } = await start();
  const withUrl = (text: string) => text.replace('URL', cognito.url);
  const env = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, withUrl(value)]),
  );
  const own = { AWS_ENDPOINT_URL_COGNITO_IDENTITY: '' };
  const region = 'region = us-west-2\n';
  const result = await run(pool(POOL) + region + withUrl(lines), { ...own, ...env });
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  expect(cognito.operations()).toEqual(['GetId', 'GetCredentialsForIdentity']);
});

test('--debug shows each call, and no token', async () => {
  const { run } = await start();
  const lines = pool(POOL) + provider() + file('ada');
  const { stderr } = await run(lines, {}, ['-j', 'x', '--debug']);
  const told = stderr.split('\n').filter((line) => /source:|Cognito/.test(line));
  expect(told.map((line) => line.replace(/ in \d+ ms$/, ''))).toEqual([
    `swrole: debug: source: Cognito identity pool ${POOL}, login of ${PROVIDER}, of profile 'x'`,
    'swrole: debug: Cognito GetId at HOST (eu-west-1), attempt 1: HTTP 200',
    'swrole: debug: Cognito GetCredentialsForIdentity at HOST (eu-west-1), attempt 2: HTTP 200',
  ]);
});

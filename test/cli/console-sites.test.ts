/** The sign-in hosts of each partition: the real host names, through a proxy that takes the part of each of them. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Example, member, startExample } from '../support/example-world.ts';
import {
  type FederationStandIn,
  startFederationStandIn,
} from '../support/federation-stand-in/server.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type Authority, makeAuthority } from '../support/tls-proxy/authority.ts';
import { startTlsProxy, type TlsProxy, type TlsProxyOptions } from '../support/tls-proxy/server.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

let authority: Authority;
beforeAll(() => {
  authority = makeAuthority();
});

interface World {
  readonly example: Example;
  readonly federation: FederationStandIn;
  readonly proxy: TlsProxy;
  readonly bundle: string;
}

/** STS, and the sign-in service of a partition behind a proxy. */
async function start(
  partition: string,
  consoleHost: string,
  options: Partial<TlsProxyOptions> = {},
): Promise<World> {
  const user = { ...member, partition };
  const arn = `arn:${partition}:iam::111111111111:role/A`;
  const roles = [{ arn, trusts: [`arn:${partition}:iam::000000000000:user/member`] }];
  const example = untilTestEnds(await startExample({ users: [user], roles }));
  const profile = `[profile a]\nrole_arn = ${arn}\nsource_profile = my-company\nrole_session_name = ada\n`;
  await appendFile(example.home.configFile, profile);
  const federation = untilTestEnds(
    await startFederationStandIn({ sts: example.standIn, consoleHost }),
  );
  const upstream = federation.url;
  const proxy = untilTestEnds(await startTlsProxy({ authority, upstream, ...options }));
  const bundle = join(example.home.path, 'authority.pem');
  await authority.writeTo(bundle);
  return { example, federation, proxy, bundle };
}

function swrole(
  { example, proxy, bundle }: World,
  flags: readonly string[] = [],
  env: object = {},
) {
  return runInProcess(['console', 'a', '--print', ...flags], {
    env: { ...example.env, HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: bundle, ...env },
    secrets: [...example.standIn.secrets, ...proxy.secrets],
  });
}

test.each([
  ['aws', 'signin.aws.amazon.com', 'console.aws.amazon.com', {}],
  ['aws-cn', 'signin.amazonaws.cn', 'console.amazonaws.cn', {}],
  ['aws-us-gov', 'signin.amazonaws-us-gov.com', 'console.amazonaws-us-gov.com', {}],
  ['aws-eusc', 'signin.example.eu', 'console.example.eu', { url: 'https://signin.example.eu' }],
  [
    'aws-iso',
    'us-iso-east-1.signin.example.gov',
    'console.example.gov',
    { url: 'https://us-iso-east-1.signin.example.gov/' },
  ],
  [
    'aws, a sign-in host of a region',
    'eu-west-1.signin.aws.amazon.com',
    'console.aws.amazon.com',
    { url: 'https://eu-west-1.signin.aws.amazon.com' },
  ],
])('%s: %s', async (name, signIn, consoleHost, { url }: { url?: string }) => {
  const partition = name.split(',')[0] ?? '';
  const world = await start(partition, consoleHost);
  const env = url === undefined ? {} : { SWROLE_SIGNIN_URL: url };
  const result = await swrole(world, ['--service', 's3'], env);
  expect([result.exitCode, result.stderr]).toEqual([0, '']);
  expect(world.proxy.requests.map(({ target }) => target)).toEqual([`${signIn}:443`]);
  const { origin, pathname, search } = new URL(result.stdout);
  expect(origin + pathname).toBe(`https://${signIn}/federation`);
  const { headers } = await fetch(`${world.federation.url}/federation${search}`, {
    redirect: 'manual',
  });
  expect([headers.get('x-signed-in-as'), headers.get('location')]).toEqual([
    `arn:${partition}:sts::111111111111:assumed-role/A/ada`,
    `https://${consoleHost}/s3/home`,
  ]);
});

test('swrole asks for the sign-in host of an unknown partition before it calls anything', async () => {
  const world = await start('aws-eusc', 'console.example.eu');
  expect(await swrole(world)).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '',
    stderr: `swrole: error: swrole does not know the sign-in host of partition aws-eusc
swrole: hint: set SWROLE_SIGNIN_URL to the https URL of its sign-in host, which begins with signin.
`,
  });
  expect([world.example.standIn.calls, world.proxy.requests]).toEqual([[], []]);
});

describe('the way to the sign-in host', () => {
  const HOST = 'console.aws.amazon.com';
  const UNREACHABLE =
    'swrole: hint: check the network, HTTPS_PROXY, NO_PROXY and SWROLE_SIGNIN_URL\n';

  test('the request for the console is not redirected to another host', async () => {
    const leaf = () => authority.leaf('example.org');
    const world = await start('aws', HOST, { leaf });
    const { exitCode, stderr } = await swrole(world);
    expect(exitCode).toBe(5);
    expect(stderr).toContain('cannot reach signin.aws.amazon.com: Hostname/IP does not match');
    expect(world.federation.calls).toEqual([]);
  });

  test('the console trusts only the authorities of AWS_CA_BUNDLE', async () => {
    const world = await start('aws', HOST);
    const { exitCode, stderr } = await swrole(world, [], { AWS_CA_BUNDLE: '' });
    expect([exitCode, stderr]).toEqual([
      5,
      `swrole: error: cannot reach signin.aws.amazon.com: unable to verify the first certificate\n${UNREACHABLE}`,
    ]);
  });

  test("the console fails where the proxy fails, and the proxy's password is not shown", async () => {
    const world = await start('aws', HOST, { credentials: 'me:hunter2', connect: 'refuse' });
    const { exitCode, stderr } = await swrole(world);
    expect([exitCode, stderr.replace(/127\.0\.0\.1:\d+/, 'PROXY')]).toEqual([
      5,
      `swrole: error: cannot reach signin.aws.amazon.com: proxy PROXY answered 502 Bad Gateway\n${UNREACHABLE}`,
    ]);
  });
});

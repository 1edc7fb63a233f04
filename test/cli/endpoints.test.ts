/**
 * Every rule of where a call goes: the built program with the real host names, through a proxy that takes the part of each
 * of them. The proxy's certificates are of an authority that only `AWS_CA_BUNDLE` knows.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { type Authority, makeAuthority } from '../support/tls-proxy/authority.ts';
import { startTlsProxy, type TlsProxy, type TlsProxyOptions } from '../support/tls-proxy/server.ts';
import { startTlsFront } from '../support/tls-proxy/tls-front.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

let authority: Authority;
beforeAll(() => {
  authority = makeAuthority();
});

interface World {
  readonly example: Example;
  readonly proxy: TlsProxy;
  readonly bundle: string;
}

/** STS of a partition behind a proxy. */
async function start(partition: string, options: Partial<TlsProxyOptions> = {}): Promise<World> {
  const user = { ...member, partition };
  const trusts = [`arn:${partition}:iam::000000000000:user/member`];
  const [first, second] = [roleArn('A', partition), roleArn('B', partition)];
  const roles = [
    { arn: first, trusts },
    { arn: second, trusts: [first] },
  ];
  const example = untilTestEnds(await startExample({ users: [user], roles }));
  const upstream = example.standIn.url;
  const proxy = untilTestEnds(await startTlsProxy({ authority, upstream, ...options }));
  const bundle = join(example.home.path, 'authority.pem');
  await authority.writeTo(bundle);
  return { example, proxy, bundle };
}

function roleArn(name: string, partition: string): string {
  return `arn:${partition}:iam::111111111111:role/${name}`;
}

/** Profile `a`, a role behind keys, with more lines. */
function configOf(partition: string, lines: string): string {
  return `[profile a]
role_arn = ${roleArn('A', partition)}
source_profile = keys
${lines}[profile keys]
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
`;
}

/** Runs with an environment of nothing but what is given; the URL of the stand-in is not among it. */
async function run(
  { example, proxy }: World,
  { config, env = {}, profile = 'a' }: { config: string; env?: object; profile?: string },
) {
  await writeAwsFiles(example.home, { config });
  const { HOME = '', PATH = '' } = example.env;
  const result = await runInProcess(['-j', profile], {
    env: { HOME, PATH, ...env },
    secrets: [...example.standIn.secrets, ...proxy.secrets],
    credentialsOnStdout: true,
  });
  return { ...result, stderr: result.stderr.replace(/(localhost|127\.0\.0\.1):\d+/g, 'HOST') };
}

type Row = readonly [
  rule: string,
  given: { readonly partition?: string; readonly lines?: string; readonly env?: object },
  host: string,
  region: string,
];

const LEGACY = 'sts_regional_endpoints = legacy\n';
const SERVICES = `services = local
endpoint_url = https://profile.example/
[services local]
sts =
  endpoint_url = https://services.example/
`;
const ONE = {
  AWS_ENDPOINT_URL_STS: 'https://one.example/',
  AWS_ENDPOINT_URL: 'https://all.example/',
};
const BOTH = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' };

const RULES: readonly Row[] = [
  [
    "the profile's region",
    { lines: 'region = eu-west-1\n', env: { AWS_REGION: 'eu-west-2' } },
    'sts.eu-west-1.amazonaws.com',
    'eu-west-1',
  ],
  [
    'AWS_REGION',
    { env: { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' } },
    'sts.eu-west-2.amazonaws.com',
    'eu-west-2',
  ],
  [
    'AWS_DEFAULT_REGION',
    { env: { AWS_DEFAULT_REGION: 'eu-west-3' } },
    'sts.eu-west-3.amazonaws.com',
    'eu-west-3',
  ],
  ['no region', {}, 'sts.us-east-1.amazonaws.com', 'us-east-1'],
  [
    'a region that is new',
    { lines: 'region = mars-north-1\n' },
    'sts.mars-north-1.amazonaws.com',
    'mars-north-1',
  ],
  ['aws-global', { lines: 'region = aws-global\n' }, 'sts.amazonaws.com', 'us-east-1'],
  ['aws-cn', { partition: 'aws-cn' }, 'sts.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  [
    'aws-cn, another region of it',
    { partition: 'aws-cn', lines: 'region = cn-northwest-1\n' },
    'sts.cn-northwest-1.amazonaws.com.cn',
    'cn-northwest-1',
  ],
  [
    'aws-cn, a region of another partition in the environment',
    { partition: 'aws-cn', env: { AWS_REGION: 'eu-west-1' } },
    'sts.cn-north-1.amazonaws.com.cn',
    'cn-north-1',
  ],
  ['aws-us-gov', { partition: 'aws-us-gov' }, 'sts.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  [
    'aws-us-gov, FIPS',
    { partition: 'aws-us-gov', lines: 'use_fips_endpoint = true\n' },
    'sts.us-gov-west-1.amazonaws.com',
    'us-gov-west-1',
  ],
  ['aws-eusc', { partition: 'aws-eusc' }, 'sts.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  ['aws-iso', { partition: 'aws-iso' }, 'sts.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
  ['aws-iso-b', { partition: 'aws-iso-b' }, 'sts.us-isob-east-1.sc2s.sgov.gov', 'us-isob-east-1'],
  ['aws-iso-e', { partition: 'aws-iso-e' }, 'sts.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1'],
  [
    'aws-iso-f',
    { partition: 'aws-iso-f' },
    'sts.us-isof-south-1.csp.hci.ic.gov',
    'us-isof-south-1',
  ],
  [
    'FIPS',
    { lines: 'use_fips_endpoint = true\n' },
    'sts-fips.us-east-1.amazonaws.com',
    'us-east-1',
  ],
  [
    'FIPS by the environment',
    { env: { AWS_USE_FIPS_ENDPOINT: 'true' } },
    'sts-fips.us-east-1.amazonaws.com',
    'us-east-1',
  ],
  [
    'FIPS: the environment comes before the profile',
    { lines: 'use_fips_endpoint = true\n', env: { AWS_USE_FIPS_ENDPOINT: 'false' } },
    'sts.us-east-1.amazonaws.com',
    'us-east-1',
  ],
  [
    'dual-stack',
    { lines: 'use_dualstack_endpoint = true\n' },
    'sts.us-east-1.api.aws',
    'us-east-1',
  ],
  ['FIPS and dual-stack', { env: BOTH }, 'sts-fips.us-east-1.api.aws', 'us-east-1'],
  [
    'legacy, an old region',
    { lines: `${LEGACY}region = eu-west-1\n` },
    'sts.amazonaws.com',
    'us-east-1',
  ],
  [
    'legacy, a region that is not old',
    { lines: `${LEGACY}region = ap-east-1\n` },
    'sts.ap-east-1.amazonaws.com',
    'ap-east-1',
  ],
  [
    'legacy by the environment',
    { lines: 'region = eu-west-1\n', env: { AWS_STS_REGIONAL_ENDPOINTS: 'legacy' } },
    'sts.amazonaws.com',
    'us-east-1',
  ],
  [
    'regional by the environment',
    { lines: `${LEGACY}region = eu-west-1\n`, env: { AWS_STS_REGIONAL_ENDPOINTS: 'regional' } },
    'sts.eu-west-1.amazonaws.com',
    'eu-west-1',
  ],
  ['AWS_ENDPOINT_URL_STS comes first', { lines: SERVICES, env: ONE }, 'one.example', 'us-east-1'],
  [
    'then AWS_ENDPOINT_URL',
    { lines: SERVICES, env: { AWS_ENDPOINT_URL: ONE.AWS_ENDPOINT_URL } },
    'all.example',
    'us-east-1',
  ],
  ['then the [services] section', { lines: SERVICES }, 'services.example', 'us-east-1'],
  [
    'then endpoint_url',
    { lines: 'endpoint_url = https://profile.example/\n' },
    'profile.example',
    'us-east-1',
  ],
  [
    'a URL is called as it is where FIPS is wanted',
    { env: { ...ONE, ...BOTH } },
    'one.example',
    'us-east-1',
  ],
  [
    'ignore_configured_endpoint_urls',
    { lines: `ignore_configured_endpoint_urls = true\n${SERVICES}`, env: ONE },
    'sts.us-east-1.amazonaws.com',
    'us-east-1',
  ],
  [
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    { lines: SERVICES, env: { ...ONE, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } },
    'sts.us-east-1.amazonaws.com',
    'us-east-1',
  ],
];

describe('the host that is called, and the region in the signature', () => {
  test.each(RULES)(
    'the called host and the signed region are right for %s',
    async (_, { partition = 'aws', lines = '', env = {} }, host, region) => {
      const world = await start(partition);
      const network = { HTTPS_PROXY: world.proxy.url, AWS_CA_BUNDLE: world.bundle };
      const result = await run(world, {
        config: configOf(partition, lines),
        env: { ...network, ...env },
      });
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      expect(world.proxy.requests).toEqual([
        { method: 'CONNECT', target: `${host}:443`, isAdmitted: true },
      ]);
      expect(world.example.standIn.calls).toMatchObject([
        { action: 'AssumeRole', host, region, status: 200 },
      ]);
    },
  );

  test('a role behind a role uses the host of the requested profile where its own profile names none', async () => {
    const world = await start('aws');
    const config = `[profile b]\nrole_arn = ${roleArn('B', 'aws')}\nsource_profile = a\nuse_fips_endpoint = true\nca_bundle = ${world.bundle}\n${configOf('aws', 'region = us-west-2\n')}`;
    const result = await run(world, {
      config,
      env: { HTTPS_PROXY: world.proxy.url },
      profile: 'b',
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(world.example.standIn.calls.map(({ host }) => host)).toEqual([
      'sts-fips.us-west-2.amazonaws.com',
      'sts-fips.us-east-1.amazonaws.com',
    ]);
  });
});

describe('the way to the host', () => {
  test.each<[string, (world: World) => object]>([
    ['HTTPS_PROXY', ({ proxy }) => ({ HTTPS_PROXY: proxy.url })],
    [
      'https_proxy, before HTTPS_PROXY',
      ({ proxy }) => ({ https_proxy: proxy.url, HTTPS_PROXY: 'http://127.0.0.1:9' }),
    ],
    [
      'a NO_PROXY of other hosts',
      ({ proxy }) => ({ HTTPS_PROXY: proxy.url, NO_PROXY: 'example.com,.internal' }),
    ],
  ])('the way to the host obeys %s', async (_, env) => {
    const world = await start('aws');
    const result = await run(world, {
      config: configOf('aws', `ca_bundle = ${world.bundle}\n`),
      env: env(world),
    });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(world.proxy.requests).toHaveLength(1);
  });

  test('a proxy gets the password of its URL', async () => {
    const world = await start('aws', { credentials: 'ada:p@ss:word' });
    const env = { HTTPS_PROXY: world.proxy.url, AWS_CA_BUNDLE: world.bundle };
    expect(await run(world, { config: configOf('aws', ''), env })).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  test.each(['NO_PROXY', 'no_proxy'])(
    '%s, and an https endpoint of this machine',
    async (variable) => {
      const world = await start('aws');
      const front = untilTestEnds(
        await startTlsFront(authority.leaf('localhost'), world.example.standIn.url),
      );
      const env = {
        HTTPS_PROXY: 'http://127.0.0.1:9',
        [variable]: 'localhost',
        AWS_CA_BUNDLE: world.bundle,
        AWS_ENDPOINT_URL_STS: front.url,
      };
      expect(await run(world, { config: configOf('aws', ''), env })).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
      expect(world.example.standIn.calls).toHaveLength(1);
    },
  );

  test.each(['HTTP_PROXY', 'http_proxy'])(
    '%s, for a plain endpoint of this machine',
    async (variable) => {
      const world = await start('aws');
      const env = { [variable]: world.proxy.url, AWS_ENDPOINT_URL_STS: world.example.standIn.url };
      expect(await run(world, { config: configOf('aws', ''), env })).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
      const target = `${world.example.standIn.url}/`;
      expect(world.proxy.requests).toEqual([{ method: 'POST', target, isAdmitted: true }]);
    },
  );
});

/** A call that cannot be made: the options of the proxy, the environment, and what is said. */
type Refused = readonly [
  string,
  Partial<TlsProxyOptions>,
  (world: World) => { readonly env: object; readonly lines?: string },
  exitCode: number,
  stderr: readonly string[],
];

const UNREACHABLE = (reason: string) => [
  `error: cannot reach sts (us-east-1) for AssumeRole ${roleArn('A', 'aws')}: ${reason}`,
  'hint: check the network, HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL_STS; whatever is cached stays',
];
const through = ({ proxy, bundle }: World) => ({
  env: { HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: bundle },
});

describe('a host that cannot be trusted or reached is an error, and no call arrives', () => {
  test.each<Refused>([
    [
      'an unknown authority',
      {},
      ({ proxy }) => ({ env: { HTTPS_PROXY: proxy.url } }),
      5,
      UNREACHABLE('unable to verify the first certificate'),
    ],
    [
      'verification switched off in node',
      {},
      ({ proxy }) => ({ env: { HTTPS_PROXY: proxy.url, NODE_TLS_REJECT_UNAUTHORIZED: '0' } }),
      5,
      UNREACHABLE('unable to verify the first certificate'),
    ],
    [
      'a certificate of another host',
      { leaf: () => authority.leaf('evil.example') },
      through,
      5,
      UNREACHABLE(
        "Hostname/IP does not match certificate's altnames: Host: sts.us-east-1.amazonaws.com. is not in the cert's altnames: DNS:evil.example",
      ),
    ],
    [
      'an expired certificate',
      { leaf: (host) => authority.expiredLeaf(host) },
      through,
      5,
      UNREACHABLE('certificate has expired'),
    ],
    [
      'a proxy that refuses',
      { connect: 'refuse' },
      through,
      5,
      UNREACHABLE('proxy HOST answered 502 Bad Gateway'),
    ],
    [
      'a proxy that wants a password',
      { credentials: 'ada:secret-word' },
      ({ proxy, bundle }) => ({
        env: { HTTPS_PROXY: proxy.url.replace('ada:secret-word@', ''), AWS_CA_BUNDLE: bundle },
      }),
      5,
      UNREACHABLE('proxy HOST answered 407 Proxy Authentication Required'),
    ],
    [
      'a proxy that is not there',
      {},
      ({ bundle }) => ({ env: { HTTPS_PROXY: 'http://127.0.0.1:9', AWS_CA_BUNDLE: bundle } }),
      5,
      UNREACHABLE('proxy HOST: connect ECONNREFUSED HOST'),
    ],
    [
      'a variable that names no proxy',
      {},
      () => ({ env: { HTTPS_PROXY: 'socks5://ada:secret-word@127.0.0.1:9' } }),
      3,
      [
        'error: HTTPS_PROXY must be a proxy such as http://proxy.example.com:3128 or https://…, a user name and a password in it percent-encoded, not (36 characters, not shown)',
      ],
    ],
    [
      'a bundle that is not there',
      {},
      () => ({ env: { AWS_CA_BUNDLE: '/no-such-bundle.pem' } }),
      3,
      [
        'error: AWS_CA_BUNDLE: cannot read /no-such-bundle.pem: it does not exist (ENOENT)',
        'hint: name a file of certificates in PEM form',
      ],
    ],
    [
      'a bundle of the profile without certificates',
      {},
      () => ({ env: {}, lines: 'ca_bundle = ~/.aws/config\n' }),
      3,
      [
        "error: ~/.aws/config:4: ca_bundle of profile 'a': ~/.aws/config holds no certificate",
        'hint: name a file of certificates in PEM form',
      ],
    ],
  ])('no call arrives and the error names %s', async (_, options, given, exitCode, stderr) => {
    const world = await start('aws', options);
    const { env, lines = '' } = given(world);
    const result = await run(world, { config: configOf('aws', lines), env });
    expect({ ...result, stderr: result.stderr.replaceAll(world.example.home.path, '~') }).toEqual({
      exitCode,
      signal: null,
      stdout: '',
      stderr: stderr.map((line) => `swrole: ${line}\n`).join(''),
    });
    expect(world.example.standIn.calls).toEqual([]);
  });
});

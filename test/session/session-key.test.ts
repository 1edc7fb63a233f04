import { describe, expect, test } from 'vitest';
import type { CredentialSource } from '../../src/config/plan.ts';
import type { RoleStep, StsEndpoint } from '../../src/config/plan-calls.ts';
import { Credentials } from '../../src/credentials.ts';
import { attemptKey, sessionKey } from '../../src/session/session-key.ts';
import { type SessionPath, sessionPath } from '../../src/session/steps.ts';
import {
  AT,
  chain,
  endpoint,
  LONG_TERM,
  MACHINE,
  path,
  role,
  step,
  TRANSPORT,
} from './example-chain.ts';

const key = (...steps: RoleStep[]) => sessionKey(path(...steps), steps.length);
const ours = key(step());

test('a session key is a valid file name on every system', () =>
  expect(ours).toMatch(/^[0-9a-f]{64}$/));

test('a session key is the same for the same session', () => {
  expect(key(step())).toBe(ours);
  expect(
    sessionKey(
      sessionPath({ ...chain(step()), profile: 'other', region: 'us-east-1' }, MACHINE),
      1,
    ),
  ).toBe(ours);
  expect(key(step({ profile: 'another-name-of-it' }))).toBe(ours);
});

test.each<[string, Partial<RoleStep>]>([
  ['role', { role: role('auditor') }],
  ['account', { role: role('developer', '222222222222') }],
  [
    'partition',
    { role: { ...role('developer'), arn: 'arn:aws-cn:iam::111111111111:role/developer' } },
  ],
  ['partition of the region', { endpoint: endpoint('cn-north-1') }],
  ['endpoint', { endpoint: endpoint('ap-northeast-1', 'https://sts.example.com/') }],
  ['device', { mfa: { serial: 'arn:aws:iam::000000000000:mfa/other', generateToken: undefined } }],
  ['having a device', { mfa: undefined }],
  ['external id', { externalId: 'external' }],
  ['session name', { sessionName: 'member' }],
  ['duration', { durationSeconds: 900 }],
  ['FIPS host', { endpoint: { ...endpoint('ap-northeast-1'), useFips: true } }],
  ['global host', { endpoint: { ...endpoint('ap-northeast-1'), useGlobal: true } }],
  ['source identity', { sourceIdentity: 'ada' }],
  ['tags', { tags: [{ key: 'a', value: 'b' }] }],
  ['transitive tags', { transitiveTagKeys: ['a'] }],
  ['policies', { policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
  ['inline policy', { policy: { path: '/p.json', text: '{}' } }],
])('a session key changes with the %s', (_, changes) => expect(key(step(changes))).not.toBe(ours));

test.each<[string, StsEndpoint]>([
  ['another region', endpoint('us-east-1')],
  ['a region that an account must enable', endpoint('ap-east-1')],
  ['a dual-stack host', { ...endpoint('eu-west-1'), useDualStack: true }],
  [
    'a region that the legacy setting leaves its own host',
    { ...endpoint('ap-east-1'), isLegacy: true },
  ],
])('a session key is the same at %s', (_, other) =>
  expect(key(step({ endpoint: other }))).toBe(ours),
);

test('a session key at an endpoint URL is the same for every region of the signature', () => {
  const at = (region: string) =>
    key(step({ endpoint: endpoint(region, 'https://sts.example.com') }));
  expect(at('us-east-1')).toBe(at('eu-west-1'));
});

test('a session key in aws-us-gov is the same with and without FIPS, which has the same host', () => {
  const gov = (kind: Partial<StsEndpoint>) =>
    key(step({ endpoint: { ...endpoint('us-gov-west-1'), ...kind } }));
  expect(gov({ useFips: true })).toBe(gov({}));
  expect(gov({ useFips: true, useDualStack: true })).toBe(gov({}));
  expect(gov({ useDualStack: true })).not.toBe(gov({}));
});

test('a session key does not depend on where a policy was read, nor on how a call is made', () => {
  const withPolicy = (path: string) => key(step({ policy: { path, text: '{}' } }));
  expect(withPolicy('/a.json')).toBe(withPolicy('/b.json'));
  expect(key(step({ transport: { ...TRANSPORT, maxAttempts: 9 } }))).toBe(ours);
});

test('a session key does not confuse two fields', () => {
  const external = key(step({ externalId: 'x', sessionName: undefined }));
  expect(key(step({ externalId: undefined, sessionName: 'x' }))).not.toBe(external);
});

test('a session key does not depend on how a code is made', () => {
  const generateToken = { command: 'otp', at: { file: 'config', line: 1 } };
  const serial = 'arn:aws:iam::000000000000:mfa/member';
  expect(key(step({ mfa: { serial, generateToken } }))).toBe(ours);
});

test('the key of an attempt also depends on how a code is made', () => {
  const serial = 'arn:aws:iam::000000000000:mfa/member';
  const attempt = (command: string, line = 1) =>
    attemptKey(
      path(step({ mfa: { serial, generateToken: { command, at: { file: 'config', line } } } })),
      1,
    );
  expect(attempt('otp', 2)).toBe(attempt('otp'));
  expect(attempt('otp --fixed')).not.toBe(attempt('otp'));
  expect(attemptKey(path(step()), 1)).not.toBe(attempt('otp'));
});

test('the key of an attempt depends on the hosts that are called', () => {
  const attempt = (region: string, hops = 1) =>
    attemptKey(path(step(), step({ endpoint: endpoint(region) })), hops);
  expect(attempt('us-east-1', 2)).not.toBe(attempt('eu-west-1', 2));
  expect(attempt('us-east-1')).toBe(attempt('eu-west-1'));
});

test('a session key changes with the key id that signs, not with its secret', () => {
  const signedBy = (accessKeyId: string, secretAccessKey: string): SessionPath => ({
    ...path(step()),
    source: {
      kind: 'static',
      profile: 'x',
      credentials: new Credentials({ accessKeyId, secretAccessKey }),
      at: AT,
    },
  });
  expect(sessionKey(signedBy(LONG_TERM.accessKeyId, 'rotated'), 1)).toBe(ours);
  expect(sessionKey(signedBy('AKIAI44QH8DHBEXAMPLE', 'secret'), 1)).not.toBe(ours);
});

test('a session key changes with the program that gives the credentials', () => {
  const from = (command: string, environment = ''): SessionPath => ({
    ...path(step()),
    source: {
      kind: 'process',
      profile: 'x',
      credentialProcess: { command, at: AT },
      variables: [],
      environment,
    },
  });
  expect(sessionKey(from('a'), 1)).not.toBe(ours);
  expect(sessionKey(from('a'), 1)).not.toBe(sessionKey(from('b'), 1));
  expect(sessionKey(from('a'), 1)).not.toBe(sessionKey(from('a', 'other variables'), 1));
});

test("the key of an MFA session is the same for every role behind the device, and changes the roles' keys", () => {
  const mfa = { serial: 'arn:aws:iam::000000000000:mfa/member', generateToken: undefined };
  const mfaSession = {
    kind: 'mfa-session' as const,
    profile: 'my-company',
    mfa,
    durationSeconds: 43_200,
    endpoint: endpoint('us-east-1'),
    transport: TRANSPORT,
  };
  const behind = (name: string, durationSeconds: number) =>
    sessionPath(
      {
        ...chain(step({ role: role(name) })),
        mfaSession: { ...mfaSession, durationSeconds },
      },
      MACHINE,
    );
  expect(sessionKey(behind('a', 43_200), 1)).toBe(sessionKey(behind('b', 43_200), 1));
  expect(sessionKey(behind('a', 900), 1)).not.toBe(sessionKey(behind('a', 43_200), 1));
  expect(sessionKey(behind('developer', 43_200), 2)).not.toBe(ours);
});

test('a session key changes with every role before it, which chains can share', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => step({ role: role(name) }));
  if (!a || !b || !c) throw new Error('three steps');
  expect(key(a, c)).not.toBe(key(b, c));
  expect(key(a, b, c)).not.toBe(key(b, c));
  expect(sessionKey(path(a, b), 1)).toBe(sessionKey(path(a, c), 1));
});

describe('the session key of a role behind a credential source', () => {
  const service = { region: 'eu-west-1', url: undefined, useFips: false, useDualStack: false };
  const common = { profile: 'x', at: AT, transport: TRANSPORT };
  const sso = {
    ...common,
    kind: 'sso',
    session: 'work',
    startUrl: 'https://example.awsapps.com/start',
    accountId: '111111111111',
    roleName: 'ReadOnly',
    portal: service,
    oidc: service,
  } as const;
  const login = { ...common, kind: 'login', loginSession: 'arn', endpoint: service } as const;
  const idToken = {
    path: '/token',
    named: { profile: 'x', key: 'cognito_login_token_file', at: AT },
  } as const;
  const pool = {
    ...common,
    kind: 'cognito',
    identityPoolId: 'eu-west-1:12345678-90ab-cdef-1234-567890abcdef',
    login: { provider: 'accounts.google.com', at: AT, token: idToken },
    role: undefined,
    endpoint: service,
  } as const;
  const withLogin = {
    ...pool,
    login: {
      ...pool.login,
      token: {
        ...{ profile: 'x', key: 'cognito_login_process', command: 'print-token', at: AT },
        ...{ variables: [], environment: 'digest' },
      },
    },
  } as const;
  const instance = {
    ...common,
    kind: 'instance',
    endpoint: 'http://169.254.169.254',
    v1Disabled: false,
    timeLimit: 1000,
    maxAttempts: 1,
  } as const;
  const container = {
    ...common,
    kind: 'container',
    url: 'http://169.254.170.2/x',
    authorization: '',
  } as const;
  const token = { path: '/token', named: { variable: 'AWS_WEB_IDENTITY_TOKEN_FILE' } };
  const { mfa: _mfa, ...request } = step();
  const web = { ...request, kind: 'web-identity', token } as const;

  const printed = (command: string, environment = 'digest') => ({
    ...web,
    token: {
      ...{ command, at: AT, profile: 'p', key: 'web_identity_token_process' },
      ...{ variables: [], environment },
    },
  });

  const behind = (source: CredentialSource, machine = MACHINE) => {
    const found = sessionPath({ ...chain(step()), source }, machine);
    return sessionKey(found, found.steps.length);
  };

  test.each<[string, CredentialSource, CredentialSource]>([
    ['the SSO session', sso, { ...sso, session: undefined }],
    ['the SSO account', sso, { ...sso, accountId: '222222222222' }],
    ['the SSO role', sso, { ...sso, roleName: 'Admin' }],
    ['the SSO start URL', sso, { ...sso, startUrl: 'https://other.awsapps.com/start' }],
    ['the SSO region', sso, { ...sso, portal: { ...service, region: 'eu-west-2' } }],
    ['the sign-in', login, { ...login, loginSession: 'other' }],
    ['the sign-in host', login, { ...login, endpoint: { ...service, url: 'https://x.example' } }],
    ['the identity pool', pool, { ...pool, identityPoolId: pool.identityPoolId.replace('1', '2') }],
    ['the login provider', pool, { ...pool, login: { ...pool.login, provider: 'x.example' } }],
    [
      'the token file of a login',
      pool,
      { ...pool, login: { ...pool.login, token: { ...idToken, path: '/other' } } },
    ],
    ['a guest', pool, { ...pool, login: undefined }],
    ['the role of a login', pool, { ...pool, role: { ...role('other'), at: AT } }],
    ['the host of a pool', pool, { ...pool, endpoint: { ...service, url: 'https://x.example' } }],
    [
      'the command of a login',
      withLogin,
      {
        ...withLogin,
        login: { ...withLogin.login, token: { ...withLogin.login.token, command: 'print-other' } },
      },
    ],
    [
      "the variables of a login's command",
      withLogin,
      {
        ...withLogin,
        login: { ...withLogin.login, token: { ...withLogin.login.token, environment: 'other' } },
      },
    ],
    ['the metadata service', instance, { ...instance, endpoint: 'http://127.0.0.1:1' }],
    ['the agent', container, { ...container, url: 'http://169.254.170.2/y' }],
    ['who asks the agent', container, { ...container, authorization: 'other' }],
    ['the token file', web, { ...web, token: { ...token, path: '/other' } }],
    ['the command of the token', printed('print a'), printed('print b')],
    ["the variables of the token's command", printed('print a'), printed('print a', 'other')],
    ['a command instead of a token file', printed('/token'), web],
    ['the role of the token', web, { ...web, role: role('other') }],
    ['the kind', instance, container],
  ])('the session key of a role behind a source changes with %s', (_, one, other) => {
    expect(behind(other)).not.toBe(behind(one));
  });

  test.each<[string, CredentialSource]>([
    ['an instance', instance],
    ['a container', container],
  ])('the session key of a role behind a source changes with the machine, for %s', (_, source) => {
    expect(behind(source, 'desktop')).not.toBe(behind(source));
  });

  test.each<[string, CredentialSource]>([
    ['SSO', sso],
    ['a sign-in', login],
    ['an identity pool', pool],
    ['a token', web],
  ])(
    'the session key of a role behind a source does not change with the machine, for %s',
    (_, source) => {
      expect(behind(source, 'desktop')).toBe(behind(source));
    },
  );
});

/** Every input of a role's step, with whether another value of it alone is another session. */
const INPUTS: Readonly<Record<string, boolean>> = {
  'role.arn': true,
  // Parts of the ARN.
  'role.partition': false,
  'role.accountId': false,
  'role.roleName': false,
  'mfa.serial': true,
  'mfa.generateToken': false,
  'endpoint.url': true,
  'endpoint.useFips': true,
  'endpoint.useGlobal': true,
  'endpoint.region': false,
  'endpoint.useDualStack': false,
  'endpoint.isLegacy': false,
  'transport.caBundle': false,
  'transport.maxAttempts': false,
  'transport.retryMode': false,
  externalId: true,
  sessionName: true,
  durationSeconds: true,
  'policy.text': true,
  'policy.path': false,
  policyArns: true,
  sourceIdentity: true,
  tags: true,
  transitiveTagKeys: true,
  profile: false,
  awsCliCache: false,
  isChained: false,
};

test('the table of inputs has every field of a step that has all of them', () => {
  const { kind: _, ...fields } = step({ policy: { path: '/p.json', text: '{}' } });
  const names = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' ? Object.keys(value).map((part) => `${name}.${part}`) : name,
  );
  expect(Object.keys(INPUTS).sort()).toEqual(names.sort());
});

test.each(Object.entries(INPUTS))('another %s alone is another session: %s', (name, isAnother) => {
  const whole = step({ policy: { path: '/p.json', text: '{}' } });
  const [field = '', part] = name.split('.');
  const before = (whole as unknown as Readonly<Record<string, object>>)[field];
  // Of the type of the field; where it has none, any value counts.
  const other = part === undefined ? 'other' : { ...before, [part]: 'https://other.example.com' };
  const changed = { ...whole, [field]: other } as RoleStep;
  expect(key(changed) !== key(whole)).toBe(isAnother);
});

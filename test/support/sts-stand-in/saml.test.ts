import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  type AssumeRoleWithSAMLCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, deployer } from '../example-data.ts';
import { SAML_PROVIDER, type SamlClaims, samlResponse, samlXml } from '../saml-response.ts';
import { keysOf, refusal, START, startFixture } from './fixture.ts';

const staff = {
  arn: 'arn:aws:iam::222222222222:role/people/staff',
  trusts: [],
  maxSessionSeconds: 7200,
  trustsSaml: SAML_PROVIDER,
};
const next = { ...deployer, trusts: [staff.arn] };
const BOTH = `${staff.arn},${SAML_PROVIDER}`;

async function start() {
  const fixture = await startFixture({ roles: [staff, auditor, next] });
  const config = { endpoint: fixture.standIn.url, region: 'ap-northeast-1', maxAttempts: 1 };
  const assume = (claims: SamlClaims = {}, input: Partial<AssumeRoleWithSAMLCommandInput> = {}) => {
    const SAMLAssertion = samlResponse({ issuedAt: START, roles: [BOTH], ...claims });
    const names = { RoleArn: staff.arn, PrincipalArn: SAML_PROVIDER, SAMLAssertion };
    return new STSClient(config).send(new AssumeRoleWithSAMLCommand({ ...names, ...input }));
  };
  return { ...fixture, config, assume };
}

test('an assertion opens the role that trusts its provider, without a signature', async () => {
  const { assume, standIn } = await start();
  const { $metadata: _, ...answer } = await assume();
  expect(answer).toEqual({
    AssumedRoleUser: {
      AssumedRoleId: expect.stringMatching(/^AROAEXAMPLE\w+:ada@example\.com$/),
      Arn: 'arn:aws:sts::222222222222:assumed-role/staff/ada@example.com',
    },
    Credentials: expect.objectContaining({ Expiration: new Date(START + 3_600_000) }),
    Audience: 'https://signin.aws.amazon.com/saml',
    Issuer: 'https://idp.example.com/',
    Subject: 'ada@example.com',
    SubjectType: 'persistent',
    NameQualifier: expect.stringMatching(/^[\w+/]{27}=$/),
  });
  expect(standIn.calls).toMatchObject([
    { action: 'AssumeRoleWithSAML', callerAccessKeyId: undefined, region: undefined },
  ]);
});

test('credentials from an assertion can assume the next role, for an hour at most', async () => {
  const { assume, client } = await start();
  const command = { RoleArn: next.arn, RoleSessionName: 'test', DurationSeconds: 3601 };
  const keys = keysOf(await assume({ roles: [`\n ${SAML_PROVIDER} , ${staff.arn} `] }));
  expect(await refusal(client(keys).send(new AssumeRoleCommand(command)))).toMatchObject({
    message: expect.stringContaining('1 hour session limit for roles assumed by role chaining'),
  });
});

test('an encrypted assertion is read like another one', async () => {
  const { assume } = await start();
  for (const encrypted of ['assertion', 'attributes'] as const)
    expect(await assume({ encrypted }, { DurationSeconds: 7200 })).toMatchObject({
      Credentials: { Expiration: new Date(START + 7_200_000) },
    });
});

const DENIED = [403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML'] as const;
const EXPIRED = [
  400,
  'ExpiredTokenException',
  'Token must be redeemed within 5 minutes of issuance',
] as const;
const invalid = (message: string) => [400, 'InvalidIdentityTokenException', message] as const;
const changed = samlXml({ issuedAt: START, roles: [BOTH] }).replace('ada@', 'eve@');
const OTHER_PROVIDER = SAML_PROVIDER.replace('example', 'other');

test.each<
  [string, SamlClaims, Partial<AssumeRoleWithSAMLCommandInput>, readonly [number, string, string]]
>([
  ['a role that is not in it', { roles: [] }, {}, DENIED],
  [
    'a role that does not trust it',
    { roles: [BOTH.replace('people/staff', 'auditor')] },
    { RoleArn: auditor.arn },
    DENIED,
  ],
  ['another audience', { audience: 'https://example.com/' }, {}, DENIED],
  ['the end of its conditions', { notOnOrAfter: START }, {}, EXPIRED],
  ['the end of its confirmation', { confirmedUntil: START }, {}, EXPIRED],
  [
    'its age',
    { issuedAt: START - 300_000, notOnOrAfter: START + 1, confirmedUntil: START + 1 },
    {},
    EXPIRED,
  ],
  [
    'no name of the session',
    { sessionName: undefined },
    {},
    invalid('RoleSessionName is required in AuthnResponse'),
  ],
  [
    'an unknown provider',
    {},
    { PrincipalArn: OTHER_PROVIDER },
    invalid("Specified provider doesn't exist"),
  ],
  [
    'a changed text',
    {},
    { SAMLAssertion: Buffer.from(changed).toString('base64') },
    invalid('Response signature invalid'),
  ],
  ['a line break', {}, { SAMLAssertion: 'PHg+\nPHg+' }, invalid('Invalid base64 SAMLResponse')],
  [
    'its duration',
    {},
    { DurationSeconds: 7201 },
    [
      400,
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
  ],
  [
    'its length',
    {},
    { SAMLAssertion: 'x' },
    [
      400,
      'ValidationError',
      "1 validation error detected: Value 'x' at 'sAMLAssertion' failed to satisfy constraint: Member must have length greater than or equal to 4",
    ],
  ],
])('an assertion is refused for %s', async (_, claims, input, [status, name, message]) => {
  const { assume } = await start();
  const refused = await refusal(assume(claims, input));
  expect({
    ...refused,
    name: refused.name.replace(/^InvalidIdentityToken$/, '$&Exception'),
  }).toEqual({
    status,
    name,
    message,
  });
});

test('a signed call is refused', async () => {
  const { standIn } = await start();
  const response = await fetch(standIn.url, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 x' },
    body: new URLSearchParams({ Action: 'AssumeRoleWithSAML', Version: '2011-06-15' }),
  });
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('the stand-in takes no signature for AssumeRoleWithSAML'),
  ]);
});

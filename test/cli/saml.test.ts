/** A role by a SAML assertion: what is sent, for how long, and what is said of an assertion that cannot be used. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFiles } from '../support/cache-files.ts';
import { startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SAML_PROVIDER, type SamlClaims, samlResponse, samlXml } from '../support/saml-response.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { reader, staff } from './sources/source-world.ts';

const BOTH = `${staff.arn},${SAML_PROVIDER}`;
const long = { ...staff, maxSessionSeconds: 43_200 };

/** A world whose profile `x` has an assertion in `~/assertion`; more keys of it may be given. */
async function world(
  assertion: string,
  keys = '',
  assertionKey = 'saml_assertion_file = ~/assertion',
) {
  const example = untilTestEnds(await startExample({ users: [], roles: [long, reader] }));
  const { home, standIn, env } = example;
  writeFileSync(join(home.path, 'assertion'), assertion);
  writeFileSync(
    home.configFile,
    `[profile x]\nrole_arn = ${staff.arn}\n${assertionKey}\n${keys}[profile behind]\nrole_arn = ${reader.arn}\nrole_session_name = first\nsource_profile = x\n`,
  );
  const run = async (...args: string[]) => {
    const secrets = [...standIn.secrets, assertion.trim() || 'no assertion'];
    const result = await runInProcess(args, { env, secrets, credentialsOnStdout: true });
    return { ...result, stderr: result.stderr.replaceAll(home.path, '~') };
  };
  return { ...example, run };
}

const good = (claims: SamlClaims = {}) => samlResponse({ roles: [BOTH], ...claims });

test('the call has the role, the provider and the assertion, and is not signed', async () => {
  const assertion = good({ roles: [`\n ${SAML_PROVIDER} ,\t${staff.arn}\n`] });
  const { run, standIn } = await world(assertion);
  expect(await run('-j', 'x')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(standIn.calls).toMatchObject([{ callerAccessKeyId: undefined, status: 200 }]);
  expect(standIn.calls[0]?.params).toEqual({
    Action: 'AssumeRoleWithSAML',
    Version: '2011-06-15',
    RoleArn: staff.arn,
    PrincipalArn: SAML_PROVIDER,
    SAMLAssertion: assertion,
  });
});

test('nothing of an assertion is stored, and it is not needed while its session lasts', async () => {
  const assertion = good();
  const { run, home } = await world(`${assertion}\n`);
  expect((await run('-j', 'behind')).exitCode).toBe(0);
  writeFileSync(join(home.path, 'assertion'), '');
  for (const profile of ['x', 'behind']) expect((await run('-j', profile)).exitCode).toBe(0);
  const stored = Object.values(cacheFiles(home.cacheDir)).join('\n');
  expect(stored).toContain('assumed-role/staff');
  for (const part of [assertion.slice(0, 60), 'saml2', 'SAML']) expect(stored).not.toContain(part);
});

test.each([
  ['of the assertion', { sessionDuration: '7200' }, '', [], '7200'],
  [
    'of the profile, before that of the assertion',
    { sessionDuration: '7200' },
    'duration_seconds = 900\n',
    [],
    '900',
  ],
  [
    'of the flag, before both',
    { sessionDuration: '7200' },
    'duration_seconds = 900\n',
    ['--duration', '2h30m'],
    '9000',
  ],
  ['of AWS, if the assertion has too short a one', { sessionDuration: '899' }, '', [], undefined],
  ['of AWS, if the assertion has too long a one', { sessionDuration: '43201' }, '', [], undefined],
  [
    'of AWS, if the assertion has none that is a number',
    { sessionDuration: '1e3' },
    '',
    [],
    undefined,
  ],
])('the duration is that %s', async (_, claims, keys, flags, seconds) => {
  const { run, standIn } = await world(good(claims), keys);
  expect(await run('-j', 'x', ...flags)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(standIn.calls.map(({ params }) => params.DurationSeconds)).toEqual([seconds]);
});

test.each<[string, SamlClaims, string]>([
  ['with other prefixes', { prefixes: ['samlp', 'saml'] }, ''],
  ['without prefixes', { prefixes: ['', ''] }, ''],
  ['with its provider in the profile', {}, `saml_provider_arn = ${SAML_PROVIDER}\n`],
  ['of an identity provider whose clock is ahead', { notBefore: Date.now() + 200_000 }, ''],
  ['that is encrypted', { encrypted: 'assertion' }, `saml_provider_arn = ${SAML_PROVIDER}\n`],
  [
    'with encrypted attributes',
    { encrypted: 'attributes' },
    `saml_provider_arn = ${SAML_PROVIDER}\n`,
  ],
])('an assertion is taken %s', async (_, claims, keys) => {
  const { run } = await world(good(claims), keys);
  expect(await run('-j', 'x')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('the flags and keys that AWS has no parameter for are named', async () => {
  const { run, standIn } = await world(good(), 'role_session_name = ada\nexternal_id = abc\n');
  expect(await run('-j', 'x', '--session-name', 'ada')).toEqual({
    exitCode: 2,
    signal: null,
    stdout: '',
    stderr:
      "swrole: error: --session-name: profile 'x' gets the name of its session from its SAML assertion\n",
  });
  expect(standIn.calls).toEqual([]);
  const { stderr } = await run('-j', 'x', '--debug');
  expect(stderr.split('\n').filter((line) => /not used|SAML/.test(line))).toEqual([
    "swrole: debug: ~/.aws/config:5: external_id of profile 'x' is not used, because there is saml_assertion_file",
    "swrole: debug: ~/.aws/config:4: role_session_name of profile 'x' is not used, because there is saml_assertion_file",
    "swrole: debug: source: SAML assertion in ~/assertion of profile 'x'",
    `swrole: debug: step 1 of 1: AssumeRoleWithSAML ${staff.arn} for profile 'x'`,
    `swrole: debug: x: AssumeRoleWithSAML ${staff.arn}, ${SAML_PROVIDER}`,
    expect.stringMatching(/AssumeRoleWithSAML/),
  ]);
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const at = (instant: number) => new Date(instant).toISOString();
const NOW = Date.UTC(2020, 0, 1);
const OTHER = 'arn:aws:iam::222222222222:saml-provider/other';
const roleArn = (index: number) => `arn:aws:iam::222222222222:role/r${index}`;
const WANTED =
  'hint: give the SAMLResponse that the identity provider sends to the browser, in base64';

/** What is wrong, more keys of the profile, and what is said of it. */
const BAD: readonly (readonly [string, string, string, ...string[]])[] = [
  [
    'XML',
    samlXml({ roles: [BOTH] }),
    '',
    'is XML, and must be in base64',
    'hint: encode it: base64 < response.xml',
  ],
  [
    'what a browser posts',
    good().replaceAll('=', '%3D').concat('%3D'),
    '',
    'is not base64: it is encoded for a URL',
    'hint: decode %2B, %2F and %3D',
  ],
  ['no base64', 'not signed in!', '', 'is not base64', WANTED],
  ['half of base64', good().slice(0, 401), '', 'is not base64', WANTED],
  ['base64 of a text', base64('signed in'), '', 'is base64, but not of XML', WANTED],
  [
    'half of the XML',
    base64(samlXml({ roles: [BOTH] }).slice(0, 600)),
    '',
    'is base64, but not of XML',
    WANTED,
  ],
  [
    'elements without an end',
    base64('<a>'.repeat(20_000)),
    '',
    'is base64, but not of XML',
    WANTED,
  ],
  [
    'a document type',
    base64(samlXml().replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>')),
    '',
    'has a DOCTYPE or an ENTITY, which SAML does not allow',
    WANTED,
  ],
  ['an entity', base64(samlXml().replace('ada@', '&a;')), '', 'is base64, but not of XML', WANTED],
  ['a page', base64('<html><body>Sign in</body></html>'), '', 'is not a SAML Response', WANTED],
  [
    'a Response of SAML 1.1',
    base64(samlXml().replace('SAML:2.0:protocol', 'SAML:1.1:protocol')),
    '',
    'is not a SAML Response',
    WANTED,
  ],
  [
    'an Assertion alone',
    base64('<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>'),
    '',
    'is not a SAML Response',
    WANTED,
  ],
  [
    'a Response without an Assertion',
    base64('<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"/>'),
    '',
    'is a SAML Response without an Assertion',
    'hint: the identity provider refused the sign-in: sign in there again',
  ],
  [
    'more than AWS takes',
    good({ roles: Array.from({ length: 500 }, () => BOTH) }),
    '',
    expect.stringMatching(/^has \d{6} characters of base64, and AWS takes at most 100000$/),
  ],
  ['more than swrole reads', 'A'.repeat(262_145), '', 'is larger than 256 KiB'],
  ['more than any token', 'A'.repeat(1_100_000), '', 'is larger than 256 KiB'],
  [
    'no Role attribute',
    good({ roles: undefined }),
    '',
    'has no Role attribute (https://aws.amazon.com/SAML/Attributes/Role)',
    'hint: the identity provider must send ROLE_ARN,PROVIDER_ARN in it',
  ],
  [
    'a Role attribute without roles',
    good({ roles: ['secret', `${staff.arn},`, staff.arn] }),
    '',
    'has no Role attribute (https://aws.amazon.com/SAML/Attributes/Role)',
    'hint: the identity provider must send ROLE_ARN,PROVIDER_ARN in it',
  ],
  [
    'other roles',
    good({ roles: Array.from({ length: 12 }, (_, index) => `${roleArn(index)},${SAML_PROVIDER}`) }),
    '',
    `does not have role ${staff.arn}; it has ${Array.from({ length: 10 }, (_, index) => roleArn(index)).join(', ')} and 2 more`,
    "hint: set role_arn of profile 'x' to one of them, or let the identity provider give you the role",
  ],
  [
    'another provider',
    good(),
    `saml_provider_arn = ${OTHER}\n`,
    `has SAML provider ${SAML_PROVIDER} for role ${staff.arn}, not ${OTHER}`,
    "hint: correct or remove saml_provider_arn of profile 'x'",
  ],
  [
    'nothing to read',
    good({ encrypted: 'assertion' }),
    '',
    'is encrypted, so the SAML provider cannot be found in it',
    "hint: add saml_provider_arn to profile 'x'",
  ],
  [
    'no attribute to read',
    good({ encrypted: 'attributes' }),
    '',
    'is encrypted, so the SAML provider cannot be found in it',
    "hint: add saml_provider_arn to profile 'x'",
  ],
  [
    'the end of its conditions',
    good({ notOnOrAfter: NOW }),
    '',
    `expired at ${at(NOW)}, but this machine's clock says NOW`,
    'hint: sign in to the identity provider again, and write the new assertion to ~/assertion',
  ],
  [
    'the end of its confirmation',
    good({ confirmedUntil: NOW }),
    '',
    `expired at ${at(NOW)}, but this machine's clock says NOW`,
    'hint: sign in to the identity provider again, and write the new assertion to ~/assertion',
  ],
  [
    'its beginning',
    good({ notBefore: Date.UTC(2200, 0, 1) }),
    '',
    `is not valid before ${at(Date.UTC(2200, 0, 1))}, but this machine's clock says NOW`,
    "hint: set this machine's clock",
  ],
];

test.each(BAD)('an assertion is refused for %s', async (_, assertion, keys, problem, ...hint) => {
  const { run, standIn, home } = await world(assertion, keys);
  const { stderr, ...rest } = await run('-j', 'x');
  const [first = '', ...others] = stderr.split('\n');
  expect(rest).toEqual({ exitCode: 5, signal: null, stdout: '' });
  const where =
    "swrole: error: ~/.aws/config:3: saml_assertion_file of profile 'x': the assertion ";
  expect(first.slice(0, where.length)).toBe(where);
  const said = first.slice(where.length).replace(/(says )\S+$/, '$1NOW');
  expect([said, others]).toEqual([problem, [...hint.map((line) => `swrole: ${line}`), '']]);
  expect(standIn.calls).toEqual([]);
  expect(readFileSync(join(home.path, 'assertion'), 'utf8')).toBe(assertion);
});

test.each([
  [
    'cat ~/assertion',
    good({ notOnOrAfter: NOW }),
    5,
    / \(cat\): the assertion expired at 2020-01-01T00:00:00\.000Z, but .*\nswrole: hint: saml_process of profile 'x' must print a new assertion each time\n$/,
  ],
  [
    'cat ~/assertion',
    'A'.repeat(262_145),
    5,
    / \(cat\): its output is longer than 262144 bytes, which is the limit\n$/,
  ],
  ['true', '', 5, / \(true\): its output is empty\n$/],
  [
    'echo secret; echo no password >&2; exit 4',
    '',
    5,
    / \(echo\) failed: exit status 4: no password\n$/,
  ],
])(
  'a command for an assertion is named when it fails: %s',
  async (command, assertion, exitCode, message) => {
    const { run } = await world(assertion, '', `saml_process = ${command}`);
    const result = await run('-j', 'x');
    expect(result).toEqual({
      exitCode,
      signal: null,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
    expect(result.stderr).toMatch(
      /^swrole: error: ~\/\.aws\/config:3: saml_process of profile 'x' /,
    );
  },
);

const REFUSALS = [
  [
    'InvalidIdentityToken',
    400,
    "hint: check saml_provider_arn of profile 'x', and that this SAML provider in IAM has the present metadata of the identity provider: its certificate may have changed",
  ],
  [
    'ExpiredTokenException',
    400,
    "hint: sign in to the identity provider again, so that saml_assertion_file of profile 'x' gives a new assertion: AWS takes one for five minutes",
  ],
  [
    'IDPRejectedClaim',
    403,
    "hint: sign in to the identity provider again, and check that it still lets you use the role of profile 'x'",
  ],
  [
    'AccessDenied',
    403,
    "hint: the trust policy of the role of profile 'x' must allow sts:AssumeRoleWithSAML to this SAML provider, with SAML:aud https://signin.aws.amazon.com/saml",
  ],
] as const;

test.each(REFUSALS)('the hint says what to do about %s', async (code, status, hint) => {
  const { run, standIn } = await world(good());
  standIn.failNext({ kind: 'answer', status, code, message: 'as AWS says it' });
  const { stderr, ...rest } = await run('-j', 'x');
  expect(rest).toEqual({ exitCode: 5, signal: null, stdout: '' });
  expect(stderr.replace(`${code}Exception`, code)).toBe(
    `swrole: error: AWS refused AssumeRoleWithSAML ${staff.arn}: ${code}: as AWS says it\nswrole: ${hint}\n`,
  );
});

test.each([
  ['~/none', 'cannot read ~/none: it does not exist (ENOENT)'],
  ['~/assertion', '~/assertion is empty'],
])('a file without an assertion is named: %s', async (path, problem) => {
  const { run } = await world('\n', '', `saml_assertion_file = ${path}`);
  expect(await run('-j', 'x')).toEqual({
    exitCode: 5,
    signal: null,
    stdout: '',
    stderr: `swrole: error: ~/.aws/config:3: saml_assertion_file of profile 'x': ${problem}\nswrole: hint: whatever gives profile 'x' its token must write it there first\n`,
  });
});

test('roles behind an assertion are assumed with its session, and twenty callers need one assertion', async () => {
  const { run, home, standIn } = await world(
    good(),
    '',
    'saml_process = echo run >> ~/runs; cat ~/assertion',
  );
  const results = await Promise.all(Array.from({ length: 20 }, () => run('-j', 'behind')));
  expect(results.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(
    results.map(() => [0, '']),
  );
  expect(readFileSync(join(home.path, 'runs'), 'utf8')).toBe('run\n');
  expect(standIn.calls.map(({ action, callerArn }) => [action, callerArn])).toEqual([
    ['AssumeRoleWithSAML', undefined],
    ['AssumeRole', 'arn:aws:sts::222222222222:assumed-role/staff/ada@example.com'],
  ]);
});

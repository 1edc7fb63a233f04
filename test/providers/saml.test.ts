import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SamlSource } from '../../src/config/plan.ts';
import { SourceError } from '../../src/providers/errors.ts';
import { samlAssertion } from '../../src/providers/federation.ts';
import { readSamlResponse } from '../../src/providers/saml-response.ts';
import { fakeDeps, START } from '../mfa/fake-deps.ts';
import { step } from '../session/example-chain.ts';
import { SAML_PROVIDER, type SamlClaims, samlResponse, samlXml } from '../support/saml-response.ts';

const AT = { file: 'config', line: 3 };
const OTHER = SAML_PROVIDER.replace('example', 'other');

/** What an assertion gives the role of the example, at {@link START}. */
async function found(claims: SamlClaims, providerArn?: string) {
  const deps = { ...fakeDeps('no-terminal'), waiting: [] };
  const { mfa: _mfa, ...request } = step();
  const path = join(deps.home, 'assertion');
  const roles = [`${request.role.arn},${OTHER}`, `${SAML_PROVIDER},${request.role.arn}`];
  writeFileSync(path, samlResponse({ issuedAt: START, roles, ...claims }));
  const named = { profile: 'staff', key: 'saml_assertion_file', at: AT };
  const assertion = { path, named };
  const source: SamlSource = { ...request, kind: 'saml', assertion, providerArn };
  const result = await samlAssertion(source, deps).catch((thrown: unknown) => thrown);
  if (!(result instanceof SourceError)) return result;
  return 'problem' in result.details ? result.details.problem : result.details;
}

test('the provider is that of the profile, else the first for the role', async () => {
  expect(await found({})).toMatchObject({ providerArn: OTHER });
  expect(await found({}, SAML_PROVIDER)).toMatchObject({ providerArn: SAML_PROVIDER });
});

test('an assertion is good until its end, and may begin five minutes from now', async () => {
  const later = START + 300_000;
  expect(await found({ notBefore: later })).toMatchObject({ durationSeconds: undefined });
  expect(await found({ notBefore: later + 1 })).toMatch(/^is not valid before .*12:05:10\.001Z/);
  expect(await found({ notOnOrAfter: START + 1 })).toMatchObject({ providerArn: OTHER });
  expect(await found({ notOnOrAfter: START })).toMatch(/^expired at 2024-01-01T12:00:10\.000Z, /);
});

const read = (xml: string) => readSamlResponse(Buffer.from(xml).toString('base64'));
const ROLE = 'arn:aws:iam::222222222222:role/staff';
const xml = (claims: SamlClaims = {}) =>
  samlXml({ issuedAt: START, roles: [`${ROLE},${SAML_PROVIDER}`], ...claims });
const ROLES = [{ roleArn: ROLE, providerArn: SAML_PROVIDER }];

test('what a Response says is read', () => {
  expect(read(xml({ sessionDuration: ' 43200 ' }))).toEqual({
    isEncrypted: false,
    roles: ROLES,
    notBefore: START - 60_000,
    notOnOrAfter: START + 300_000,
    sessionSeconds: 43_200,
  });
});

test.each<[string, string, object]>([
  ['a byte order mark', `\ufeff${xml()}`, { roles: ROLES }],
  ['a comment in a value', xml().replace('role/staff', 'role/<!-- x -->staff'), { roles: ROLES }],
  ['CDATA', xml().replace(`>${ROLE},`, `><![CDATA[${ROLE}]]>,`), { roles: ROLES }],
  [
    'one confirmation that is still good',
    xml().replace(
      /<saml2:SubjectConfirmation .*?<\/saml2:SubjectConfirmation>/,
      (text) => text + text.replace(/NotOnOrAfter="[^"]*"/, 'NotOnOrAfter="2000-01-01T00:00:00Z"'),
    ),
    { notOnOrAfter: START + 300_000 },
  ],
  [
    'a date of ADFS',
    xml().replace(/(Conditions NotBefore=")[^"]*/, '$12024-01-01T12:00:00.1234567Z'),
    { notBefore: Date.UTC(2024, 0, 1, 12, 0, 0, 123) },
  ],
  [
    'no dates',
    xml()
      .replace(/ NotBefore="[^"]*"/g, '')
      .replace(/ NotOnOrAfter="[^"]*"/g, ''),
    { notBefore: undefined, notOnOrAfter: undefined },
  ],
  [
    'the names of properties of objects',
    xml().replace(
      '<saml2:AttributeStatement>',
      '<saml2:AttributeStatement><__proto__ a="b"/><x constructor="y"/>',
    ),
    { roles: ROLES },
  ],
])('a Response is read with %s', (_, text, facts) => expect(read(text)).toMatchObject(facts));

test.each([
  'role,provider',
  `${ROLE},${ROLE}`,
  `${ROLE},${SAML_PROVIDER},x`,
  `${ROLE} ${SAML_PROVIDER}`,
  `${ROLE}\u001b[31m,${SAML_PROVIDER}`,
])('a value of the Role attribute that is no pair is ignored: %j', (value) =>
  expect(read(xml({ roles: [value.replace('\u001b', '&#27;')] }))).toMatchObject({ roles: [] }),
);

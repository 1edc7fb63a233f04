/** In which partition and region a profile's own calls are made, whatever it has its credentials from. */
import { expect, test } from 'vitest';
import { callerOptions } from '../../src/config/chain-queries.ts';
import { parseConfigFiles } from '../../src/config/files.ts';
import { factOf, SURROUNDINGS } from './plain.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = EXAMPLE\n';
const PROCESS = 'credential_process = print\n';
const SSO = `sso_start_url = https://example.awsapps.com/start
sso_region = us-gov-east-1
sso_account_id = 111111111111
sso_role_name = a
`;
const DEVICE = 'mfa_serial = arn:aws-cn:iam::000000000000:mfa/member\n';
const ROLE = 'role_arn = arn:aws-us-gov:iam::111111111111:role/a\nsource_profile = a\n';
const WEB = 'role_arn = arn:aws-cn:iam::111111111111:role/a\nweb_identity_token_file = /token\n';

function way(lines: string, env: Readonly<Record<string, string>> = {}) {
  const config = { path: 'config', text: `[profile a]\n${lines}` };
  const credentials = { path: 'credentials', text: '' };
  return callerOptions(parseConfigFiles({ config, credentials }), 'a', { ...SURROUNDINGS, env });
}

test.each([
  ['keys', KEYS, {}, 'aws', 'us-east-1'],
  ['keys with a region', `${KEYS}region = cn-northwest-1\n`, {}, 'aws-cn', 'cn-northwest-1'],
  ['keys, AWS_REGION', KEYS, { AWS_REGION: 'eu-west-1' }, 'aws', 'eu-west-1'],
  ['a process', PROCESS, { AWS_DEFAULT_REGION: 'us-gov-west-1' }, 'aws-us-gov', 'us-gov-west-1'],
  ['SSO: where its portal is', SSO, { AWS_REGION: 'eu-west-1' }, 'aws-us-gov', 'us-gov-west-1'],
  ['SSO with a region', `${SSO}region = us-gov-east-1\n`, {}, 'aws-us-gov', 'us-gov-east-1'],
  ['a device', KEYS + DEVICE, {}, 'aws-cn', 'cn-north-1'],
  ['a role', ROLE + KEYS, {}, 'aws-us-gov', 'us-gov-west-1'],
  ['a role with a token', WEB, {}, 'aws-cn', 'cn-north-1'],
])('the chain facts are right for %s', (_, lines, env, partition, region) => {
  const { endpoint, ...rest } = way(lines, env);
  expect([rest.partition, endpoint.region]).toEqual([partition, region]);
});

test('the endpoint and certificates come from the profile', () => {
  const { endpoint, transport } = way(
    `${KEYS}endpoint_url = https://sts.example/\nca_bundle = /ca\n`,
  );
  expect([endpoint.url, transport.caBundle?.path]).toEqual(['https://sts.example/', '/ca']);
});

test('an invalid region is named', () => {
  expect(factOf(() => way(KEYS, { AWS_REGION: 'eu west' }))).toMatchObject({
    kind: 'invalid-environment',
    variable: 'AWS_REGION',
  });
});

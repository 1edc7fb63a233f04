/** Who takes which of two sources, SDK by SDK: the rows of the table that was measured. */
import { expect, test } from 'vitest';
import { shadowedProcess } from '../../src/doctor/checks/keys.ts';
import { factsOf } from './found.ts';

const PROCESS = '[profile a]\ncredential_process = /bin/true\n';
const ROLE = 'role_arn = arn:aws:iam::111111111111:role/developer\n';
const KEYS = 'aws_access_key_id = AKIA\naws_secret_access_key = x\n';

test.each([
  [
    'a role',
    ROLE,
    '',
    'the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and forget the role; Go assumes the role with what the process prints',
  ],
  [
    'a role with a source',
    `${ROLE}credential_source = EcsContainer\n`,
    '',
    'the AWS CLI, JS, Ruby and Rust assume the role and never run the process; Go refuses the profile',
  ],
  [
    'keys beside it',
    KEYS,
    '',
    'the AWS CLI, Rust and Java run the process; JS, Go and Ruby take the keys',
  ],
  [
    'keys of the credentials file',
    '',
    `[a]\n${KEYS}`,
    'Rust and Java run the process; the AWS CLI, JS, Go and Ruby take the keys of the credentials file',
  ],
  [
    'SSO',
    'sso_account_id = 111111111111\n',
    '',
    'JS runs the process; the AWS CLI, Go, Ruby, Rust and swrole take the SSO role',
  ],
  [
    'a login',
    'login_session = x\n',
    '',
    'JS, Ruby and older Go run the process; the AWS CLI, Rust and swrole take what aws login has signed in',
  ],
  [
    'an identity pool',
    'cognito_identity_pool_id = eu-west-1:12345678-90ab-cdef-1234-567890abcdef\n',
    '',
    'SDKs run the process, because they do not know the keys of the pool; swrole asks Cognito and does not run the process',
  ],
])('a shadowed process is found: %s', async (_, beside, credentials, why) => {
  const { facts } = await factsOf({ config: PROCESS + beside, credentials });
  expect(shadowedProcess(facts).map((finding) => finding.why)).toEqual([why]);
});

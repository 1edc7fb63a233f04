import { Credentials } from '../../src/credentials.ts';
import type { ExportedRole } from '../../src/formats/variables.ts';

/** The example keys of AWS's documentation, with a token that has every character a token may have. */
export const keys = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==',
} as const;

/** A role with everything known of it. */
export const role: ExportedRole = {
  profile: 'project-dev',
  credentials: new Credentials({ ...keys, expiration: Date.parse('2030-01-02T03:04:05.999Z') }),
  accountId: '111111111111',
  region: 'ap-northeast-1',
  color: '31',
};

/** A user's long-term keys: no token, no end, and nothing known of the account, region or colour. */
export const user: ExportedRole = {
  profile: 'my company',
  credentials: new Credentials({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: keys.secretAccessKey,
  }),
};

/** The environment variables of `role`. */
export const roleVariables = {
  AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==',
  AWS_CREDENTIAL_EXPIRATION: '2030-01-02T03:04:05Z',
  AWS_ACCOUNT_ID: '111111111111',
  AWS_REGION: 'ap-northeast-1',
  AWS_DEFAULT_REGION: 'ap-northeast-1',
  SWROLE_REGION: 'ap-northeast-1',
  SWROLE_PROFILE: 'project-dev',
  SWROLE_COLOR: '31',
} as const;

/** The environment variables of `user`. */
export const userVariables = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  SWROLE_PROFILE: 'my company',
} as const;

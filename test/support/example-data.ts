import type { StandInRole, StandInUser } from './sts-stand-in/world.ts';

/** The user of all examples, with the example keys of AWS's documentation and a virtual MFA device. */
export const member = {
  userName: 'member',
  accountId: '000000000000',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  mfa: {
    serial: 'arn:aws:iam::000000000000:mfa/member',
    secret: 'EXAMPLEEXAMPLEEXAMPLEEXAMPLE2345',
  },
} as const satisfies StandInUser;

/** The ARN of {@link member}. */
export const MEMBER_ARN = 'arn:aws:iam::000000000000:user/member';

/** Trusts {@link member} and requires MFA. */
export const developer = {
  arn: 'arn:aws:iam::111111111111:role/developer',
  trusts: [MEMBER_ARN],
  requiresMfa: true,
} as const satisfies StandInRole;

/** Trusts {@link member} and does not require MFA. */
export const auditor = {
  arn: 'arn:aws:iam::222222222222:role/auditor',
  trusts: [MEMBER_ARN],
} as const satisfies StandInRole;

/** Trusts {@link developer}: the second role of a chain. */
export const deployer = {
  arn: 'arn:aws:iam::333333333333:role/deployer',
  trusts: [developer.arn],
} as const satisfies StandInRole;

/** The example's credentials file: profile `my-company`. */
export const EXAMPLE_CREDENTIALS = `[my-company]
aws_access_key_id = ${member.accessKeyId}
aws_secret_access_key = ${member.secretAccessKey}
`;

/** What the example's config file runs. */
export interface ExampleCommands {
  /** The `generate_token` of `project-dev`; without it the profile has none. */
  readonly generateToken: string | undefined;
  /** The `credential_process` of `app-dev`. */
  readonly credentialProcess: string;
}

/** The example's config file: profiles `my-company`, `project-dev` (a role with MFA) and `app-dev` (what an SDK uses). */
export function exampleConfig({ generateToken, credentialProcess }: ExampleCommands): string {
  const generateTokenLine = generateToken ? `generate_token = ${generateToken}\n` : '';
  return `[profile my-company]
region = ap-northeast-1

[profile project-dev]
role_arn = ${developer.arn}
mfa_serial = ${member.mfa.serial}
source_profile = my-company
region = ap-northeast-1
${generateTokenLine}
[profile app-dev]
credential_process = ${credentialProcess}
`;
}

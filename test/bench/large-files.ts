/** AWS's shared files as a generator writes them for a company with very many accounts. */
import type { AwsFiles } from '../support/temp-home.ts';

/** How many profiles there are in both files together, each name counted once. */
export const PROFILES = 10_000;

function profile(number: number): string {
  return `
# Project ${number}, by the account's number
[profile project-${number}]
role_arn = arn:aws:iam::${100_000_000_000 + number}:role/team/developer
source_profile = my-company
mfa_serial = arn:aws:iam::111111111111:mfa/member
region = ap-northeast-1
output = json
duration_seconds = 3600
${number % 5 === 0 ? 's3 =\n  addressing_style = path\n  max_concurrent_requests = 20\n' : ''}`;
}

function keys(number: number): string {
  return `
[project-${number}]
aws_access_key_id = AKIAEXAMPLE${String(number).padStart(9, '0')}
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`;
}

/** Six keys a profile; a fifth of them has sub-properties, and a tenth is in the credentials file too. */
export function largeFiles(): Required<AwsFiles> {
  const numbers = Array.from({ length: PROFILES }, (_, number) => number);
  return {
    config: numbers.map(profile).join(''),
    credentials: numbers
      .filter((number) => number % 10 === 0)
      .map(keys)
      .join(''),
  };
}

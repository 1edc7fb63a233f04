/** What can stand beside a `credential_process`, and who then takes which (contract A.5, where every row was measured). */
import { loginKeys, roleKeys, ssoKeys, staticKeys } from '../../config/keys.ts';
import type { Level } from '../finding.ts';

/** Another source in the same profile. */
export interface Rival {
  /** Its key. */
  readonly key: string;
  readonly level: Level;
  readonly why: string;
}

/** A role without a source of its own: is the process one? */
export const ROLE: Rival = {
  key: roleKeys.roleArn,
  level: 'error',
  why: 'the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and forget the role; Go assumes the role with what the process prints',
};

/** A role that has one: almost everybody means the role. */
export const ROLE_WITH_SOURCE: Rival = {
  key: roleKeys.roleArn,
  level: 'warning',
  why: 'the AWS CLI, JS, Ruby and Rust assume the role and never run the process; Go refuses the profile',
};

/** A role of IAM Identity Center. */
export const SSO: Rival = {
  key: ssoKeys.accountId,
  level: 'error',
  why: 'JS runs the process; the AWS CLI, Go, Ruby, Rust and swrole take the SSO role',
};

/** A session of `aws login`. */
export const LOGIN: Rival = {
  key: loginKeys.loginSession,
  level: 'error',
  why: 'JS, Ruby and older Go run the process; the AWS CLI, Rust and swrole take what aws login has signed in',
};

/** Keys in the config file. */
export const CONFIG_FILE_KEYS: Rival = {
  key: staticKeys.accessKeyId,
  level: 'error',
  why: 'the AWS CLI, Rust and Java run the process; JS, Go and Ruby take the keys',
};

/** Keys in the credentials file, which the AWS CLI looks at before the process. */
export const CREDENTIALS_FILE_KEYS: Rival = {
  key: staticKeys.accessKeyId,
  level: 'error',
  why: 'Rust and Java run the process; the AWS CLI, JS, Go and Ruby take the keys of the credentials file',
};

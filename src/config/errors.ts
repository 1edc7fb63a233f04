/** What can be wrong with the configuration, as data; `messages/` has the texts. */

import { DataError } from '../util/errors.ts';
import type { ShownValue } from '../util/secret-text.ts';

/** The place of a section or a setting: the path of the file and the 1-based line. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** Why a section is ignored. */
export type IgnoredSectionReason =
  /** `[profile foo`: no `]`. */
  | 'unclosed'
  /** `[foo]` in the config file, which requires `[profile foo]`. */
  | 'no-prefix'
  /** `[profile foo]` in the credentials file, which requires `[foo]`. */
  | 'prefix-in-credentials'
  /** Empty, unquoted with a space, or with characters outside the AWS alphabet. */
  | 'bad-name';

/** A section that would define the unknown profile if its header were correct. */
export interface IgnoredSection {
  readonly reason: IgnoredSectionReason;
  /** The file that it stands in. */
  readonly in: 'config' | 'credentials';
  readonly at: Location;
}

/** Ignored lines, because their syntax is wrong: their locations, never their text. */
export type IgnoredLines = readonly Location[];

/** The details of each error, by kind. */
export type ConfigErrorDetails =
  | { readonly kind: 'unreadable-file'; readonly file: string; readonly code: string }
  | {
      readonly kind: 'unknown-profile';
      readonly profile: string;
      readonly nearest: string | undefined;
      readonly ignored: IgnoredSection | undefined;
      readonly files: readonly string[];
      /** Lines before the first section, which belong to no profile. */
      readonly passedOver?: IgnoredLines;
      readonly directory?: string;
      /** The flag that named it. */
      readonly flag?: string;
    }
  /** `flag` makes a profile for a role of the command line, whose ARN is the name of the profile at `at`. */
  | {
      readonly kind: 'same-name';
      readonly profile: string;
      readonly flag: string;
      readonly at: Location;
    }
  | {
      readonly kind: 'unknown-source';
      readonly profile: string;
      readonly source: string;
      readonly nearest: string | undefined;
      readonly ignored: IgnoredSection | undefined;
      readonly at: Location;
    }
  | {
      readonly kind: 'invalid-value';
      readonly profile: string;
      readonly key: string;
      readonly value: ShownValue;
      /** Completes the sentence "KEY …, not 'VALUE'", such as "must be a whole number from 900 to 43200". */
      readonly problem: string;
      readonly at: Location;
    }
  | {
      readonly kind: 'invalid-environment';
      readonly variable: string;
      readonly value: ShownValue;
      /** Completes the sentence "VARIABLE …, not 'VALUE'". */
      readonly problem: string;
    }
  /**
   * `profiles` is the closed loop, `['a', 'b', 'a']`, without the profiles that led into it; `at` is the line that closes
   * it.
   */
  | { readonly kind: 'cycle'; readonly profiles: readonly string[]; readonly at: Location }
  /**
   * `role_arn` without `source_profile` or `credential_source`; `at` is the `role_arn`. `own` is a key that gives the
   * profile credentials of its own, which do not assume the role.
   */
  | {
      readonly kind: 'no-source';
      readonly profile: string;
      readonly own?: string;
      readonly passedOver?: IgnoredLines;
      readonly at: Location;
    }
  /** `role_arn` with `credential_process` and no source, which each SDK handles differently; `at` is the process. */
  | { readonly kind: 'role-and-process'; readonly profile: string; readonly at: Location }
  /** Both `source_profile` and `credential_source`; `at` is the latter. */
  | { readonly kind: 'two-sources'; readonly profile: string; readonly at: Location }
  /** `key` (at `at`) cannot be combined with `by` in the same profile. */
  | {
      readonly kind: 'excluded-key';
      readonly profile: string;
      readonly key: string;
      readonly by: string;
      readonly at: Location;
    }
  /** One of several keys that belong together is missing; `section` is the name of the sso-session if it is missing there. */
  | {
      readonly kind: 'partial-keys';
      readonly profile: string;
      readonly section?: string;
      readonly present: string;
      readonly missing: string;
      /** A key that would do as well as the missing one. */
      readonly or?: string;
      readonly passedOver?: IgnoredLines;
      readonly at: Location;
    }
  /** A temporary key id (at `at`) without its token; `instead` is an `aws_security_token`, which few SDKs read. */
  | {
      readonly kind: 'keys-without-token';
      readonly profile: string;
      readonly instead: Location | undefined;
      readonly at: Location;
    }
  | {
      readonly kind: 'no-credentials';
      readonly profile: string;
      readonly passedOver?: IgnoredLines;
      /** A directory at the path of the credentials file. */
      readonly directory?: string;
      readonly at: Location;
    }
  /** `at` is the `sso_session` of the profile. */
  | {
      readonly kind: 'unknown-sso-session';
      readonly profile: string;
      readonly session: string;
      readonly nearest: string | undefined;
      readonly at: Location;
    }
  /** A profile and its `[sso-session]` have different values; `at` is the profile's line. */
  | {
      readonly kind: 'sso-conflict';
      readonly profile: string;
      readonly key: string;
      readonly session: string;
      readonly at: Location;
      readonly sessionAt: Location;
    }
  /** `key` (at `at`) takes credentials from the environment, where these variables are not set. */
  | {
      readonly kind: 'missing-environment';
      readonly profile: string;
      readonly key: string;
      readonly value: string;
      readonly variables: readonly string[];
      readonly at: Location;
    }
  /** The environment has a temporary key without a token; `hasOldToken`: `AWS_SECURITY_TOKEN` is set, which few SDKs read. */
  | {
      readonly kind: 'environment-without-token';
      readonly profile: string;
      readonly hasOldToken: boolean;
      readonly at: Location;
    }
  /** The keys in the environment are the session that swrole got for `keysOf`, a role that they would assume again. */
  | {
      readonly kind: 'own-keys';
      readonly profile: string;
      readonly keysOf: string;
      readonly at: Location;
    }
  /** The profile uses the metadata service (at `at`), but `variable` disables it. */
  | {
      readonly kind: 'metadata-disabled';
      readonly profile: string;
      readonly variable: string;
      readonly at: Location;
    };

/** The configuration has an error: exit code 3. */
export class ConfigError extends DataError<ConfigErrorDetails> {
  override readonly name = 'ConfigError';
}

/** What is odd about the configuration but stops nothing, as data; `messages/` has the texts. */

import type { IgnoredSectionReason, Location } from './errors.ts';

/** The type and the name of a section. */
export interface SectionName {
  readonly type: 'profile' | 'sso-session' | 'services';
  readonly name: string;
}

/** Why a line is ignored. */
export type IgnoredLineReason =
  | 'outside-section'
  | 'no-equals'
  | 'no-key'
  | 'bad-key'
  /** Indented below a line that is itself ignored. */
  | 'below-ignored';

/** Text in a file that SDKs read differently. Security: has no text of a line, which may hold a key. */
export type FileWarning =
  /** The AWS CLI refuses the whole file. */
  | {
      readonly kind: 'duplicate-section';
      readonly section: SectionName;
      readonly first: Location;
      readonly at: Location;
    }
  /** The AWS CLI refuses the whole file. `key` of a sub-property is `s3.region`. */
  | {
      readonly kind: 'duplicate-key';
      readonly section: SectionName;
      readonly key: string;
      readonly first: Location;
      readonly at: Location;
    }
  /** ` #` or ` ;` ended the value here; the AWS CLI keeps it and what follows. */
  | SettingWarning<'cut-comment'>
  /** The quotes around the value are part of it; newer Go SDKs drop them. */
  | SettingWarning<'kept-quotes'>
  | {
      readonly kind: 'ignored-line';
      readonly section: SectionName | undefined;
      readonly reason: IgnoredLineReason;
      readonly at: Location;
    }
  /** `name` as it may have been meant: `foo` for `[profile foo`. */
  | {
      readonly kind: 'ignored-section';
      readonly name: string;
      readonly reason: IgnoredSectionReason;
      readonly at: Location;
    }
  /** Text after the `]`; some SDKs then read the header as a line of the section above. */
  | {
      readonly kind: 'junk-after-header';
      readonly section: SectionName;
      readonly at: Location;
      /** The name that the section was probably meant to have: `a]b` for `[profile a]b]`. */
      readonly meant?: string;
    }
  /** A directory stands at the path of the credentials file, which then counts as absent. */
  | { readonly kind: 'directory'; readonly path: string }
  /** `[default]` at `at` is not read, because there is a `[profile default]`. */
  | { readonly kind: 'shadowed-default'; readonly by: Location; readonly at: Location };

interface SettingWarning<Kind extends string> {
  readonly kind: Kind;
  readonly section: SectionName;
  readonly key: string;
  readonly at: Location;
}

/** What a chain does differently than its profiles ask. */
export type ChainWarning =
  /** Role chaining gives at most an hour; the step asks for `capped` seconds. */
  | {
      readonly kind: 'duration-capped';
      readonly profile: string;
      readonly asked: number;
      readonly capped: number;
      readonly at: Location;
    }
  | {
      readonly kind: 'invalid-color';
      readonly profile: string;
      readonly value: string;
      readonly at: Location;
    }
  /** `key` (at `at`) has no effect, because the profile has `used`; SDKs disagree about which of two sources counts. */
  | {
      readonly kind: 'unused-key';
      readonly profile: string;
      readonly key: string;
      readonly used: string;
      readonly at: Location;
    }
  /**
   * `mfa_session` (at `at`) has no effect; `later-role`: it stands beside a role that another role assumes; `program`: what a
   * program gave was temporary, which no plan knows.
   */
  | {
      readonly kind: 'unused-mfa-session';
      readonly profile: string;
      readonly reason: 'program' | 'temporary' | 'no-device' | 'later-role';
      readonly at: Location;
    }
  /** The region in the environment belongs to another partition than the role and is ignored. */
  | {
      readonly kind: 'unused-region';
      readonly profile: string;
      readonly variable: string;
      readonly region: string;
      readonly partition: string;
    }
  /** The profile's region belongs to another partition than the role; it is used nevertheless. */
  | {
      readonly kind: 'foreign-region';
      readonly profile: string;
      readonly region: string;
      readonly partition: string;
      readonly at: Location;
    };

/** Any warning about the configuration; `doctor` and `--debug` show it. */
export type ConfigWarning = FileWarning | ChainWarning;

/** Receives warnings as they are found, in the order of the text. */
export type Warn<Warning extends ConfigWarning> = (warning: Warning) => void;

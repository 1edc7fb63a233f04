/** Why a profile cannot be written to the config file, as data; `messages/config-edit.ts` has the texts. */

import type { Location } from '../config/errors.ts';
import { loginKeys, processKeys, roleKeys, samlKeys, ssoKeys, staticKeys } from '../config/keys.ts';
import type { CacheSetting } from '../config/plan.ts';
import { DataError } from '../util/errors.ts';

/** A line of a profile that says where its credentials come from, by its key. */
export interface KeyLine {
  readonly key: string;
  readonly at: Location;
}

/** The details of each error, by kind. */
export type ConfigEditErrorDetails =
  /** Not every SDK reads this name; `instead` is a similar one that all SDKs read. */
  | { readonly kind: 'bad-name'; readonly profile: string; readonly instead: string | undefined }
  /** The profile gets its credentials in another way already; `isOwnLine`: only by one line, which can be replaced. */
  | {
      readonly kind: 'in-the-way';
      readonly profile: string;
      readonly lines: readonly KeyLine[];
      readonly isOwnLine: boolean;
    }
  /** Some SDK ignores a header and reads the lines below it as lines of the profile above; this profile is one of the two. */
  | { readonly kind: 'odd-header'; readonly profile: string; readonly at: Location }
  /** `[default]` and `[profile default]`: SDKs disagree on which to use: one of them, the later one or both. */
  | { readonly kind: 'two-defaults'; readonly at: Location; readonly otherAt: Location }
  /** The role's credentials would come from the profile that should get its credentials from the role. */
  | { readonly kind: 'leads-back'; readonly profiles: readonly string[] }
  /** An argument of the command line that shells and SDKs read differently. */
  | {
      readonly kind: 'unwritable-word';
      readonly what: 'node' | 'swrole' | 'profile';
      readonly word: string;
    }
  /** Another program has changed the file since swrole read it. */
  | { readonly kind: 'changed'; readonly file: string }
  /** The file's mode permits no writing. */
  | { readonly kind: 'read-only'; readonly file: string }
  /** The file does not exist, and swrole runs as root: a file made in another user's folder would belong to root. */
  | { readonly kind: 'foreign-folder'; readonly file: string; readonly folder: string }
  | { readonly kind: 'not-a-file'; readonly file: string }
  | { readonly kind: 'cannot-write'; readonly file: string; readonly code: string }
  /** A profile of this name is there already. */
  | { readonly kind: 'taken'; readonly profile: string; readonly at: Location }
  /** Two new profiles cannot have one name. */
  | { readonly kind: 'same-names'; readonly profile: string }
  /** There are no keys or other credentials with which a role could be assumed. */
  | { readonly kind: 'no-keys'; readonly files: readonly string[] }
  /** The keys belong to the root user of an account, which no role lets in. */
  | { readonly kind: 'root-keys'; readonly source: string; readonly account: string }
  /** The user chose nothing. */
  | { readonly kind: 'left' };

/** Why temporary keys are not written to a file, or a section is not removed; `messages/config-edit.ts` has the texts. */
export type WriteErrorDetails =
  /** The section has keys that do not expire. */
  | { readonly kind: 'long-term-section'; readonly section: string; readonly at: Location }
  /** The section has no comment line of swrole below its header. */
  | { readonly kind: 'foreign-section'; readonly section: string; readonly at: Location }
  /** The section is swrole's, but has another key that gives credentials. */
  | {
      readonly kind: 'edited-section';
      readonly section: string;
      readonly key: string;
      readonly at: Location;
    }
  /** The AWS CLI reads no file in which a section is there twice. */
  | {
      readonly kind: 'repeated-section';
      readonly section: string;
      readonly at: Location;
      readonly otherAt: Location;
    }
  /** The profile of this name in the config file gets its credentials in another way. */
  | ({ readonly kind: 'shadowed-profile'; readonly section: string } & KeyLine)
  | {
      readonly kind: 'no-section';
      readonly section: string;
      readonly file: string;
      /** The sections that swrole has written. */
      readonly written: readonly string[];
    }
  | { readonly kind: 'long-term-credentials'; readonly profile: string }
  | { readonly kind: 'no-expiration'; readonly profile: string }
  /** `swrole_cache` keeps the profile's credentials off the disk, or encrypted there. */
  | { readonly kind: 'kept-off-disk'; readonly profile: string; readonly setting: CacheSetting }
  /** The file for containers is a symbolic link. */
  | { readonly kind: 'link'; readonly file: string }
  /** The file for containers is there, and swrole did not write it. */
  | { readonly kind: 'foreign-file'; readonly file: string }
  /** The file for containers belongs to another user, who would own the keys in it. */
  | { readonly kind: 'file-of-another-user'; readonly file: string }
  | { readonly kind: 'no-folder'; readonly file: string; readonly folder: string };

/** Temporary keys cannot be written or removed; every file stays unchanged. */
export class WriteError extends DataError<WriteErrorDetails> {
  override readonly name = 'WriteError';
}

/** The config file cannot be edited and stays unchanged. */
export class ConfigEditError extends DataError<ConfigEditErrorDetails> {
  override readonly name = 'ConfigEditError';
}

const { roleArn, sourceProfile, credentialSource } = roleKeys;
const { webIdentityTokenFile, webIdentityTokenProcess } = roleKeys;

/** The keys that say where credentials come from. If a profile has two, SDKs disagree about which one counts (contract A.5). */
export const MEANINGS: ReadonlySet<string> = new Set([
  ...[roleArn, sourceProfile, credentialSource, webIdentityTokenFile, webIdentityTokenProcess],
  ...[processKeys, samlKeys, ssoKeys, loginKeys, staticKeys].flatMap((keys) => Object.values(keys)),
]);

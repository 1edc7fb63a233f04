import type { Location } from '../config/errors.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from '../config/keys.ts';
import { DataError } from '../util/data-error.ts';

/** A line of a profile that gives it a meaning, by its key. */
export interface KeyLine {
  readonly key: string;
  readonly at: Location;
}

/** Why a profile cannot be written, as data; `words/setup.ts` makes the words. */
export type ConfigEditErrorDetails =
  /** A name that not every SDK reads; `instead` is one like it that all read. */
  | { readonly kind: 'bad-name'; readonly profile: string; readonly instead: string | undefined }
  /** The profile means something else already; `isOwnLine` where all of it is the one line that can be replaced. */
  | {
      readonly kind: 'in-the-way';
      readonly profile: string;
      readonly lines: readonly KeyLine[];
      readonly isOwnLine: boolean;
    }
  /** Some SDK passes over the header and gives the lines below it to the profile above: to this one, or this one's to another. */
  | { readonly kind: 'odd-header'; readonly profile: string; readonly at: Location }
  /** `[default]` and `[profile default]`: SDKs take the one, the later or both. */
  | { readonly kind: 'two-defaults'; readonly at: Location; readonly otherAt: Location }
  /** What the role is made from is the profile that is to be made from the role. */
  | { readonly kind: 'leads-back'; readonly profiles: readonly string[] }
  /** A word of the command line that shells and SDKs would not all read as the same. */
  | {
      readonly kind: 'unwritable-word';
      readonly what: 'node' | 'swrole' | 'profile';
      readonly word: string;
    }
  /** Somebody else has written the file since it was read. */
  | { readonly kind: 'changed'; readonly file: string }
  /** Its mode lets nobody write it. */
  | { readonly kind: 'read-only'; readonly file: string }
  /** It is not there, and what root made in the folder of another user would be root's. */
  | { readonly kind: 'foreign-folder'; readonly file: string; readonly folder: string }
  | { readonly kind: 'not-a-file'; readonly file: string }
  | { readonly kind: 'cannot-write'; readonly file: string; readonly code: string }
  /** There is nobody to choose from. */
  | { readonly kind: 'no-roles'; readonly files: readonly string[] }
  /** The person chose nothing. */
  | { readonly kind: 'left' };

/** The config file is left as it was. */
export class ConfigEditError extends DataError<ConfigEditErrorDetails> {
  override readonly name = 'ConfigEditError';
}

const { roleArn, sourceProfile, credentialSource, webIdentityTokenFile } = roleKeys;

/** The keys that say where credentials come from. Which of two counts, each SDK decides for itself (contract A.5). */
export const MEANINGS: ReadonlySet<string> = new Set([
  ...[roleArn, sourceProfile, credentialSource, webIdentityTokenFile],
  ...[processKeys, ssoKeys, loginKeys, staticKeys].flatMap((keys) => Object.values(keys)),
]);

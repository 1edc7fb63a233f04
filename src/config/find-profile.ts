/**
 * Finds a profile by its name, and the next profile or source of its credentials. An unknown name is an error with a
 * suggestion; `default` is never used instead.
 */

import { guessedName } from '../util/nearest-name.ts';
import { ConfigError, type IgnoredSection, type IgnoredSectionReason } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import { betweenQuotes } from './ini/lexer.ts';
import { roleKeys, staticKeys } from './keys.ts';
import type { CredentialSource } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { hasStaticKeys, locationOf, type RawProfile } from './profile/raw-profile.ts';
import { samlSource, webIdentitySource } from './sources/federation.ts';
import { ownSource, sourceOf, staticSource, warnOfUnused } from './sources/index.ts';
import type { FileWarning } from './warnings.ts';

/**
 * The selected profile. Throws `unknown-profile`.
 *
 * @param flag the flag that selects it, for the error
 */
export function findProfile(files: ConfigFiles, name: string, flag?: string): RawProfile {
  const profile = files.profiles.get(name);
  if (profile !== undefined) return profile;
  throw new ConfigError({
    kind: 'unknown-profile',
    profile: name,
    ...suggestions(files, name),
    files: files.files,
    ...(flag !== undefined && { flag }),
  });
}

/** The profile that another one names as `source_profile`; upper and lower case differ. Throws `unknown-source`. */
function findSource(files: ConfigFiles, from: RawProfile, source: string): RawProfile {
  const profile = files.profiles.get(source);
  if (profile !== undefined) return profile;
  const at = locationOf(from, roleKeys.sourceProfile);
  const suggested = suggestions(files, source);
  throw new ConfigError({ kind: 'unknown-source', profile: from.name, source, ...suggested, at });
}

interface Suggestions {
  readonly nearest: string | undefined;
  readonly ignored: IgnoredSection | undefined;
}

function suggestions(files: ConfigFiles, name: string): Suggestions {
  const ignored = ignoredSections.get(files) ?? ignoredIn(files);
  ignoredSections.set(files, ignored);
  return { nearest: guessedName(name, files.profiles), ignored: ignored.get(name) };
}

/** By name; cached, because many profiles may name an unknown one. */
const ignoredSections = new WeakMap<ConfigFiles, ReadonlyMap<string, IgnoredSection>>();

function ignoredIn({ files, warnings }: ConfigFiles): ReadonlyMap<string, IgnoredSection> {
  const ignored = new Map<string, IgnoredSection>();
  for (const warning of warnings) {
    for (const [name, reason] of meantNames(warning)) {
      if (ignored.has(name) || !('at' in warning)) continue;
      const { at } = warning;
      ignored.set(name, { reason, in: at.file === files[1] ? 'credentials' : 'config', at });
    }
  }
  return ignored;
}

/** The names that a user may give the profile that a bad header was meant to open, and why the header is ignored. */
function meantNames(warning: FileWarning): readonly (readonly [string, IgnoredSectionReason])[] {
  if (warning.kind === 'junk-after-header')
    return warning.meant === undefined ? [] : [[warning.meant, 'bad-name']];
  if (warning.kind !== 'ignored-section') return [];
  const { name, reason } = warning;
  const unquoted = reason === 'bad-name' ? betweenQuotes(name) : undefined;
  // An unclosed quote hides the `]`.
  const cut = reason === 'unclosed' && name.endsWith(']') ? name.slice(0, -1) : undefined;
  return [name, unquoted, cut].flatMap((each) => (each === undefined ? [] : [[each, reason]]));
}

// What follows one profile: a credential source, or the next profile along `source_profile`. smithy-rs `repr.rs`, botocore,
// JS and Ruby share these rules:
//
// - The selected profile is used for its role: the role wins over its own keys.
// - Every later profile is used to sign: its keys win over its role.
// - A profile that names itself as source signs with its own keys; without keys it is a loop.

/** The next profile or source of a profile's credentials; `role` is the profile itself if AssumeRole is called for it. */
export type Onward =
  | { readonly role: RoleProfile | undefined; readonly source: CredentialSource }
  | { readonly role: RoleProfile; readonly sourceProfile: RawProfile };

/** Whether the profile's role is assumed; in a source profile, keys win over the role. */
export function hasRoleToAssume(profile: Profile, isFirst: boolean): profile is RoleProfile {
  return profile.roleArn !== undefined && (isFirst || !hasStaticKeys(profile.raw));
}

/** What follows a profile. Throws {@link ConfigError} if nothing can. */
export function onwardFrom(profile: Profile, isFirst: boolean, context: PlanContext): Onward {
  const { roleArn, sourceProfile, credentialSource } = roleKeys;
  if (!hasRoleToAssume(profile, isFirst)) {
    const { source, key } = ownSource(profile, isFirst, context);
    return onwardToSource(profile, undefined, source, [key], context);
  }
  const token = webIdentitySource(profile, context) ?? samlSource(profile, context);
  if (token !== undefined)
    return onwardToSource(profile, undefined, token.source, [roleArn, token.key], context);
  const source = sourceOf(profile, context);
  if (typeof source !== 'string')
    return onwardToSource(profile, profile, source, [roleArn, credentialSource], context);
  if (source === profile.name) {
    const used = [roleArn, sourceProfile, staticKeys.accessKeyId];
    return onwardToSource(profile, profile, ownKeys(profile), used, context);
  }
  warnOfUnused(profile, SOURCE_KEYS, context.warn);
  return { role: profile, sourceProfile: findSource(context.files, profile.raw, source) };
}

const SOURCE_KEYS = [roleKeys.roleArn, roleKeys.sourceProfile] as const;

function onwardToSource(
  profile: Profile,
  role: RoleProfile | undefined,
  source: CredentialSource,
  used: readonly string[],
  { warn }: PlanContext,
): Onward {
  warnOfUnused(profile, used, warn);
  return { role, source };
}

function ownKeys(profile: RoleProfile): CredentialSource {
  const source = staticSource(profile);
  if (source === undefined) throw cycleError(() => [profile.name, profile.name], profile.raw);
  return source;
}

/** The error of a circle that `last` closes. Its names are computed on demand: circles may be long. */
export function cycleError(names: () => readonly string[], last: RawProfile): ConfigError {
  const at = locationOf(last, roleKeys.sourceProfile);
  return new ConfigError({
    kind: 'cycle',
    get profiles() {
      return names();
    },
    at,
  });
}

/**
 * Finds a profile by its name, and the next profile or source of its credentials. An unknown name is an error with a
 * suggestion; `default` is never used instead. A role of the command line becomes a profile first.
 */

import { guessedName } from '../util/text.ts';
import {
  ConfigError,
  type IgnoredSection,
  type IgnoredSectionReason,
  type Location,
} from './errors.ts';
import type { ConfigFiles } from './files.ts';
import { betweenQuotes } from './ini/lexer.ts';
import type { Setting } from './ini/parser.ts';
import { endpointKeys, roleKeys, staticKeys, transportKeys } from './keys.ts';
import type { CredentialSource } from './plan.ts';
import type { PlanContext } from './plan-context.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { hasStaticKeys, locationOf, type RawProfile } from './profile/raw-profile.ts';
import { roleArnRule } from './profile/rules.ts';
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

// A role of the command line: `swrole ARN --source PROFILE`. It becomes a profile of the parsed files, as if they had
// `role_arn = ARN` and `source_profile = PROFILE`, so that planning, sessions and locks need not know the difference.

/** The flag that names the source. */
export const SOURCE_FLAG = '--source';

/**
 * The keys that a role takes from its source: where and how calls are made. Planning itself passes on `mfa_serial`,
 * `generate_token` and `mfa_session`.
 */
const inherited = () => [...Object.values(endpointKeys), ...Object.values(transportKeys)];

/** Stands for a file where the command line has a value. */
const COMMAND_LINE: Location = { file: 'the command line', line: 0 };

/**
 * The files with a profile for the role; the same files without a source.
 *
 * @param arn the ARN, which is the name of the profile too
 * @throws ConfigError `unknown-profile` for the source, `same-name` if a profile of the files has the ARN as its name
 */
export function withTypedRole(
  files: ConfigFiles,
  arn: string | undefined,
  source: string | undefined,
): ConfigFiles {
  if (source === undefined || arn === undefined) return files;
  const named = files.profiles.get(arn);
  if (named !== undefined)
    throw new ConfigError({ kind: 'same-name', profile: arn, flag: SOURCE_FLAG, at: named.at });
  const role = typedProfile(arn, findProfile(files, source, SOURCE_FLAG));
  return { ...files, profiles: new Map([...files.profiles, [arn, role]]) };
}

function typedProfile(arn: string, source: RawProfile): RawProfile {
  const typed = (value: string): Setting => ({ value, at: COMMAND_LINE, nested: new Map() });
  const settings = new Map([
    [roleKeys.roleArn, typed(arn)],
    [roleKeys.sourceProfile, typed(source.name)],
  ] as [string, Setting][]);
  for (const key of inherited()) {
    const setting = source.settings.get(key);
    if (setting === undefined) continue;
    const { value, at, nested } = setting;
    settings.set(key, { value, at, nested, profile: source.name });
  }
  return { name: arn, at: COMMAND_LINE, settings };
}

// What is wrong with an ARN, part by part: it decides which account the credentials are for.

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; only the resource may have colons. */
const PARTS = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s;

/** Whether a text is meant as an ARN. */
export function looksLikeArn(text: string): boolean {
  return /^arn:/i.test(text);
}

/** What is wrong with the ARN of a role, which completes "ARN: …"; undefined for a good one. */
export function roleArnProblem(text: string): string | undefined {
  if (roleArnRule.parse(text) !== undefined) return undefined;
  const [, partition = '', service, region, account = '', resource = ''] = PARTS.exec(text) ?? [];
  if (service === undefined) return 'it has fewer than six parts between colons';
  if (!/^aws[a-z-]*$/.test(partition)) return 'its partition must be aws, aws-cn, aws-us-gov, …';
  if (service === 'sts') return 'it names a session, not a role';
  if (service !== 'iam') return 'its service must be iam';
  if (region !== '') return 'it must have nothing between iam: and the account, as in iam::';
  if (!/^\d{12}$/.test(account)) return 'its account must be twelve digits';
  if (!resource.startsWith('role/')) return 'it must end in role/NAME';
  return 'its role must have a name of 1 to 64 letters, digits or _+=,.@-';
}

/** `arn:aws:sts::111111111111:assumed-role/NAME/SESSION`, as `aws sts get-caller-identity` prints it. */
const SESSION_ARN = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\//;

/** The ARN of the role of a session, unless the role has a path; undefined for another text. */
export function roleOfSession(text: string): string | undefined {
  const [, partition, account, name] = SESSION_ARN.exec(text) ?? [];
  return name && `arn:${partition}:iam::${account}:role/${name}`;
}

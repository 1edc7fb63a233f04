/** Keys with a missing part, or with a part in the other file: the SDKs then disagree about whether there are any. */

import type { Location } from '../../config/errors.ts';
import {
  cognitoKeys,
  loginKeys,
  processKeys,
  roleKeys,
  ssoKeys,
  staticKeys,
} from '../../config/keys.ts';
import {
  commandLineOf,
  isLongTermId,
  type RawProfile,
  textOf,
} from '../../config/profile/raw-profile.ts';
import { ROLE_SOURCE_KEYS } from '../../config/sources/index.ts';
import { MEANINGS } from '../../config-edit/errors.ts';
import { defaultSection, type WrittenSection } from '../../config-edit/written-section.ts';
import { formatLocation, quoteForShell } from '../../messages/message.ts';
import {
  type Check,
  describeOtherPlace,
  type Facts,
  type Finding,
  fix,
  headerOf,
  isHalfRead,
  type Level,
  run,
} from '../check.ts';
import { swroleProfile } from '../facts/command-lines.ts';

const { accessKeyId, secretAccessKey, sessionToken } = staticKeys;

/** Incomplete and divided keys, and a token that belongs to other keys. */
export const halfKeys: Check = ({ profiles }) =>
  profiles.flatMap((profile) => finding(profile) ?? foreignToken(profile) ?? []);

function finding({ name, settings }: RawProfile): Finding | undefined {
  const at = (key: string) => (settings.get(key)?.value ? settings.get(key)?.at : undefined);
  const id = at(accessKeyId);
  const secret = at(secretAccessKey);
  if (id && secret) return id.file === secret.file ? undefined : divided(name, id, secret);
  if (id) return half(name, accessKeyId, secretAccessKey, id);
  if (secret) return half(name, secretAccessKey, accessKeyId, secret);
  const token = at(sessionToken);
  return token && half(name, sessionToken, accessKeyId, token);
}

function half(name: string, present: string, missing: string, where: Location): Finding {
  return {
    level: 'error',
    what: `profile '${name}' has ${present}, but no ${missing}`,
    where,
    why: 'half a key signs nothing: swrole and the AWS CLI stop here, others look for credentials elsewhere and may find the credentials of another account',
    advice: fix(`add ${missing} to the profile, or remove ${present}`),
  };
}

/** AWS accepts a token only with its own temporary key. */
function foreignToken({ name, settings }: RawProfile): Finding | undefined {
  const token = settings.get(sessionToken);
  if (!token?.value || !isLongTermId(settings.get(accessKeyId)?.value ?? '')) return undefined;
  return {
    level: 'error',
    what: `profile '${name}' has aws_session_token, but its aws_access_key_id is a long-term key (AKIA…)`,
    where: token.at,
    why: 'AWS refuses a key together with the token of another one',
    advice: fix('remove aws_session_token, or write the key that it came with'),
  };
}

function divided(name: string, where: Location, secret: Location): Finding {
  return {
    level: 'warning',
    what: `the keys of profile '${name}' stand in two files (${formatLocation(where)} and ${formatLocation(secret)})`,
    where,
    why: 'the AWS CLI, JS and Rust put them together; Go refuses them, and Ruby does not find them',
    advice: fix(`write ${accessKeyId} and ${secretAccessKey} into the credentials file, both`),
  };
}

// A profile with `credential_process` beside another source: SDKs disagree about which of the two they use, and so
// get different credentials (contract A.5).

/** Shadowed credential processes. */
export const shadowedProcess: Check = (facts) =>
  facts.profiles.flatMap((profile) => {
    const process = commandLineOf(profile, processKeys.credentialProcess);
    if (process === undefined) return [];
    return conflictingSources(profile, facts).map((rival) =>
      shadowedFinding(profile, process.at, rival),
    );
  });

function conflictingSources(profile: RawProfile, { files }: Facts): readonly ConflictingSource[] {
  const { name, settings } = profile;
  const has = (key: string) => textOf(settings, key) !== undefined;
  const asked = swroleProfile(commandLineOf(profile, processKeys.credentialProcess)?.command ?? '');
  const keysAt = settings.get(staticKeys.accessKeyId)?.at.file;
  const keys = keysAt === files.files[1] ? CREDENTIALS_FILE_KEYS : CONFIG_FILE_KEYS;
  const role = ROLE_SOURCE_KEYS.some(has) ? ROLE_WITH_SOURCE : ROLE;
  return [
    ...(has(roleKeys.roleArn) ? [role] : []),
    ...(has(ssoKeys.accountId) ? [SSO] : []),
    ...(has(loginKeys.loginSession) ? [LOGIN] : []),
    ...(has(cognitoKeys.identityPoolId) && asked !== name ? [COGNITO] : []),
    ...(has(staticKeys.accessKeyId) ? [keys] : []),
  ];
}

function shadowedFinding(
  { name, settings }: RawProfile,
  where: Location,
  rival: ConflictingSource,
): Finding {
  const { key, level, why } = rival;
  const at = settings.get(key)?.at ?? where;
  return {
    level,
    what: `credential_process of profile '${name}' stands beside ${key} (${describeOtherPlace(at, where)})`,
    where,
    why,
    advice: fix(
      `keep one of them in ${headerOf(name)}, and move the other to a profile of its own`,
    ),
  };
}

// The sources that conflict with a `credential_process`, and which SDK uses which (contract A.5, where every row was measured).

/** Another source in the same profile. */
interface ConflictingSource {
  /** Its key. */
  readonly key: string;
  readonly level: Level;
  readonly why: string;
}

/** A role without a source of its own: is the process one? */
const ROLE: ConflictingSource = {
  key: roleKeys.roleArn,
  level: 'error',
  why: 'the AWS CLI, Ruby, Rust and swrole refuse the profile; JS and Java run the process and forget the role; Go assumes the role with what the process prints',
};

/** A role with a source of its own: almost all profiles mean the role. */
const ROLE_WITH_SOURCE: ConflictingSource = {
  key: roleKeys.roleArn,
  level: 'warning',
  why: 'the AWS CLI, JS, Ruby and Rust assume the role and never run the process; Go refuses the profile',
};

/** A role of IAM Identity Center. */
const SSO: ConflictingSource = {
  key: ssoKeys.accountId,
  level: 'error',
  why: 'JS runs the process; the AWS CLI, Go, Ruby, Rust and swrole take the SSO role',
};

/** A session of `aws login`. */
const LOGIN: ConflictingSource = {
  key: loginKeys.loginSession,
  level: 'error',
  why: 'JS, Ruby and older Go run the process; the AWS CLI, Rust and swrole take what aws login has signed in',
};

/** An identity pool: keys that only swrole knows. */
const COGNITO: ConflictingSource = {
  key: cognitoKeys.identityPoolId,
  level: 'warning',
  why: 'SDKs run the process, because they do not know the keys of the pool; swrole asks Cognito and does not run the process',
};

/** Keys in the config file. */
const CONFIG_FILE_KEYS: ConflictingSource = {
  key: staticKeys.accessKeyId,
  level: 'error',
  why: 'the AWS CLI, Rust and Java run the process; JS, Go and Ruby take the keys',
};

/** Keys in the credentials file, which the AWS CLI reads before the process. */
const CREDENTIALS_FILE_KEYS: ConflictingSource = {
  key: staticKeys.accessKeyId,
  level: 'error',
  why: 'Rust and Java run the process; the AWS CLI, JS, Go and Ruby take the keys of the credentials file',
};

// Sections of the credentials file that `swrole write` has written.

/** Written keys that have expired, or that stand beside another source of the profile of this name. */
export const writtenKeys: Check = (facts) =>
  facts.written
    .filter(({ name, profile }) => [name, profile].some((each) => isAsked(each, facts)))
    .flatMap((section) => [...besideSource(section, facts), ...expired(section, facts)]);

function isAsked(name: string, { asked, names }: Facts): boolean {
  return asked === undefined || names.has(name);
}

function expired(section: WrittenSection, facts: Facts): Finding[] {
  const { name, profile, expiration, at } = section;
  if (expiration > facts.now) return [];
  const isGone = !facts.files.profiles.has(profile) && !isHalfRead(facts);
  const quoted = (word: string) => quoteForShell(word, facts.platform);
  const as = name === defaultSection(profile) ? '' : ` --as ${quoted(name)}`;
  const remove = removal(section, facts);
  const finding = {
    level: 'warning',
    what: `the keys in section [${name}], which swrole wrote for profile '${profile}', expired at ${new Date(expiration).toISOString()}`,
    where: at,
  } as const;
  if (isGone)
    return [
      {
        ...finding,
        why: 'AWS refuses them, and the profile is not in the files any more',
        advice: run(remove),
      },
    ];
  return [
    {
      ...finding,
      why: `AWS refuses them; ${remove} takes them away`,
      advice: run(`swrole write ${quoted(profile)}${as}`),
    },
  ];
}

function removal({ name }: WrittenSection, { platform }: Facts): string {
  return `swrole write --remove ${quoteForShell(name, platform)}`;
}

/** `credential_process` beside keys has a check of its own. */
function besideSource(section: WrittenSection, facts: Facts): Finding[] {
  const { name, at } = section;
  const settings = facts.files.profiles.get(name)?.settings ?? new Map();
  const [source] = [...MEANINGS]
    .filter((key) => key !== processKeys.credentialProcess && textOf(settings, key) !== undefined)
    .filter((key) => settings.get(key)?.at.file !== at.file);
  if (source === undefined) return [];
  return [
    {
      level: 'warning',
      what: `section [${name}], which swrole wrote, stands beside ${source} of the profile of this name (${formatLocation(settings.get(source)?.at ?? at)})`,
      where: at,
      why: 'which of the two counts depends on the SDK, and on whether another profile has this one as its source_profile',
      advice: run(removal(section, facts)),
    },
  ];
}

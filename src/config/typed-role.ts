/**
 * A role of the command line: `swrole ARN --source PROFILE`. It becomes a profile of the parsed files, as if they had
 * `role_arn = ARN` and `source_profile = PROFILE`, so that planning, sessions and locks need not know the difference.
 */

import { ConfigError, type Location } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import { findProfile } from './find-profile.ts';
import type { Setting } from './ini/parser.ts';
import { endpointKeys, roleKeys, transportKeys } from './keys.ts';
import type { RawProfile } from './profile/raw-profile.ts';
import { roleArnRule } from './profile/rules.ts';

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

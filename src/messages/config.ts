/** Messages for errors of the configuration. */

import type {
  ConfigError,
  ConfigErrorDetails,
  IgnoredLines,
  IgnoredSection,
} from '../config/errors.ts';
import { type FileKind, profileHeader } from '../config/ini/lexer.ts';
import { regionRule } from '../config/profile/rules.ts';
import { CONFIG_LIMIT } from '../config/read-file.ts';
import { regionMeant } from '../config/regions.ts';
import { type ShownValue, shownName, valueWords } from '../util/secret-text.ts';
import { describeUnreadable, unreadableHint } from './files.ts';
import { formatLocation, type Message, wayWords, withLocation } from './message.ts';

const describeProfile = (name: string) => `profile '${name}'`;

/** A name that is in neither file; it may be any typed or pasted text. */
const describeUnknown = (name: string) => `profile ${valueWords(shownName(name))}`;

/** The name for an example to copy, or `NAME` if it may not be shown. */
const suggestedName = (name: string) => (typeof shownName(name) === 'string' ? name : 'NAME');

const PORTABLE_CHARACTERS = 'letters, digits and _-./%@:+';

/** How to write a name that swrole does not read in its present form. */
export function nameAdvice(name: string, kind: FileKind): string {
  const header = profileHeader(name, kind);
  if (header === undefined) return `use ${PORTABLE_CHARACTERS} for the name`;
  return `write ${header}, or use ${PORTABLE_CHARACTERS} for the name, which every SDK reads`;
}

/** The problem with the ignored section that was probably meant, and what to write instead. */
function ignoredHint(written: string, { reason, in: kind, at }: IgnoredSection): string {
  const name = suggestedName(written);
  const header = profileHeader(name, kind);
  if (header === undefined) {
    const what = /["']/.test(name) ? 'quotes' : 'control characters';
    return `${formatLocation(at)}: the section's name has ${what} in it; ${nameAdvice(name, kind)}`;
  }
  switch (reason) {
    case 'unclosed':
      return `${formatLocation(at)}: the section has no ']'; write ${header}`;
    case 'no-prefix':
      return `${formatLocation(at)}: write ${header} instead of [${name}]`;
    case 'prefix-in-credentials':
      return `${formatLocation(at)}: write ${header} instead of [profile ${name}]; the credentials file takes no prefix`;
    case 'bad-name':
      return `${formatLocation(at)}: the section's name needs quotes; ${nameAdvice(name, kind)}`;
  }
}

function nearestHint(nearest: string | undefined): string {
  return nearest === undefined ? 'swrole list shows the profiles' : `did you mean '${nearest}'?`;
}

/** The locations of lines, in the order of the files: `/home/ada/.aws/config:3, 4`. */
function formatLines(lines: IgnoredLines): string {
  const shown = lines.slice(0, NAMED_LINES).map((at, index) => {
    const isSameFile = at.file === lines[index - 1]?.file;
    return isSameFile ? String(at.line) : formatLocation(at);
  });
  const more = lines.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** At most this many lines are listed. */
const NAMED_LINES = 5;

/** Security: an ignored line may hold a key, so only its location is shown. */
function describeIgnoredLines(lines: IgnoredLines | undefined): string {
  if (lines === undefined) return '';
  return `; ${lines.length === 1 ? 'a line of it is' : 'lines of it are'} passed over (${formatLines(lines)})`;
}

/** Suggests a similar region for a mistyped one. */
export function regionHint(value: ShownValue): Pick<ConfigPhrases, 'hint'> {
  const meant = typeof value === 'string' ? regionMeant(value) : undefined;
  return meant === undefined ? {} : { hint: `did you mean ${meant}?` };
}

const AS_SETTINGS = 'write KEY = VALUE there, without export and with an equals sign';

function unknownHint({
  profile,
  nearest,
  passedOver,
  files,
}: Extract<ConfigErrorDetails, { kind: 'unknown-profile' }>): string {
  if (nearest !== undefined || passedOver === undefined) return nearestHint(nearest);
  const kind = passedOver[0]?.file === files[1] ? 'credentials' : 'config';
  const header = profileHeader(suggestedName(profile), kind) ?? profileHeader('NAME', kind);
  return `lines before the first section belong to no profile (${formatLines(passedOver)}); write a header such as ${header} above them`;
}

/** Keys may assume the role of their own profile, if the profile says so; other credentials need a separate profile. */
function noSourceHint(profile: string, own: string | undefined): string {
  if (own === undefined)
    return `add source_profile = NAME or credential_source to ${describeProfile(profile)}`;
  if (own.startsWith('aws_'))
    return `add source_profile = ${profile}, if these keys are to assume the role`;
  return `move role_arn to a profile of its own, with source_profile = ${profile}`;
}

/** The problem without its location, and a hint, if there is one. */
interface ConfigPhrases {
  readonly what: string;
  readonly hint?: string;
}

function describeDirectory(directory: string | undefined): string {
  return directory === undefined ? '' : `; ${directory} is a directory, not a file`;
}

/** `A`, `A or B`. */
function eitherKey(key: string, or: string | undefined): string {
  return or === undefined ? key : `${key} or ${or}`;
}

const MESSAGES: {
  [Kind in ConfigErrorDetails['kind']]: (
    details: Extract<ConfigErrorDetails, { kind: Kind }>,
  ) => ConfigPhrases;
} = {
  'unreadable-file': ({ file, code }) => ({
    what: describeUnreadable(file, code, CONFIG_LIMIT),
    hint:
      unreadableHint(file, code) ??
      (code === 'EACCES' || code === 'EPERM'
        ? 'check its permissions, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE'
        : 'put the right file there, or name it in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE'),
  }),
  'unknown-profile': (details) => ({
    what: `${details.flag === undefined ? '' : `${details.flag}: `}${describeUnknown(details.profile)} is not in ${details.files.join(' or ')}${describeDirectory(details.directory)}`,
    hint:
      details.ignored === undefined
        ? unknownHint(details)
        : ignoredHint(details.profile, details.ignored),
  }),
  'same-name': ({ profile, flag }) => ({
    what: `${describeProfile(profile)} has the name of the role that ${flag} is given with`,
    hint: `leave out ${flag} to use the profile, or give the profile another name`,
  }),
  'unknown-source': ({ profile, source, nearest, ignored }) => ({
    what: `source_profile of ${describeProfile(profile)}: there is no ${describeUnknown(source)}`,
    hint: ignored === undefined ? nearestHint(nearest) : ignoredHint(source, ignored),
  }),
  'invalid-value': ({ profile, key, value, problem }) => ({
    what: `${key} of ${describeProfile(profile)} ${problem}, not ${valueWords(value)}`,
    ...(problem === regionRule.problem && regionHint(value)),
  }),
  'invalid-environment': ({ variable, value, problem }) => ({
    what: `${variable} ${problem}, not ${valueWords(value)}`,
    ...(problem === regionRule.problem && regionHint(value)),
  }),
  cycle: ({ profiles }) => ({
    what: `source_profile goes in a circle: ${wayWords(profiles)}`,
    hint: 'one of them must have keys or another source of its own',
  }),
  'no-source': ({ profile, own, passedOver }) => ({
    what:
      own === undefined
        ? `${describeProfile(profile)} has role_arn, but nothing to assume it with${describeIgnoredLines(passedOver)}`
        : `${describeProfile(profile)} has role_arn and ${own}, but no source_profile${describeIgnoredLines(passedOver)}`,
    hint: passedOver === undefined ? noSourceHint(profile, own) : AS_SETTINGS,
  }),
  'role-and-process': ({ profile }) => ({
    what: `${describeProfile(profile)} has role_arn and credential_process, which each SDK handles differently`,
    hint: 'move credential_process to a profile of its own, and name that in source_profile if it gives the credentials to assume the role with',
  }),
  'two-sources': ({ profile }) => ({
    what: `${describeProfile(profile)} has both source_profile and credential_source`,
    hint: 'remove one of the two lines',
  }),
  'partial-keys': ({ profile, section, present, missing, or, passedOver }) => ({
    what:
      (section === undefined
        ? `${describeProfile(profile)} has ${present}, but no ${eitherKey(missing, or)}`
        : `sso-session '${section}' of ${describeProfile(profile)} has no ${missing}`) +
      describeIgnoredLines(passedOver),
    hint:
      passedOver === undefined
        ? `add ${eitherKey(missing, or)} to ${section === undefined ? describeProfile(profile) : `[sso-session ${section}]`}`
        : AS_SETTINGS,
  }),
  'keys-without-token': ({ profile, instead }) => ({
    what: `aws_access_key_id of ${describeProfile(profile)} is a temporary key (ASIA…), but there is no aws_session_token`,
    hint:
      instead === undefined
        ? 'add the aws_session_token that comes with it; AWS refuses such a key without it'
        : `${formatLocation(instead)}: write aws_session_token instead of aws_security_token`,
  }),
  'no-credentials': ({ profile, passedOver, directory }) => ({
    what: `${describeProfile(profile)} has nothing to get credentials from${describeIgnoredLines(passedOver)}${describeDirectory(directory)}`,
    hint:
      directory !== undefined
        ? 'remove the directory, and write a file with your keys there (Docker makes a directory of a missing file that it mounts)'
        : passedOver === undefined
          ? 'add role_arn and source_profile, keys, credential_process, or sso_session, sso_account_id and sso_role_name'
          : AS_SETTINGS,
  }),
  'excluded-key': ({ profile, key, by }) => ({
    what: `${key} of ${describeProfile(profile)} cannot be combined with ${by}`,
    hint: `remove ${key} from ${describeProfile(profile)}`,
  }),
  'unknown-sso-session': ({ profile, session, nearest }) => ({
    what: `sso_session of ${describeProfile(profile)}: there is no [sso-session ${suggestedName(session)}]`,
    hint:
      nearest === undefined ? 'aws configure sso-session writes one' : `did you mean '${nearest}'?`,
  }),
  'sso-conflict': ({ profile, key, session, sessionAt }) => ({
    what: `${key} of ${describeProfile(profile)} is not that of its sso-session '${session}' (${formatLocation(sessionAt)})`,
    hint: `remove ${key} from ${describeProfile(profile)}`,
  }),
  'missing-environment': ({ profile, key, value, variables }) => ({
    what: `${key} of ${describeProfile(profile)} is ${value}, but ${variables.join(' and ')} ${variables.length === 1 ? 'is' : 'are'} not set`,
  }),
  'environment-without-token': ({ profile, hasOldToken }) => ({
    what: `credential_source of ${describeProfile(profile)} is Environment, but AWS_ACCESS_KEY_ID is a temporary key (ASIA…) and AWS_SESSION_TOKEN is not set`,
    hint: hasOldToken
      ? 'set AWS_SESSION_TOKEN to what AWS_SECURITY_TOKEN is'
      : 'set the AWS_SESSION_TOKEN that comes with it; AWS refuses such a key without it',
  }),
  'own-keys': ({ profile, keysOf }) => ({
    what: `credential_source of ${describeProfile(profile)} is Environment, but the keys there are those that swrole got for ${describeProfile(keysOf)}`,
    hint: 'use a shell with your own keys, or set them again; if they are your own, remove SWROLE_PROFILE from the environment',
  }),
  'metadata-disabled': ({ profile, variable }) => ({
    what: `credential_source of ${describeProfile(profile)} is Ec2InstanceMetadata, but ${variable} is true`,
    hint: `remove ${variable} from the environment`,
  }),
};

/** The message in parts, for output that shows the location separately. */
export function configPhrases(details: ConfigErrorDetails): ConfigPhrases {
  return MESSAGES[details.kind](details as never);
}

/** Describes an error of the configuration: file, line, profile, key, and what to write. */
export function describeConfigError({ details }: ConfigError): Message {
  const { what, hint } = configPhrases(details);
  return {
    exitCode: 3,
    message: withLocation('at' in details ? details.at : undefined, what),
    hint,
  };
}

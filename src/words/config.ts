import type { ConfigError, ConfigFact, IgnoredSection, Location } from '../config/config-error.ts';
import type { Words } from './words.ts';

const at = ({ file, line }: Location) => `${file}:${line}`;

const profileWord = (name: string) => `profile '${name}'`;

/** What is wrong with the section that was probably meant, and what to write instead. */
function ignoredHint(name: string, { reason, at: where }: IgnoredSection): string {
  switch (reason) {
    case 'unclosed':
      return `${at(where)}: the section has no ']'; write [profile ${name}]`;
    case 'no-prefix':
      return `${at(where)}: write [profile ${name}] in the place of [${name}]`;
    case 'prefix-in-credentials':
      return `${at(where)}: write [${name}] in the place of [profile ${name}]; the credentials file takes no prefix`;
    case 'bad-name':
      return `${at(where)}: the section's name has characters that AWS does not allow; quote a name with spaces`;
  }
}

function nearestHint(nearest: string | undefined): string {
  return nearest === undefined
    ? 'swrole without arguments lists the profiles'
    : `did you mean '${nearest}'?`;
}

type Wording = Omit<Words, 'exitCode' | 'hint'> & { readonly hint?: string };

const WORDS: {
  [Kind in ConfigFact['kind']]: (fact: Extract<ConfigFact, { kind: Kind }>) => Wording;
} = {
  'unreadable-file': ({ file, code }) => ({
    message: `cannot read ${file} (${code})`,
    hint: 'check its permissions, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE',
  }),
  'unknown-profile': ({ profile, nearest, ignored, files }) => ({
    message: `${profileWord(profile)} is not in ${files.join(' or ')}`,
    hint: ignored === undefined ? nearestHint(nearest) : ignoredHint(profile, ignored),
  }),
  'unknown-source': ({ profile, source, nearest, ignored, at: where }) => ({
    message: `${at(where)}: source_profile of ${profileWord(profile)}: there is no ${profileWord(source)}`,
    hint: ignored === undefined ? nearestHint(nearest) : ignoredHint(source, ignored),
  }),
  'invalid-value': ({ profile, key, value, problem, at: where }) => ({
    message: `${at(where)}: ${key} of ${profileWord(profile)} ${problem}, not '${value}'`,
  }),
  'invalid-environment': ({ variable, value, problem }) => ({
    message: `${variable} ${problem}, not '${value}'`,
  }),
  cycle: ({ profiles, at: where }) => ({
    message: `${at(where)}: source_profile goes in a circle: ${profiles.join(' -> ')}`,
    hint: 'one of them must have keys or another source of its own',
  }),
  'no-source': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has role_arn, but nothing to assume it with`,
    hint: `add source_profile = NAME or credential_source to ${profileWord(profile)}`,
  }),
  'role-and-process': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has role_arn and credential_process, which every SDK takes differently`,
    hint: 'move credential_process to a profile of its own, and name that in source_profile if it gives the credentials to assume the role with',
  }),
  'two-sources': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has both source_profile and credential_source`,
    hint: 'remove one of the two lines',
  }),
  'partial-keys': ({ profile, section, present, missing, at: where }) => ({
    message:
      section === undefined
        ? `${at(where)}: ${profileWord(profile)} has ${present}, but no ${missing}`
        : `${at(where)}: sso-session '${section}' of ${profileWord(profile)} has no ${missing}`,
    hint: `add ${missing} to ${section === undefined ? profileWord(profile) : `[sso-session ${section}]`}`,
  }),
  'no-credentials': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has nothing to get credentials from`,
    hint: 'add role_arn and source_profile, keys, credential_process, or sso_session, sso_account_id and sso_role_name',
  }),
  'excluded-key': ({ profile, key, by, at: where }) => ({
    message: `${at(where)}: ${key} of ${profileWord(profile)} cannot be had together with ${by}`,
    hint: `remove ${key} from ${profileWord(profile)}`,
  }),
  'unknown-sso-session': ({ profile, session, nearest, at: where }) => ({
    message: `${at(where)}: sso_session of ${profileWord(profile)}: there is no [sso-session ${session}]`,
    hint:
      nearest === undefined ? 'aws configure sso-session writes one' : `did you mean '${nearest}'?`,
  }),
  'sso-conflict': ({ profile, key, session, at: where, sessionAt }) => ({
    message: `${at(where)}: ${key} of ${profileWord(profile)} is not that of its sso-session '${session}' (${at(sessionAt)})`,
    hint: `remove ${key} from ${profileWord(profile)}`,
  }),
  'missing-environment': ({ profile, key, value, variables, at: where }) => ({
    message: `${at(where)}: ${key} of ${profileWord(profile)} is ${value}, but ${variables.join(' and ')} ${variables.length === 1 ? 'is' : 'are'} not set`,
  }),
  'metadata-disabled': ({ profile, variable, at: where }) => ({
    message: `${at(where)}: credential_source of ${profileWord(profile)} is Ec2InstanceMetadata, but ${variable} is true`,
    hint: `unset ${variable}`,
  }),
};

/** Words for a configuration that does not say what to do: file, line, profile, key, and what to write. */
export function configWords({ fact }: ConfigError): Words {
  const { message, hint } = WORDS[fact.kind](fact as never);
  return { exitCode: 3, message, hint };
}

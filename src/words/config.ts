import type { ConfigError, ConfigFact, IgnoredSection } from '../config/config-error.ts';
import { shownName, valueWords } from '../secret-text.ts';
import { placed, placeWords } from './place.ts';
import type { Words } from './words.ts';

const profileWord = (name: string) => `profile '${name}'`;

/** A name that is in neither file: anything may have been typed or pasted for it. */
const unknownWord = (name: string) => `profile ${valueWords(shownName(name))}`;

/** The same as a person is to write it. */
const nameToWrite = (name: string) => (typeof shownName(name) === 'string' ? name : 'NAME');

/** What is wrong with the section that was probably meant, and what to write instead. */
function ignoredHint(written: string, { reason, at: where }: IgnoredSection): string {
  const name = nameToWrite(written);
  switch (reason) {
    case 'unclosed':
      return `${placeWords(where)}: the section has no ']'; write [profile ${name}]`;
    case 'no-prefix':
      return `${placeWords(where)}: write [profile ${name}] in the place of [${name}]`;
    case 'prefix-in-credentials':
      return `${placeWords(where)}: write [${name}] in the place of [profile ${name}]; the credentials file takes no prefix`;
    case 'bad-name':
      return `${placeWords(where)}: the section's name has characters that AWS does not allow; quote a name with spaces`;
  }
}

function nearestHint(nearest: string | undefined): string {
  return nearest === undefined ? 'swrole list shows the profiles' : `did you mean '${nearest}'?`;
}

/** What is wrong, without its place, and what to do about it, where there is something. */
export interface ConfigPhrases {
  readonly what: string;
  readonly hint?: string;
}

const WORDS: {
  [Kind in ConfigFact['kind']]: (fact: Extract<ConfigFact, { kind: Kind }>) => ConfigPhrases;
} = {
  'unreadable-file': ({ file, code }) => ({
    what: `cannot read ${file} (${code})`,
    hint: 'check its permissions, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE',
  }),
  'unknown-profile': ({ profile, nearest, ignored, files }) => ({
    what: `${unknownWord(profile)} is not in ${files.join(' or ')}`,
    hint: ignored === undefined ? nearestHint(nearest) : ignoredHint(profile, ignored),
  }),
  'unknown-source': ({ profile, source, nearest, ignored }) => ({
    what: `source_profile of ${profileWord(profile)}: there is no ${unknownWord(source)}`,
    hint: ignored === undefined ? nearestHint(nearest) : ignoredHint(source, ignored),
  }),
  'invalid-value': ({ profile, key, value, problem }) => ({
    what: `${key} of ${profileWord(profile)} ${problem}, not ${valueWords(value)}`,
  }),
  'invalid-environment': ({ variable, value, problem }) => ({
    what: `${variable} ${problem}, not ${valueWords(value)}`,
  }),
  cycle: ({ profiles }) => ({
    what: `source_profile goes in a circle: ${profiles.join(' -> ')}`,
    hint: 'one of them must have keys or another source of its own',
  }),
  'no-source': ({ profile }) => ({
    what: `${profileWord(profile)} has role_arn, but nothing to assume it with`,
    hint: `add source_profile = NAME or credential_source to ${profileWord(profile)}`,
  }),
  'role-and-process': ({ profile }) => ({
    what: `${profileWord(profile)} has role_arn and credential_process, which every SDK takes differently`,
    hint: 'move credential_process to a profile of its own, and name that in source_profile if it gives the credentials to assume the role with',
  }),
  'two-sources': ({ profile }) => ({
    what: `${profileWord(profile)} has both source_profile and credential_source`,
    hint: 'remove one of the two lines',
  }),
  'partial-keys': ({ profile, section, present, missing }) => ({
    what:
      section === undefined
        ? `${profileWord(profile)} has ${present}, but no ${missing}`
        : `sso-session '${section}' of ${profileWord(profile)} has no ${missing}`,
    hint: `add ${missing} to ${section === undefined ? profileWord(profile) : `[sso-session ${section}]`}`,
  }),
  'no-credentials': ({ profile }) => ({
    what: `${profileWord(profile)} has nothing to get credentials from`,
    hint: 'add role_arn and source_profile, keys, credential_process, or sso_session, sso_account_id and sso_role_name',
  }),
  'excluded-key': ({ profile, key, by }) => ({
    what: `${key} of ${profileWord(profile)} cannot be had together with ${by}`,
    hint: `remove ${key} from ${profileWord(profile)}`,
  }),
  'unknown-sso-session': ({ profile, session, nearest }) => ({
    what: `sso_session of ${profileWord(profile)}: there is no [sso-session ${nameToWrite(session)}]`,
    hint:
      nearest === undefined ? 'aws configure sso-session writes one' : `did you mean '${nearest}'?`,
  }),
  'sso-conflict': ({ profile, key, session, sessionAt }) => ({
    what: `${key} of ${profileWord(profile)} is not that of its sso-session '${session}' (${placeWords(sessionAt)})`,
    hint: `remove ${key} from ${profileWord(profile)}`,
  }),
  'missing-environment': ({ profile, key, value, variables }) => ({
    what: `${key} of ${profileWord(profile)} is ${value}, but ${variables.join(' and ')} ${variables.length === 1 ? 'is' : 'are'} not set`,
  }),
  'metadata-disabled': ({ profile, variable }) => ({
    what: `credential_source of ${profileWord(profile)} is Ec2InstanceMetadata, but ${variable} is true`,
    hint: `unset ${variable}`,
  }),
};

/** The same in parts, for whoever shows the place apart. */
export function configPhrases(fact: ConfigFact): ConfigPhrases {
  return WORDS[fact.kind](fact as never);
}

/** Words for a configuration that does not say what to do: file, line, profile, key, and what to write. */
export function configWords({ fact }: ConfigError): Words {
  const { what, hint } = configPhrases(fact);
  return { exitCode: 3, message: placed('at' in fact ? fact.at : undefined, what), hint };
}

import type {
  ConfigError,
  ConfigFact,
  IgnoredSection,
  Location,
} from '../../config/config-error.ts';
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
    hint: 'one of them must have keys or a credential_process of its own',
  }),
  'no-source': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has role_arn, but nothing to assume it with`,
    hint: `add source_profile = NAME to ${profileWord(profile)}`,
  }),
  'role-and-process': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has role_arn and credential_process, which every SDK takes differently`,
    hint: 'move credential_process to a profile of its own, and name that in source_profile if it gives the credentials to assume the role with',
  }),
  'two-sources': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has both source_profile and credential_source`,
    hint: 'remove one of the two lines',
  }),
  'partial-keys': ({ profile, present, missing, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has ${present}, but no ${missing}`,
    hint: `add ${missing} to ${profileWord(profile)}`,
  }),
  'no-credentials': ({ profile, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} has nothing to get credentials from`,
    hint: 'add role_arn and source_profile, keys, or credential_process',
  }),
  'unsupported-source': ({ profile, key, at: where }) => ({
    message: `${at(where)}: ${profileWord(profile)} gets its credentials by ${key}, which this version does not read`,
    hint: `a credential_process such as 'aws configure export-credentials --profile NAME' can stand in for it`,
  }),
};

/** Words for a configuration that does not say what to do: file, line, profile, key, and what to write. */
export function configWords({ fact }: ConfigError): Words {
  const { message, hint } = WORDS[fact.kind](fact as never);
  return { exitCode: 3, message, hint };
}

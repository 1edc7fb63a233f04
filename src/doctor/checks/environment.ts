/** Checks of environment variables: profiles, files, regions, endpoints and the prompt (contract A.6). */

import { endpointKeys, ssoKeys } from '../../config/keys.ts';
import { type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { regionRule } from '../../config/profile/rules.ts';
import { hasRegionForm, regionMeant } from '../../config/regions.ts';
import { PROMPT_WORDS } from '../../mfa/question.ts';
import { shownWords } from '../../util/secret-text.ts';
import { guessedName, nearestName } from '../../util/text.ts';
import {
  type Check,
  type Facts,
  type FileFact,
  type Finding,
  fix,
  isInScope,
  isMissing,
  unset,
  type Where,
} from '../check.ts';

const PROFILE = 'AWS_PROFILE';
const DEFAULT = 'AWS_DEFAULT_PROFILE';

/** Variables that name a missing profile, or two different ones: SDKs read one of them, or both in their own order. */
export const environmentProfile: Check = (facts) => [
  ...unknown(PROFILE, facts),
  ...unknown(DEFAULT, facts),
  ...two(facts),
];

function unknown(variable: string, facts: Facts): Finding[] {
  const name = facts.env[variable];
  if (!name || !isMissing(name, facts)) return [];
  const nearest = guessedName(name, facts.files.profiles);
  return [
    {
      level: 'error',
      what: `${variable} names profile ${shownWords(name)}, which is not in the files`,
      where: { variable },
      why: 'the AWS CLI and the SDKs that read the variable stop here',
      advice:
        nearest === undefined
          ? unset([variable], facts.platform)
          : fix(`did you mean '${nearest}'?`),
    },
  ];
}

function two({ env, platform }: Facts): Finding[] {
  const [name, other] = [env[PROFILE], env[DEFAULT]];
  if (!other || name === other) return [];
  if (!name)
    return [
      {
        level: 'note',
        what: `only ${DEFAULT} is set`,
        where: { variable: DEFAULT },
        why: 'JS and PHP do not read it, and use the default profile',
        advice: fix(`set ${PROFILE} in its place`),
      },
    ];
  return [
    {
      level: 'warning',
      what: `${PROFILE} is ${shownWords(name)}, but ${DEFAULT} is ${shownWords(other)}`,
      where: { variable: DEFAULT },
      why: `botocore and the AWS CLI before version 2 take ${DEFAULT}; the AWS CLI 2, JS, Ruby and PHP take ${PROFILE}`,
      advice: unset([DEFAULT], platform),
    },
  ];
}

// `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` that name missing files, or files that only some SDKs find.

const VARIABLES = {
  config: 'AWS_CONFIG_FILE',
  credentials: 'AWS_SHARED_CREDENTIALS_FILE',
} as const;

/** Variables that name a missing file. */
export const environmentFiles: Check = ({ env, fileFacts }) =>
  fileFacts.flatMap((file) => {
    const value = env[VARIABLES[file.kind]];
    if (!value || file.exists) return [];
    return [finding(file, value)];
  });

function finding({ kind, path }: FileFact, value: string): Finding {
  const variable = VARIABLES[kind];
  // Only botocore expands these.
  const isExpanded = /\$|^~[^/]/.test(value);
  return {
    level: isExpanded ? 'error' : 'warning',
    what: `${variable} names ${path}, which is not there`,
    where: { variable },
    why: isExpanded
      ? 'botocore puts in the values of variables and the homes of users, the other SDKs and swrole take them as they are written'
      : 'SDKs take a missing file for an empty one, and say that its profiles are missing',
    advice: fix(isExpanded ? 'write the path out' : `unset ${variable}, or correct it`),
  };
}

// `AWS_REGION` and `AWS_DEFAULT_REGION`, botocore reads one of them and JS the other (contract A.6).

const shown = (region: string) => shownWords(region, '');

/** Two regions in the environment. */
export const environmentRegion: Check = ({ env }) => {
  const { AWS_REGION: region, AWS_DEFAULT_REGION: other } = env;
  if (!region || !other || region === other) return [];
  return [
    {
      level: 'warning',
      what: `AWS_REGION is ${shown(region)}, but AWS_DEFAULT_REGION is ${shown(other)}`,
      where: { variable: 'AWS_DEFAULT_REGION' },
      why: 'botocore takes AWS_DEFAULT_REGION, JS and the AWS CLI 2 take AWS_REGION: two programs work in two regions',
      advice: fix('set both to one region, or unset one of them'),
    },
  ];
};

// Regions whose names do not have the form of AWS regions: `us-east1`, a zone such as `us-east-1a`.

const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** Invalid names of regions. A text that cannot be a name at all is a separate error. */
export const regionForm: Check = (facts) => {
  // Other clouds and local emulators, which have their own URLs, may use any region name.
  if (facts.env.AWS_ENDPOINT_URL) return [];
  return [...facts.profiles.flatMap(inProfile), ...inSessions(facts), ...inEnvironment(facts)];
};

function inProfile({ name, settings }: RawProfile): Finding[] {
  if (textOf(settings, endpointKeys.endpointUrl) ?? textOf(settings, endpointKeys.services))
    return [];
  const findings: Finding[] = [];
  for (const key of REGION_KEYS) {
    const setting = settings.get(key);
    if (setting !== undefined)
      findings.push(...regionFinding(`${key} of profile '${name}'`, setting.value, setting));
  }
  return findings;
}

const REGION_KEYS = [endpointKeys.region, ssoKeys.region] as const;

function inSessions(facts: Facts): Finding[] {
  return [...facts.files.ssoSessions.values()]
    .filter(({ name }) => isInScope({ type: 'sso-session', name }, facts))
    .flatMap(({ name, settings }) => {
      const setting = settings.get(ssoKeys.region);
      if (setting === undefined) return [];
      return regionFinding(`${ssoKeys.region} of sso-session '${name}'`, setting.value, setting);
    });
}

function inEnvironment({ env }: Facts): Finding[] {
  return REGION_VARIABLES.flatMap((variable) =>
    regionFinding(variable, env[variable], { at: { variable } }),
  );
}

function regionFinding(
  owner: string,
  text: string | undefined,
  place: { readonly at: Where },
): Finding[] {
  if (!text || regionRule.parse(text) === undefined || hasRegionForm(text)) return [];
  const where = place.at;
  const meant = regionMeant(text);
  // Security: a text that is not similar to a region may be anything, and is not shown.
  if (meant === undefined)
    return [
      {
        level: 'note',
        what: `${owner} does not have the form of a region's name`,
        where,
        why: 'AWS has no such region, unless it is new and named in another way',
        advice: fix('write a region such as us-east-1'),
      },
    ];
  return [
    {
      level: 'error',
      what: `${owner} is ${text}, which is no region`,
      where,
      why: 'there is no host of that name, so every call fails',
      advice: fix(`did you mean ${meant}?`),
    },
  ];
}

// `AWS_ENDPOINT_URL` and its forms for one service, mostly left over from a test against a local emulator.

const ENDPOINT_VARIABLE = /^AWS_ENDPOINT_URL(?:_(\w+))?$/;

/** Variables that send calls to a host other than AWS. */
export const environmentEndpoint: Check = ({ env, platform }) => {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return [];
  const names = Object.keys(env).filter((name) => ENDPOINT_VARIABLE.test(name) && env[name]);
  return names.sort().map((variable) => {
    const service = ENDPOINT_VARIABLE.exec(variable)?.[1];
    const calls = service === undefined ? 'every call to AWS' : `every call to ${service}`;
    return {
      level: 'warning',
      what: `${variable} is ${shownWords(env[variable] ?? '', '')}`,
      where: { variable },
      why: `${calls} goes there, whatever the profile says, those of swrole too`,
      advice: unset([variable], platform),
    };
  });
};

// `SWROLE_PROMPT` that names no program, which otherwise fails only when a code is needed without a terminal.

const PROMPT_VARIABLE = 'SWROLE_PROMPT';

/** A prompt program that cannot be started. */
export const environmentPrompt: Check = ({ prompt }) => {
  if (prompt === undefined || prompt.isThere) return [];
  const meant = nearestName(prompt.word, PROMPT_WORDS);
  return [
    {
      level: 'warning',
      what: `${PROMPT_VARIABLE} names ${prompt.word}, which cannot be run`,
      where: { variable: PROMPT_VARIABLE },
      why: 'without a terminal, swrole cannot ask for a code',
      advice: fix(
        meant === undefined || meant === prompt.word
          ? 'install the program, or write tty, gui, none, or a program or command line that is there'
          : `did you mean ${meant}?`,
      ),
    },
  ];
};

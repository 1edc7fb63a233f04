/**
 * Checks of long-term keys where they are not lines of a profile: in the environment, where they override every profile, or are
 * incomplete (contract A.5), and in the keychain; and how old all of them are.
 */

import { processKeys } from '../../config/keys.ts';
import { isLongTermId, isTemporaryId } from '../../config/profile/raw-profile.ts';
import { parseInstant, shortId } from '../../util/text.ts';
import { type Check, type Facts, type Finding, fix, run, unset } from '../check.ts';
import { keysBehind } from '../facts/command-lines.ts';

const ID = 'AWS_ACCESS_KEY_ID';
const SECRET = 'AWS_SECRET_ACCESS_KEY';
const TOKEN = 'AWS_SESSION_TOKEN';
const EXPIRATION = 'AWS_CREDENTIAL_EXPIRATION';
const OLD_TOKEN = 'AWS_SECURITY_TOKEN';

const unsetAll = ({ platform }: Facts) => unset([ID, SECRET, TOKEN, EXPIRATION], platform);

/** Leftover keys. */
export const environmentKeys: Check = (facts) => {
  const { env } = facts;
  if (env[ID] && env[SECRET])
    return [...expired(facts), ...mismatched(facts), ...overriding(facts)];
  return half(facts);
};

function half(facts: Facts): Finding[] {
  const { env } = facts;
  const present = [ID, SECRET, TOKEN].filter((name) => env[name]);
  const [variable] = present;
  if (variable === undefined) return [];
  const missing = [ID, SECRET].filter((name) => !env[name]);
  return [
    {
      level: variable === TOKEN ? 'warning' : 'error',
      what: `${present.join(' and ')} ${present.length === 1 ? 'is' : 'are'} set, but not ${missing.join(' and ')}`,
      where: { variable },
      why:
        variable === TOKEN
          ? 'as soon as keys are set beside it, AWS refuses them together with the token of other ones'
          : 'the AWS CLI stops here, other SDKs look for credentials elsewhere',
      advice: unsetAll(facts),
    },
  ];
}

function expired(facts: Facts): Finding[] {
  const { env, now } = facts;
  const at = parseInstant(env[EXPIRATION] ?? '');
  if (at === undefined || at > now) return [];
  return [
    {
      level: 'error',
      what: `the keys in the environment expired at ${new Date(at).toISOString()}`,
      where: { variable: EXPIRATION },
      why: 'SDKs take them all the same, before any profile, and AWS refuses every call',
      advice: unsetAll(facts),
    },
  ];
}

/** A key and a token of different kinds. */
function mismatched(facts: Facts): Finding[] {
  const { env } = facts;
  const hasToken = Boolean(env[TOKEN]);
  if (isTemporaryId(env[ID] ?? '') && !hasToken)
    return [
      {
        level: 'error',
        what: `${ID} is a temporary key (ASIA…), but ${TOKEN} is not set`,
        where: { variable: ID },
        why: env[OLD_TOKEN]
          ? `AWS refuses such a key without its token, and botocore alone reads ${OLD_TOKEN}`
          : 'AWS refuses such a key without its token',
        advice: env[OLD_TOKEN]
          ? fix(`set ${TOKEN} to what ${OLD_TOKEN} is`)
          : fix(`set the ${TOKEN} that comes with it`),
      },
    ];
  if (!isLongTermId(env[ID] ?? '') || !hasToken) return [];
  return [
    {
      level: 'error',
      what: `${ID} is a long-term key (AKIA…), but ${TOKEN} is set`,
      where: { variable: TOKEN },
      why: 'AWS refuses a key together with the token of another one',
      advice: unset([TOKEN], facts.platform),
    },
  ];
}

/** In a shell that swrole opened, the keys are intended. */
function overriding(facts: Facts): Finding[] {
  const { env } = facts;
  const profile = env.AWS_PROFILE;
  if (!profile && env.SWROLE_PROFILE) return [];
  return [
    {
      level: profile ? 'warning' : 'note',
      what: profile ? `${ID} is set beside AWS_PROFILE` : `${ID} and ${SECRET} are set`,
      where: { variable: ID },
      why: profile
        ? 'botocore, Go and Ruby use the keys, JS uses the profile: two programs are two users'
        : 'SDKs take them before any profile that is not named to them, the default one too',
      advice: unsetAll(facts),
    },
  ];
}

// The keys that `swrole keys` has in the keychain. Only what swrole knows of them is looked at: nothing is decrypted.

/** Profiles that name keys which are not there, and rotations that have not ended. */
export const keychainKeys: Check = ({ commands, keyRecords, asked, names }) => {
  const known = new Set(keyRecords.map(({ name }) => name));
  const processes = commands.filter(({ key }) => key === processKeys.credentialProcess);
  const used = processes.flatMap((command) => {
    const keys = keysBehind(command.command);
    return keys === undefined ? [] : [{ ...command, keys }];
  });
  const missing = used.filter(({ keys }) => !known.has(keys));
  const isInScope = (name: string) =>
    asked === undefined || names.has(name) || used.some(({ keys }) => keys === name);
  return [
    ...missing.map(
      ({ profile, at, keys }): Finding => ({
        level: 'error',
        what: `credential_process of profile '${profile}' asks for keys '${keys}', which swrole has not put into the keychain of this machine`,
        where: at,
        why: 'SDKs get no keys from it',
        advice: run(`swrole keys add ${keys}`),
      }),
    ),
    ...keyRecords
      .filter(({ name, isRotating }) => isRotating && isInScope(name))
      .map(
        ({ name }): Finding => ({
          level: 'warning',
          what: `the rotation of keys '${name}' has begun, and not ended`,
          where: { program: 'swrole keys' },
          why: 'there may be two access keys of the user, and AWS allows no third',
          advice: run(`swrole keys rotate ${name}`),
        }),
      ),
  ];
};

const DAY = 24 * 60 * 60 * 1000;

/** AWS advises to rotate keys after this many days (IAM user guide, "Secure access keys"). */
const OLD = 90;

/** Keys that AWS has known for too long. */
export const accessKeyAge: Check = ({ keyAges = [], now }) =>
  keyAges.flatMap(({ profile, at, keys, accessKeyId, createdAt }): Finding[] => {
    const key = `access key ${shortId(accessKeyId)} of profile '${profile}'`;
    const where = at;
    if (typeof createdAt === 'object')
      return [
        {
          level: 'note',
          what: `how old ${key} is could not be looked at: ${createdAt.reason}`,
          where,
          why: 'an old key is more likely to be in a place that nobody remembers',
          advice: fix(
            createdAt.isDenied
              ? 'allow iam:ListAccessKeys to the user for its own keys'
              : 'look at the network, the proxy variables and AWS_ENDPOINT_URL_IAM',
          ),
        },
      ];
    const days = Math.floor((now - createdAt) / DAY);
    if (days <= OLD) return [];
    const first = keys === undefined ? [`swrole keys add ${profile} --from ${profile}`] : [];
    return [
      {
        level: 'warning',
        what: `${key} is ${days} days old`,
        where,
        why: `AWS advises to replace keys after ${OLD} days: whoever has got hold of one can use it until then`,
        advice: run([...first, `swrole keys rotate ${keys ?? profile}`].join(' && ')),
      },
    ];
  });

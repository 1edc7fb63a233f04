/** Checks of keys in the environment, which override every profile, or are incomplete (contract A.5). */

import { isLongTermId, isTemporaryId } from '../../config/profile/raw-profile.ts';
import { parseInstant } from '../../util/text.ts';
import { type Check, type Facts, type Finding, fix, unset } from '../check.ts';

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

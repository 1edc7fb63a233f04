/** Keys in the environment, which go before every profile, or half of them, which spoil it (contract A.5). */
import { parseInstant } from '../../rfc3339.ts';
import type { Check, Facts } from '../facts/facts.ts';
import { type Finding, run } from '../finding.ts';

const ID = 'AWS_ACCESS_KEY_ID';
const SECRET = 'AWS_SECRET_ACCESS_KEY';
const TOKEN = 'AWS_SESSION_TOKEN';
const EXPIRATION = 'AWS_CREDENTIAL_EXPIRATION';
const UNSET = run(`unset ${ID} ${SECRET} ${TOKEN} ${EXPIRATION}`);

/** Leftover keys. */
export const environmentKeys: Check = (facts) => {
  const { env } = facts;
  if (env[ID] && env[SECRET]) return [...expired(facts), ...overriding(facts)];
  return half(facts);
};

function half({ env }: Facts): Finding[] {
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
      advice: UNSET,
    },
  ];
}

function expired({ env, now }: Facts): Finding[] {
  const at = parseInstant(env[EXPIRATION] ?? '');
  if (at === undefined || at > now) return [];
  return [
    {
      level: 'error',
      what: `the keys in the environment ended at ${new Date(at).toISOString()}`,
      where: { variable: EXPIRATION },
      why: 'SDKs take them all the same, before any profile, and AWS refuses every call',
      advice: UNSET,
    },
  ];
}

/** In a shell that swrole opened they are what was asked for. */
function overriding({ env }: Facts): Finding[] {
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
      advice: UNSET,
    },
  ];
}

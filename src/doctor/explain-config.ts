/** What an error of the configuration means: how bad it is, who fails because of it, and what to do where its words have no hint. */
import type { ConfigFact } from '../config/errors.ts';
import type { Level } from './finding.ts';

type Kind = ConfigFact['kind'];

const NOT_HERE = 'in this environment the profile gives no credentials';

const WHY: { readonly [K in Kind]?: string } = {
  'unreadable-file':
    'swrole stops here; JS takes such a file for empty and says that its profiles are missing',
  'invalid-environment': 'every profile that takes notice of the variable fails with it',
  cycle: 'no SDK finds credentials at the end of it',
  'no-credentials': 'whoever uses this profile gets no credentials from it',
  'keys-without-token': 'AWS refuses a temporary key without its token',
  'missing-environment': NOT_HERE,
  'environment-without-token': NOT_HERE,
  'own-keys': NOT_HERE,
  'metadata-disabled': NOT_HERE,
  'two-sources': 'every SDK refuses such a profile',
  'excluded-key': 'the call with a token takes no such value, so swrole refuses the profile',
  'sso-conflict': 'the AWS CLI and Rust refuse such a profile, others sign in at one of the two',
  'invalid-value':
    'swrole refuses it before any call, because AWS would, or because it would mean something else',
};

/** Who fails because of it. */
export function errorWhy({ kind }: ConfigFact): string {
  return WHY[kind] ?? 'swrole and the SDKs cannot give credentials for it';
}

/** What to do about an error whose words say it without a hint. */
export function errorAdvice(fact: ConfigFact): string {
  switch (fact.kind) {
    case 'invalid-value':
      return `${fact.key} ${fact.problem}`;
    case 'invalid-environment':
      return `${fact.variable} ${fact.problem}`;
    case 'missing-environment':
      return `set ${fact.variables.join(' and ')} where the profile is used`;
    default:
      return 'correct the line';
  }
}

/**
 * How bad it is, given the profile that was planned and the one that was asked about. What does no harm unless somebody
 * uses the profile is a note, as long as nobody asks for that one: it may be meant for another machine, or for nobody.
 */
export function errorLevel(fact: ConfigFact, planned: string, asked: string | undefined): Level {
  switch (fact.kind) {
    case 'no-credentials':
      return fact.profile === planned && asked !== planned ? 'note' : 'error';
    case 'missing-environment':
    case 'environment-without-token':
    case 'own-keys':
    case 'metadata-disabled':
      return asked === undefined ? 'note' : 'warning';
    default:
      return 'error';
  }
}

/** What it means that a chain does something else than its profiles ask for. */
import type { ChainWarning } from '../../config/warnings.ts';
import { roleKeys, tokenKeys } from '../../config/keys.ts';
import { fix, type Level, write } from '../finding.ts';
import { type Meaning, meaning } from './meaning.ts';

/** All but the over-long duration. */
export type ChainOddity = Exclude<ChainWarning, { kind: 'duration-capped' }>;

const MEANINGS: {
  [Kind in ChainOddity['kind']]: (warning: Extract<ChainOddity, { kind: Kind }>) => Meaning;
} = {
  'unused-key': ({ key }) => {
    const [level, why] = UNUSED[key] ?? TWO_SOURCES;
    return meaning(level, why, fix(`remove ${key}, or move it to a profile of its own`));
  },
  'invalid-color': () => meaning('note', 'the profile has no colour', write('color = 31')),
  'unused-mfa-session': ({ reason }) =>
    meaning(
      'warning',
      reason === 'no-device'
        ? 'the role is assumed without a code'
        : 'each role asks for a code of its own',
      fix(`remove mfa_session${MFA_SESSION_FIX[reason]}`),
    ),
  'unused-region': ({ profile }) =>
    meaning(
      'note',
      'the region is of another partition, so the role is called where it is',
      fix(`write the region of profile '${profile}' into the profile`),
    ),
  'foreign-region': ({ partition }) =>
    meaning(
      'warning',
      'STS of another partition does not know the role',
      fix(`write a region of ${partition}`),
    ),
};

const MFA_SESSION_FIX: Record<
  Extract<ChainOddity, { kind: 'unused-mfa-session' }>['reason'],
  string
> = {
  program: ', or write the keys into the credentials file',
  temporary: ', or let the role start from long-term keys',
  'no-device': ', or add mfa_serial',
  'later-role': ', or move it to the profile of the first role or of the keys',
};

const TWO_SOURCES: readonly [Level, string] = [
  'warning',
  'a profile that says twice where its credentials come from means one of the two, and SDKs disagree about which',
];

const NOT_WITH_TOKEN: readonly [Level, string] = [
  'note',
  'a role that is assumed with a token is called without it, by SDKs too',
];

/** The keys whose place is taken without any doubt about which counts (contract C.1). */
const UNUSED: { readonly [key: string]: readonly [Level, string] } = {
  [tokenKeys.mfaProcess]: ['note', 'swrole runs generate_token, aws-vault runs mfa_process'],
  [roleKeys.mfaSerial]: NOT_WITH_TOKEN,
  [roleKeys.externalId]: NOT_WITH_TOKEN,
};

/** What such a warning means. */
export function oddityMeaning(warning: ChainOddity): Meaning {
  return MEANINGS[warning.kind](warning as never);
}

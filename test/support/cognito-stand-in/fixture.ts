import { ISSUED_ROLE, type Issuer, startIssuer } from '../http-stand-in/issuer.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type CognitoStandIn, startCognitoStandIn } from './server.ts';

const pool = (digit: string) => `eu-west-1:12345678-90ab-cdef-1234-${digit.repeat(12)}` as const;

/** Takes guests and users. */
export const POOL = pool('1');
/** Takes users only, and has no role for them. */
export const USER_POOL = pool('2');
/** Takes guests only. */
export const GUEST_POOL = pool('3');

/** The login providers. */
export const [PROVIDER, OTHER_PROVIDER] = ['accounts.google.com', 'login.example.com'] as const;

/** A role that Ada's token allows. */
export const CHOSEN_ROLE = 'arn:aws:iam::111111111111:role/chosen';

/** Tokens. */
export const ADA = 'eyJhbGciOiJub25lIn0.EXAMPLE.ada';
export const EXPIRED = 'eyJhbGciOiJub25lIn0.EXAMPLE.expired';

/** When {@link EXPIRED} has expired, in seconds. */
export const EXPIRED_AT = 1_767_225_600;

/** The tokens and pools of the tests. */
export const LOGINS = [
  { token: ADA, provider: PROVIDER, subject: 'ada', roles: [CHOSEN_ROLE] },
  { token: EXPIRED, provider: PROVIDER, subject: 'ada', expiresAt: EXPIRED_AT },
];
export const poolsOf = (role: string) => [
  { id: POOL, providers: [PROVIDER, OTHER_PROVIDER], guestRole: role, userRole: role },
  { id: USER_POOL, providers: [PROVIDER] },
  { id: GUEST_POOL, providers: [], guestRole: role },
];

/** A stand-in whose keys the STS stand-in takes. */
export interface CognitoFixture extends Issuer {
  readonly cognito: CognitoStandIn;
}

/** Starts a {@link CognitoFixture} that ends with the running test. */
export async function startCognitoFixture(now?: () => number): Promise<CognitoFixture> {
  const issuer = await startIssuer();
  const issue = (roleArn: string) => issuer.sts.issue({ roleArn, sessionName: 'example' });
  const world = { pools: poolsOf(ISSUED_ROLE), logins: LOGINS, issue, ...(now && { now }) };
  return { ...issuer, cognito: untilTestEnds(await startCognitoStandIn(world)) };
}

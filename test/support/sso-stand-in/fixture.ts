import { IDENTITIES, ISSUED_ROLE, type Issuer, startIssuer } from '../http-stand-in/issuer.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type SsoStandIn, startSsoStandIn } from './server.ts';

export { IDENTITIES };

/** The assignments of the stand-in's own tests. */
export const ASSIGNMENTS = [
  { accountId: '111111111111', roleName: 'issued' },
  { accountId: '111111111111', roleName: 'viewer' },
  { accountId: '222222222222', roleName: 'auditor' },
];

/** A stand-in whose keys the STS stand-in takes, and a clock that can be put forward. */
export interface SsoFixture extends Issuer {
  readonly sso: SsoStandIn;
  /** By how many milliseconds the service's clock is ahead of this machine's. */
  readonly clock: { ahead: number };
}

/** Starts a {@link SsoFixture} that ends with the running test. */
export async function startSsoFixture(): Promise<SsoFixture> {
  const clock = { ahead: 0 };
  const issuer = await startIssuer();
  const issue = ({ roleName }: { roleName: string }) =>
    issuer.sts.issue({ roleArn: ISSUED_ROLE.replace('issued', roleName), sessionName: 'example' });
  const now = () => Date.now() + clock.ahead;
  const sso = untilTestEnds(await startSsoStandIn({ assignments: ASSIGNMENTS, issue, now }));
  return { ...issuer, sso, clock };
}

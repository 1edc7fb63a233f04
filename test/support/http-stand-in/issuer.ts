import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { deployer } from '../example-data.ts';
import { type Keys, keysOf } from '../sts-stand-in/fixture.ts';
import type { TemporaryKey } from '../sts-stand-in/keyring.ts';
import { type StsStandIn, startStsStandIn } from '../sts-stand-in/server.ts';
import { untilTestEnds } from '../until-test-ends.ts';

/** The role whose keys the stand-ins hand out in their own tests. */
export const ISSUED_ROLE = 'arn:aws:iam::111111111111:role/issued';

/** STS for the tests of a stand-in: it issues the keys, and knows one role that trusts them. */
export interface Issuer {
  readonly sts: StsStandIn;
  /** A key of {@link ISSUED_ROLE} for so many seconds; 3600 where absent. */
  issue(seconds?: number): TemporaryKey;
  /** Who these keys are for STS, and who they are after the next role was assumed with them. */
  identities(keys: Keys): Promise<(string | undefined)[]>;
}

/** What {@link Issuer.identities} says of keys that are good. */
export const IDENTITIES = [
  'arn:aws:sts::111111111111:assumed-role/issued/example',
  'arn:aws:sts::333333333333:assumed-role/deployer/next',
];

/** Starts an {@link Issuer}, by the real clock, that ends with the running test. */
export async function startIssuer(): Promise<Issuer> {
  const role = { ...deployer, trusts: [ISSUED_ROLE] };
  const sts = untilTestEnds(await startStsStandIn({ users: [], roles: [role] }));
  const client = (credentials: Keys) =>
    new STSClient({ endpoint: sts.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  const nextRole = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'next' });
  const identity = async (keys: Keys) =>
    (await client(keys).send(new GetCallerIdentityCommand())).Arn;
  return {
    sts,
    issue: (seconds = 3600) => sts.issue({ roleArn: ISSUED_ROLE, sessionName: 'example', seconds }),
    identities: async (keys) => {
      const next = keysOf(await client(keys).send(nextRole));
      return [await identity(keys), await identity(next)];
    },
  };
}

import { type Credentials, STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { auditor, deployer, developer, member } from '../example-data.ts';
import { totp } from '../totp.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type StsStandIn, type StsStandInOptions, startStsStandIn } from './server.ts';

/** Keys in the form the SDK takes. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A stand-in with the example's user and roles, the real SDK's client, and a clock that both go by. */
export interface Fixture {
  readonly standIn: StsStandIn;
  /** Milliseconds since the epoch; tests set it. */
  readonly clock: { now: number };
  /** A client that never retries. `signedAt` is its own clock, in milliseconds; the fixture's where absent. */
  client(keys: Keys, signedAt?: number): STSClient;
  /** The code that the member's device shows now, or some 30-second steps later. */
  code(stepsLater?: number): string;
}

/** `2026-01-01T00:00:00Z`: the beginning of a time step. */
export const START = Date.UTC(2026, 0, 1);

/** Starts a {@link Fixture} that ends with the running test. */
export async function startFixture(options: Partial<StsStandInOptions> = {}): Promise<Fixture> {
  const clock = { now: START };
  const world = { users: [member], roles: [developer, auditor, deployer], now: () => clock.now };
  const standIn = untilTestEnds(await startStsStandIn({ ...world, ...options }));
  const client = (credentials: Keys, signedAt = clock.now) =>
    new STSClient({
      endpoint: standIn.url,
      region: 'ap-northeast-1',
      credentials,
      maxAttempts: 1,
      systemClockOffset: signedAt - Date.now(),
    });
  const code = (stepsLater = 0) => totp(member.mfa.secret, clock.now + stepsLater * 30_000);
  return { standIn, clock, client, code };
}

/** The keys in an answer of AssumeRole or GetSessionToken, for the next client. */
export function keysOf({ Credentials: keys }: { Credentials?: Credentials | undefined }): Keys {
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
}

/** What a refused call says, to be compared whole. Rejects if it is not refused by the service. */
export async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof STSServiceException)) throw error;
  return { status: error.$metadata.httpStatusCode, name: error.name, message: error.message };
}

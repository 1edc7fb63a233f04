/** One step of a path: the one call that gives its session. */

import type { ConfiguredPath, CredentialSource, RoleStep } from '../config/plan.ts';
import { MAX_CHAINED_SECONDS } from '../config/resolve-step.ts';
import { Credentials, type Instant } from '../credentials.ts';
import type { IssuedSession, StsClient } from '../sts/client.ts';
import type { SignedRequest } from '../sts/send.ts';
import { type CachedSession, LONGEST } from './cached-session.ts';
import type { SessionStep, SourceStep, WebIdentityStep } from './steps.ts';

/** The world, as far as one step needs it. */
export interface IssueDeps {
  now(): Instant;
  readonly sts: StsClient;
  baseCredentials(base: CredentialSource): Promise<Credentials>;
  /** The token that a role is assumed with in the place of credentials. */
  webIdentityToken(profile: string, file: ConfiguredPath): Promise<string>;
  /** Calls with a one-time code where the step has a device, and with `undefined` where it has none. */
  withCode<T>(step: SessionStep, call: (code: string | undefined) => Promise<T>): Promise<T>;
  /** For steps that name no session: stable, personal, legal in STS. */
  readonly defaultSessionName: string;
  /** After this nobody waits for the answer any more. */
  readonly deadline: Instant;
  /** Aborted when a signal asks the program to end. */
  readonly interrupted: AbortSignal;
  /** One line of what happens and why; never anything secret. */
  debug(line: string): void;
  /** Something that was done in another way than was asked. */
  warn(warning: CallWarning): void;
}

/** A session before it has a key. */
type Given = Omit<CachedSession, 'key'>;

/**
 * Does what the step says.
 *
 * @param signer gives the credentials that sign it, for those that are signed
 * @throws StsError, MfaError, SourceError, CaBundleError, ConfigError for an invalid proxy variable, and what `signer` throws
 */
export async function issueSession(
  step: SessionStep,
  signer: () => Promise<Credentials>,
  deps: IssueDeps,
): Promise<Given> {
  if (step.kind === 'source') return sourceSession(step, deps);
  if (step.kind === 'web-identity') return webIdentitySession(step, deps);
  // First, so that a code that is asked for, here or for the signer, is not asked for in vain.
  const prepared = await deps.sts.prepare({ ...step, carriesCode: step.mfa !== undefined });
  try {
    const source = await signer();
    const issuedAt = deps.now();
    const given = await deps.withCode(step, (tokenCode) =>
      call(step, { source, tokenCode, prepared }, deps),
    );
    return { issuedAt, ...given };
  } finally {
    prepared.end();
  }
}

/** What claims to last longer than AWS lets anything last is looked at again after that time. */
async function sourceSession({ base }: SourceStep, deps: IssueDeps): Promise<Given> {
  const issuedAt = deps.now();
  const given = await deps.baseCredentials(base);
  const { accessKeyId, secretAccessKey, sessionToken, accountId } = given;
  const expiration = given.expiration && Math.min(given.expiration, issuedAt + LONGEST.source);
  const fields = { accessKeyId, secretAccessKey, sessionToken, expiration, accountId };
  return {
    issuedAt,
    expiration: expiration ?? Number.POSITIVE_INFINITY,
    credentials: new Credentials(fields),
    assumedRoleArn: undefined,
  };
}

async function webIdentitySession(step: WebIdentityStep, deps: IssueDeps): Promise<Given> {
  const token = await deps.webIdentityToken(step.profile, step.tokenFile);
  deps.debug(`${step.profile}: AssumeRoleWithWebIdentity ${step.role.arn}`);
  const sessionName = step.sessionName ?? deps.defaultSessionName;
  const issuedAt = deps.now();
  const request = { ...limits(deps), step, token, sessionName };
  const issued = await deps.sts.assumeRoleWithWebIdentity(request);
  return { issuedAt, ...withoutClock(issued, deps) };
}

async function call(
  step: Exclude<SessionStep, SourceStep | WebIdentityStep>,
  how: Pick<SignedRequest, 'source' | 'tokenCode' | 'prepared'>,
  deps: IssueDeps,
): Promise<Omit<Given, 'issuedAt'>> {
  const { source } = how;
  const request = { ...limits(deps), ...how };
  if (step.kind === 'mfa-session') {
    deps.debug(`${step.profile}: GetSessionToken for ${step.mfa.serial}, ${signerWords(source)}`);
    const issued = await deps.sts.getSessionToken({ ...request, session: step });
    return { ...withoutClock(issued, deps), assumedRoleArn: undefined };
  }
  deps.debug(`${step.profile}: AssumeRole ${step.role.arn}, ${signerWords(source)}`);
  const sessionName = step.sessionName ?? deps.defaultSessionName;
  const limited = withinLimit(step, source, deps);
  const issued = await deps.sts.assumeRole({ ...request, step: limited, sessionName });
  return withoutClock(issued, deps);
}

function signerWords({ accessKeyId }: Credentials): string {
  return `signed by …${accessKeyId.slice(-4)}`;
}

/** What STS gave, once it is said that this machine's clock is wrong. */
function withoutClock<Issued extends IssuedSession>(issued: Issued, { warn }: IssueDeps) {
  const { clockOffset, ...given } = issued;
  if (clockOffset !== undefined) warn({ kind: 'clock-corrected', offset: clockOffset });
  return given;
}

/** Only now is it known whether another program has given a session, behind which a role lasts an hour at most. */
function withinLimit(step: RoleStep, source: Credentials, deps: IssueDeps): RoleStep {
  const asked = step.durationSeconds ?? 0;
  if (source.sessionToken === undefined || asked <= MAX_CHAINED_SECONDS) return step;
  const capped = MAX_CHAINED_SECONDS;
  deps.warn({ kind: 'duration-capped', profile: step.profile, asked, capped });
  return { ...step, durationSeconds: capped };
}

function limits({ deadline, now, interrupted }: IssueDeps) {
  return { timeLimit: Math.max(1, deadline - now()), interrupted };
}

/** What was done in another way than was asked, although it worked. */
export type CallWarning =
  /** This machine's clock is wrong: the call was signed by STS's, which is ahead by so many milliseconds. */
  | { readonly kind: 'clock-corrected'; readonly offset: number }
  /** Only the call has shown that a session signs it, and a role behind a session lasts an hour at most; seconds. */
  | {
      readonly kind: 'duration-capped';
      readonly profile: string;
      readonly asked: number;
      readonly capped: number;
    };

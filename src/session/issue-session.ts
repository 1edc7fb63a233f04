/** One step of a path: the one call that gives its session. */

import type { Base, NamedPath, RoleStep } from '../config/plan.ts';
import { LONGEST_CHAINED_SECONDS } from '../config/resolve-step.ts';
import { Credentials, type Instant } from '../credentials.ts';
import type { IssuedSession, Sts } from '../sts/client.ts';
import type { SignedRequest } from '../sts/send.ts';
import { type CachedSession, LONGEST } from './cached-session.ts';
import type { SessionStep, SourceStep, WebIdentityStep } from './steps.ts';

/** The world, as far as one step needs it. */
export interface StepDoors {
  now(): Instant;
  readonly sts: Sts;
  baseCredentials(base: Base): Promise<Credentials>;
  /** The token that a role is assumed with in the place of credentials. */
  webIdentityToken(profile: string, file: NamedPath): Promise<string>;
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
export async function obtainStep(
  step: SessionStep,
  signer: () => Promise<Credentials>,
  doors: StepDoors,
): Promise<Given> {
  if (step.kind === 'source') return sourceSession(step, doors);
  if (step.kind === 'web-identity') return webIdentitySession(step, doors);
  // First, so that a code that is asked for, here or for the signer, is not asked for in vain.
  const prepared = await doors.sts.prepare({ ...step, carriesCode: step.mfa !== undefined });
  try {
    const source = await signer();
    const issuedAt = doors.now();
    const given = await doors.withCode(step, (tokenCode) =>
      call(step, { source, tokenCode, prepared }, doors),
    );
    return { issuedAt, ...given };
  } finally {
    prepared.end();
  }
}

/** What claims to last longer than AWS lets anything last is looked at again after that time. */
async function sourceSession({ base }: SourceStep, doors: StepDoors): Promise<Given> {
  const issuedAt = doors.now();
  const given = await doors.baseCredentials(base);
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

async function webIdentitySession(step: WebIdentityStep, doors: StepDoors): Promise<Given> {
  const token = await doors.webIdentityToken(step.profile, step.tokenFile);
  doors.debug(`${step.profile}: AssumeRoleWithWebIdentity ${step.role.arn}`);
  const sessionName = step.sessionName ?? doors.defaultSessionName;
  const issuedAt = doors.now();
  const request = { ...limits(doors), step, token, sessionName };
  const issued = await doors.sts.assumeRoleWithWebIdentity(request);
  return { issuedAt, ...withoutClock(issued, doors) };
}

async function call(
  step: Exclude<SessionStep, SourceStep | WebIdentityStep>,
  how: Pick<SignedRequest, 'source' | 'tokenCode' | 'prepared'>,
  doors: StepDoors,
): Promise<Omit<Given, 'issuedAt'>> {
  const { source } = how;
  const request = { ...limits(doors), ...how };
  if (step.kind === 'mfa-session') {
    doors.debug(`${step.profile}: GetSessionToken for ${step.mfa.serial}, ${signerWords(source)}`);
    const issued = await doors.sts.getSessionToken({ ...request, session: step });
    return { ...withoutClock(issued, doors), assumedRoleArn: undefined };
  }
  doors.debug(`${step.profile}: AssumeRole ${step.role.arn}, ${signerWords(source)}`);
  const sessionName = step.sessionName ?? doors.defaultSessionName;
  const limited = withinLimit(step, source, doors);
  const issued = await doors.sts.assumeRole({ ...request, step: limited, sessionName });
  return withoutClock(issued, doors);
}

function signerWords({ accessKeyId }: Credentials): string {
  return `signed by …${accessKeyId.slice(-4)}`;
}

/** What STS gave, once it is said that this machine's clock is wrong. */
function withoutClock<Issued extends IssuedSession>(issued: Issued, { warn }: StepDoors) {
  const { clockOffset, ...given } = issued;
  if (clockOffset !== undefined) warn({ kind: 'clock-corrected', offset: clockOffset });
  return given;
}

/** Only now is it known whether another program has given a session, behind which a role lasts an hour at most. */
function withinLimit(step: RoleStep, source: Credentials, doors: StepDoors): RoleStep {
  const asked = step.durationSeconds ?? 0;
  if (source.sessionToken === undefined || asked <= LONGEST_CHAINED_SECONDS) return step;
  const capped = LONGEST_CHAINED_SECONDS;
  doors.warn({ kind: 'duration-capped', profile: step.profile, asked, capped });
  return { ...step, durationSeconds: capped };
}

function limits({ deadline, now, interrupted }: StepDoors) {
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

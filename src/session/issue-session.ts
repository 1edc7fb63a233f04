/** Issues the session of one path step, with one call to STS or to a credential source. */

import type { CredentialSource, SamlSource, WebIdentitySource } from '../config/plan.ts';
import type { RoleStep, SamlAssertion } from '../config/plan-calls.ts';
import type { ChainWarning } from '../config/warnings.ts';
import { Credentials, type Instant } from '../credentials.ts';
import type { AssumedRole, IssuedSession, StsClient } from '../sts/client.ts';
import type { SignedRequest } from '../sts/send.ts';
import { MAX_CHAINED_SECONDS } from '../util/aws-limits.ts';
import { type CachedSession, MAX_LIFETIME } from './cached-session.ts';
import {
  type MfaStep,
  mayBePassedOver,
  needsMfa,
  type SamlStep,
  type SessionStep,
  type SourceStep,
  type WebIdentityStep,
  withoutSession,
} from './steps.ts';

/** A call that worked, but was made differently than requested. */
export type CallWarning =
  /**
   * This machine's clock is wrong, so the call was signed with the time of STS, which is `offset` milliseconds ahead.
   */
  | { readonly kind: 'clock-corrected'; readonly offset: number }
  /** A session signs the call, and a role behind a session lasts an hour at most. Both durations are in seconds. */
  | {
      readonly kind: 'duration-capped';
      readonly profile: string;
      readonly asked: number;
      readonly capped: number;
    }
  /** The program gives temporary credentials, which open no MFA session. */
  | Extract<ChainWarning, { kind: 'unused-mfa-session' }>;

/** The effects that issuing a session needs. */
export interface IssueDeps {
  now(): Instant;
  loadSts(): Promise<StsClient>;
  sourceCredentials(source: CredentialSource): Promise<Credentials>;
  /** The token that assumes a role instead of credentials. */
  webIdentityToken(source: WebIdentitySource): Promise<string>;
  /** The assertion that assumes a role instead of credentials, with the parameters that it names. */
  samlAssertion(source: SamlSource): Promise<SamlAssertion>;
  /** Runs the call with an MFA code of the step's device. */
  withCode<T>(step: MfaStep, call: (code: string) => Promise<T>): Promise<T>;
  /** The session name of steps that configure none: the same for each run of a user, and valid in STS. */
  readonly defaultSessionName: string;
  /** After this the caller no longer waits for the answer. */
  readonly deadline: Instant;
  /** Aborted when a signal asks the program to end. */
  readonly interrupted: AbortSignal;
  /** One line of what happens and why; never anything secret. */
  debug(line: string): void;
  /** Reports that a call was made differently than requested. */
  warn(warning: CallWarning): void;
}

/** The credentials that sign a call. */
export interface Signer {
  readonly credentials: Credentials;
  /** The session that they are of; `undefined` for keys. */
  readonly session?: CachedSession;
  /** Whether they take the place of an MFA session. */
  readonly isPassedOver?: boolean;
}

/** A session without its key, and the ids of a role's session and call. */
type UnkeyedSession = Omit<CachedSession, 'key'> & Pick<AssumedRole, 'assumedRoleId' | 'requestId'>;

/**
 * Issues the session of a step.
 *
 * @param signer gives the credentials that sign the call; a source, web identity or SAML step does not use them
 * @returns `undefined` if the MFA session is passed over, because the keys of its program are temporary
 * @throws StsError, MfaError, SourceError, CaBundleError, ConfigError for an invalid proxy variable, and what `signer`
 * throws
 */
export async function issueSession(
  step: SessionStep,
  signer: () => Promise<Signer>,
  deps: IssueDeps,
): Promise<UnkeyedSession | undefined> {
  if (step.kind === 'source') return sourceSession(step, deps);
  if (step.kind === 'web-identity') return webIdentitySession(step, deps);
  if (step.kind === 'saml') return samlSession(step, deps);
  // First, so that no code is asked for, here or for the signer, if the call cannot be made.
  const sts = await deps.loadSts();
  const prepared = await sts.prepare({ ...step, carriesCode: step.mfa !== undefined });
  try {
    const signed = await signer();
    const { credentials: source } = signed;
    if (mayBePassedOver(step) && source.sessionToken !== undefined) return undefined;
    const own = signed.isPassedOver ? withoutSession(step) : step;
    if (own !== step) return await issueSession(own, async () => ({ credentials: source }), deps);
    const issuedAt = deps.now();
    const call = (tokenCode?: string) => callSts(step, { source, tokenCode, prepared }, sts, deps);
    const issued = needsMfa(step) ? await deps.withCode(step, call) : await call();
    return { issuedAt, ...issued };
  } finally {
    prepared.end();
  }
}

/** Credentials that claim to last longer than any of AWS's are renewed after AWS's maximum. */
async function sourceSession({ source }: SourceStep, deps: IssueDeps): Promise<UnkeyedSession> {
  const issuedAt = deps.now();
  const given = await deps.sourceCredentials(source);
  const { accessKeyId, secretAccessKey, sessionToken, accountId } = given;
  const expiration = given.expiration && Math.min(given.expiration, issuedAt + MAX_LIFETIME.source);
  const fields = { accessKeyId, secretAccessKey, sessionToken, expiration, accountId };
  return {
    issuedAt,
    expiration: expiration ?? Number.POSITIVE_INFINITY,
    credentials: new Credentials(fields),
    assumedRoleArn: undefined,
  };
}

async function webIdentitySession(step: WebIdentityStep, deps: IssueDeps): Promise<UnkeyedSession> {
  const token = await deps.webIdentityToken(step);
  deps.debug(`${step.profile}: AssumeRoleWithWebIdentity ${step.role.arn}`);
  const sessionName = step.sessionName ?? deps.defaultSessionName;
  const issuedAt = deps.now();
  const request = { ...callLimits(deps), step, token, sessionName };
  const issued = await (await deps.loadSts()).assumeRoleWithWebIdentity(request);
  return { issuedAt, ...reportClock(issued, deps) };
}

/** The session's name and tags come from the assertion; its duration only if the profile sets none. */
async function samlSession(step: SamlStep, deps: IssueDeps): Promise<UnkeyedSession> {
  const assertion = await deps.samlAssertion(step);
  deps.debug(`${step.profile}: AssumeRoleWithSAML ${step.role.arn}, ${assertion.providerArn}`);
  const issuedAt = deps.now();
  const request = { ...callLimits(deps), step, assertion };
  const issued = await (await deps.loadSts()).assumeRoleWithSaml(request);
  return { issuedAt, ...reportClock(issued, deps) };
}

async function callSts(
  step: Exclude<SessionStep, SourceStep | WebIdentityStep | SamlStep>,
  signed: Pick<SignedRequest, 'source' | 'tokenCode' | 'prepared'>,
  sts: StsClient,
  deps: IssueDeps,
): Promise<Omit<UnkeyedSession, 'issuedAt'>> {
  const { source } = signed;
  const request = { ...callLimits(deps), ...signed };
  if (step.kind === 'mfa-session') {
    deps.debug(
      `${step.profile}: GetSessionToken for ${step.mfa.serial}, ${describeSigner(source)}`,
    );
    const issued = await sts.getSessionToken({ ...request, session: step });
    return { ...reportClock(issued, deps), assumedRoleArn: undefined };
  }
  deps.debug(`${step.profile}: AssumeRole ${step.role.arn}, ${describeSigner(source)}`);
  const sessionName = step.sessionName ?? deps.defaultSessionName;
  const limited = withinLimit(step, source, deps);
  const issued = await sts.assumeRole({ ...request, step: limited, sessionName });
  return reportClock(issued, deps);
}

function describeSigner({ accessKeyId }: Credentials): string {
  return `signed by …${accessKeyId.slice(-4)}`;
}

/** Removes the clock offset from an STS answer, and warns about it if this machine's clock is wrong. */
function reportClock<Issued extends IssuedSession>(issued: Issued, { warn }: IssueDeps) {
  const { clockOffset, ...session } = issued;
  if (clockOffset !== undefined) warn({ kind: 'clock-corrected', offset: clockOffset });
  return session;
}

/** A role behind a session lasts an hour at most, and only the source's credentials show whether they are a session. */
function withinLimit(step: RoleStep, source: Credentials, deps: IssueDeps): RoleStep {
  const asked = step.durationSeconds ?? 0;
  if (source.sessionToken === undefined || asked <= MAX_CHAINED_SECONDS) return step;
  const capped = MAX_CHAINED_SECONDS;
  deps.warn({ kind: 'duration-capped', profile: step.profile, asked, capped });
  return { ...step, durationSeconds: capped };
}

function callLimits({ deadline, now, interrupted }: IssueDeps) {
  return { timeLimit: Math.max(1, deadline - now()), interrupted };
}

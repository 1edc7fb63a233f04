/**
 * Decides which sessions are the same. All inputs that decide which credentials a session holds are part of its key.
 * The profile's name is not: an edited profile must not get the old role, and two profiles of one role share a session.
 * (botocore leaves the source out, so two users of one role share an entry; 1Password/shell-plugins#180.)
 */

import { createHash, type Hash } from 'node:crypto';
import type { CredentialSource } from '../config/plan.ts';
import type {
  RoleRequest,
  ServiceEndpoint,
  StsEndpoint,
  TokenOrigin,
} from '../config/plan-calls.ts';
import { partitionOf } from '../config/regions.ts';
import type { SessionPath, SessionStep } from './steps.ts';

/** 64 hexadecimal digits: a file name that is legal on every system (aws/aws-cli#2978). */
export type SessionKey = string & { readonly __brand: 'SessionKey' };

/** The name of the file that belongs to the key of a session or of an attempt. */
export function keyFile(key: string): string {
  return `${key}.json`;
}

/** Changes when the meaning of a stored session changes. */
const VERSION = 4;

/**
 * The key of the session that a step of a path gives.
 *
 * @param depth the number of the step, from 1
 */
export function sessionKey(path: SessionPath, depth: number): SessionKey {
  const keys = KEYS.get(path) ?? keysOf(path);
  KEYS.set(path, keys);
  const key = keys[depth - 1];
  if (key === undefined)
    throw new RangeError(`a path of ${keys.length} steps has no step ${depth}`);
  return key;
}

/** The keys of all steps of a path: a caller that asks for one also asks for the others. */
const KEYS = new WeakMap<SessionPath, readonly SessionKey[]>();

function keysOf(path: SessionPath): readonly SessionKey[] {
  let running = RunningKey.from(path);
  return path.steps.map((step) => {
    running = running.after(step);
    return running.key();
  });
}

/**
 * Computes the keys along a path, each from the state of the one before, so that the time for all keys grows linearly
 * with the path. A key is the digest of the JSON of the version, the credential source and the list of steps.
 */
export class RunningKey {
  /** The state before the last text: most keys end with it, so it is hashed together with their end. */
  readonly #before: Hash;
  readonly #text: string;
  readonly #separator: string;
  #hash: Hash | undefined;

  private constructor(before: Hash, text: string, separator: string) {
    this.#before = before;
    this.#text = text;
    this.#separator = separator;
  }

  /** The state before the first step. */
  static from(path: Pick<SessionPath, 'source' | 'machine'>): RunningKey {
    const start = `[${VERSION},${JSON.stringify(credentialSourceIdentity(path))},[`;
    return new RunningKey(createHash('sha256'), start, '');
  }

  /** The state after one more step. */
  after(step: SessionStep): RunningKey {
    this.#hash ??= this.#before.copy().update(this.#text);
    return new RunningKey(this.#hash, this.#separator + JSON.stringify(stepIdentity(step)), ',');
  }

  key(): SessionKey {
    return this.#before.copy().update(`${this.#text}]]`).digest('hex') as SessionKey;
  }
}

/**
 * The key of an attempt at a session. It also covers the commands that give codes and the hosts that are called, so
 * that a failure counts only for the same command and host.
 */
export function attemptKey(path: SessionPath, depth: number): string {
  const digests = CALL_DIGESTS.get(path) ?? callDigests(path);
  CALL_DIGESTS.set(path, digests);
  return sha256([sessionKey(path, depth), digests[depth - 1]]);
}

/** For each step of a path, a digest of the commands and hosts up to it. */
const CALL_DIGESTS = new WeakMap<SessionPath, readonly string[]>();

/** Each digest continues the one before, as the keys do. */
function callDigests({ steps }: SessionPath): readonly string[] {
  const running = createHash('sha256');
  return steps.map((step) => {
    const host = 'endpoint' in step ? hostIdentity(step.endpoint) : null;
    running.update(JSON.stringify([step.mfa?.generateToken?.command ?? null, host]));
    return running.copy().digest('hex');
  });
}

/** The host that is called, and its region. */
function hostIdentity({ region, url, useFips, useDualStack, useGlobal }: StsEndpoint) {
  return [region, url ?? null, useFips, useDualStack, useGlobal];
}

/**
 * A digest that all sessions of one `credential_process` share, whatever its environment was, and another one for the MFA
 * sessions of its keys with one device: `logout` uses it to delete sessions that an SDK got in another environment.
 * `undefined` for steps whose key depends on no environment.
 */
export function originOf(step: SessionStep): string | undefined {
  if (step.kind === 'mfa-session' && step.program !== undefined)
    return sha256([step.kind, step.program.source.credentialProcess.command, step.mfa.serial]);
  if (step.kind !== 'source' || step.source.kind !== 'process') return undefined;
  return sha256([step.source.kind, step.source.credentialProcess.command]);
}

// Identities: all inputs of a key, in a fixed order, with `null` for a missing field.

function credentialSourceIdentity({
  source,
  machine,
}: Pick<SessionPath, 'source' | 'machine'>): readonly unknown[] {
  switch (source.kind) {
    case 'static':
    case 'environment':
      return ['keys', source.credentials.accessKeyId];
    case 'process':
      return [source.kind, source.credentialProcess.command, source.environment];
    case 'sso':
      return [source.kind, source.session ?? null, ...ssoIdentity(source)];
    case 'login':
      return [source.kind, source.loginSession, endpointIdentity(source.endpoint)];
    case 'cognito':
      return [source.kind, ...cognitoIdentity(source)];
    case 'instance':
      return [source.kind, source.endpoint, machine];
    case 'container':
      return [source.kind, source.url, source.authorization, machine];
    case 'web-identity':
      return [source.kind, ...tokenIdentity(source.token)];
    case 'saml':
      return [source.kind, source.providerArn ?? null, ...tokenIdentity(source.assertion)];
  }
}

/** The path of a file, or the command line and what it depends on. */
function tokenIdentity(token: TokenOrigin): readonly unknown[] {
  return 'path' in token ? [token.path] : [null, token.command, token.environment];
}

function ssoIdentity({
  startUrl,
  accountId,
  roleName,
  portal,
}: CredentialSource & { kind: 'sso' }) {
  return [startUrl, accountId, roleName, endpointIdentity(portal)];
}

/** Two guests have different identities, but the same rights. */
function cognitoIdentity({
  identityPoolId,
  login,
  role,
  endpoint,
}: CredentialSource & { kind: 'cognito' }) {
  const who = login && [login.provider, tokenIdentity(login.token)];
  return [identityPoolId, who ?? null, role?.arn ?? null, endpointIdentity(endpoint)];
}

function endpointIdentity({ region, url, useFips, useDualStack }: ServiceEndpoint) {
  return [region, url ?? null, useFips, useDualStack];
}

/**
 * A session from a regional host is valid in every region of its partition, so neither the region nor the kind of
 * address counts. Sessions from a custom endpoint differ, and so do sessions from a FIPS host, which a policy may
 * require, and from the global host, which are not valid in all regions (IAM user guide, "Managing AWS STS in an AWS
 * Region").
 */
function stsIdentity({ url, region, useGlobal, ...kind }: StsEndpoint): readonly unknown[] {
  if (url !== undefined) return ['url', url];
  const partition = partitionOf(region);
  return [partition, useGlobal, isFipsHost(partition, kind)];
}

/** In aws-us-gov the default hosts are FIPS hosts (endpoint rules of STS). */
function isFipsHost(
  partition: string,
  { useFips, useDualStack }: Pick<StsEndpoint, 'useFips' | 'useDualStack'>,
): boolean {
  return useFips || (partition === 'aws-us-gov' && !useDualStack);
}

function stepIdentity(step: SessionStep): readonly unknown[] {
  switch (step.kind) {
    case 'source':
      return [step.kind];
    case 'mfa-session':
      return [step.kind, stsIdentity(step.endpoint), step.mfa.serial, step.durationSeconds];
    case 'web-identity':
    case 'saml':
      return [step.kind, ...requestIdentity(step)];
    case 'role': {
      const { mfa, externalId, sourceIdentity, tags, transitiveTagKeys } = step;
      const own = [mfa?.serial, externalId, sourceIdentity, tags, transitiveTagKeys];
      return [step.kind, ...requestIdentity(step), ...own.map((field) => field ?? null)];
    }
  }
}

function requestIdentity(request: RoleRequest): readonly unknown[] {
  const { role, endpoint, sessionName, durationSeconds, policy, policyArns } = request;
  const optional = [sessionName, durationSeconds, policy?.text, policyArns];
  return [role.arn, stsIdentity(endpoint), ...optional.map((field) => field ?? null)];
}

function sha256(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

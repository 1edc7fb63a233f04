/**
 * What makes two sessions the same. Everything that decides whose credentials they are goes in, never
 * the profile's name: an edited profile must not get the old role, and two names for one role share.
 * (botocore leaves the source out, so two users of one role share an entry; 1Password/shell-plugins#180.)
 */

import { createHash, type Hash } from 'node:crypto';
import type {
  CredentialSource,
  RoleRequest,
  ServiceEndpoint,
  StsEndpoint,
} from '../config/plan.ts';
import { partitionOf } from '../config/regions.ts';
import type { SessionPath, SessionStep } from './steps.ts';

/** 64 hexadecimal digits: also a file name that is legal everywhere (aws/aws-cli#2978). */
export type SessionKey = string & { readonly __brand: 'SessionKey' };

/** Changes when a stored session means something else than before. */
const VERSION = 4;

/** In a fixed order, like everything here; `null` stands for what is not there. */
function baseIdentity({
  base,
  machine,
}: Pick<SessionPath, 'base' | 'machine'>): readonly unknown[] {
  switch (base.kind) {
    case 'static':
    case 'environment':
      return ['keys', base.credentials.accessKeyId];
    case 'process':
      return [base.kind, base.credentialProcess.command, base.environment];
    case 'sso':
      return [base.kind, base.session ?? null, ...ssoIdentity(base)];
    case 'login':
      return [base.kind, base.loginSession, endpointIdentity(base.endpoint)];
    case 'instance':
      return [base.kind, base.endpoint, machine];
    case 'container':
      return [base.kind, base.url, base.authorization, machine];
    case 'web-identity':
      return [base.kind, base.tokenFile.path];
  }
}

function ssoIdentity({
  startUrl,
  accountId,
  roleName,
  portal,
}: CredentialSource & { kind: 'sso' }) {
  return [startUrl, accountId, roleName, endpointIdentity(portal)];
}

function endpointIdentity({ region, url, useFips, useDualStack }: ServiceEndpoint) {
  return [region, url ?? null, useFips, useDualStack];
}

/**
 * A session of a regional host is good in every region of its partition, so neither the region nor the kind of address
 * counts. What another authority gives is another session, and so is one of a FIPS host, which a policy may demand, and
 * one of the global host, which is not good everywhere (IAM user guide, "Managing AWS STS in an AWS Region").
 */
function stsIdentity({ url, region, useGlobal, ...kind }: StsEndpoint): readonly unknown[] {
  if (url !== undefined) return ['url', url];
  const partition = partitionOf(region);
  return [partition, useGlobal, isFipsHost(partition, kind)];
}

/** In aws-us-gov the usual hosts are FIPS hosts (endpoint rules of STS). */
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

/**
 * The key of the session that the first `hops` steps of a path lead to.
 *
 * @param hops 1 to the number of steps
 */
export function sessionKey(path: SessionPath, hops: number): SessionKey {
  const keys = KEYS.get(path) ?? keysOf(path);
  KEYS.set(path, keys);
  const key = keys[hops - 1];
  if (key === undefined) throw new RangeError(`a path of ${keys.length} steps has no step ${hops}`);
  return key;
}

/** Who asks for one key of a path asks for all of them. */
const KEYS = new WeakMap<SessionPath, readonly SessionKey[]>();

function keysOf(path: SessionPath): readonly SessionKey[] {
  let running = RunningKey.from(path);
  return path.steps.map((step) => {
    running = running.after(step);
    return running.key();
  });
}

/**
 * The key of a session that others are obtained with: theirs go on from it, so that the time for all keys of a path
 * grows with its length. Each is the digest of the JSON of the version, the base and the list of the steps.
 */
export class RunningKey {
  readonly #hash: Hash;
  readonly #mark: string;

  private constructor(hash: Hash, mark: string) {
    this.#hash = hash;
    this.#mark = mark;
  }

  /** Before the first step. */
  static from(path: Pick<SessionPath, 'base' | 'machine'>): RunningKey {
    const start = `[${VERSION},${JSON.stringify(baseIdentity(path))},[`;
    return new RunningKey(createHash('sha256').update(start), '');
  }

  /** One step on. */
  after(step: SessionStep): RunningKey {
    const hash = this.#hash.copy().update(this.#mark + JSON.stringify(stepIdentity(step)));
    return new RunningKey(hash, ',');
  }

  key(): SessionKey {
    return this.#hash.copy().update(']]').digest('hex') as SessionKey;
  }
}

/**
 * The key of an attempt at that session: also by which commands its codes come and which hosts are called, so that a
 * failure counts only for the same command and host.
 */
export function attemptKey(path: SessionPath, hops: number): string {
  const means = MEANS.get(path) ?? meansOf(path);
  MEANS.set(path, means);
  return sha256([sessionKey(path, hops), means[hops - 1]]);
}

/** By what each session of a path is obtained, as digests. */
const MEANS = new WeakMap<SessionPath, readonly string[]>();

/** Each goes on from the one before, as the keys do. */
function meansOf({ steps }: SessionPath): readonly string[] {
  const running = createHash('sha256');
  return steps.map((step) => {
    const host = 'endpoint' in step ? hostIdentity(step.endpoint) : null;
    running.update(JSON.stringify([step.mfa?.generateToken?.command ?? null, host]));
    return running.copy().digest('hex');
  });
}

/** Which host is called, and for which region. */
function hostIdentity({ region, url, useFips, useDualStack, useGlobal }: StsEndpoint) {
  return [region, url ?? null, useFips, useDualStack, useGlobal];
}

/**
 * What all sessions of a program have in common, whatever its environment was: by it a person forgets those that an SDK got in
 * an environment of its own. `undefined` for steps whose key depends on no environment.
 */
export function originOf(step: SessionStep): string | undefined {
  if (step.kind !== 'source' || step.base.kind !== 'process') return undefined;
  return sha256([step.base.kind, step.base.credentialProcess.command]);
}

function sha256(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/**
 * The AWS CLI's own cache of role sessions, `~/.aws/cli/cache/<key>.json`: swrole takes a session from there instead of
 * asking for a code, and leaves its own there if the profile says so.
 *
 * Only for a role whose own call carries a code: for other roles nothing is asked, and the serial is what ties an entry to
 * one user, because a device belongs to one. The AWS CLI's key has the arguments of AssumeRole, but not the credentials that
 * signed it, nor the host: where these may differ, the cache is neither read nor written. Loaded only when it is needed.
 */

import { createHash } from 'node:crypto';
import { ConfigError } from '../config/errors.ts';
import type { ConfigFiles } from '../config/files.ts';
import { roleKeys, sessionKeys } from '../config/keys.ts';
import type { PlanEnv } from '../config/plan-context.ts';
import { ChainPlanner, chainOf } from '../config/planning.ts';
import { textOf } from '../config/profile/raw-profile.ts';
import { partitionOf } from '../config/regions.ts';
import type { Instant } from '../credentials.ts';
import { NO_HOME } from '../fast-path/paths.ts';
import { DiskError } from '../storage/private-store.ts';
import {
  awsCliFile,
  exists,
  type FoundSession,
  type IssuedRole,
  readEntry,
  unsafeFolder,
  writeEntry,
} from './aws-cli-file.ts';
import type { AwsCliEntry } from './cached-session.ts';
import { sessionKey } from './session-key.ts';
import { type DeviceRole, roleWithDevice, type SessionPath, sessionPath } from './steps.ts';

/** What the cache is looked up with. */
export interface AwsCliDeps extends PlanEnv {
  readonly machine: string;
  now(): Instant;
  loadFiles(): ConfigFiles;
  debug(line: string): void;
}

/** The place of one session in the AWS CLI's cache. */
export interface AwsCliCache {
  /** The AWS CLI's session, however little time it has left; `undefined` if there is none to trust. */
  find(): FoundSession | undefined;
  /** The entry that `leave` writes; `undefined` if nothing is to be written. */
  readonly ownEntry: AwsCliEntry | undefined;
  /** Writes the session there. A disk error is only logged. */
  leave(session: IssuedRole): void;
}

/** The place of the session of a path's step; `undefined` for a step without a role or a device, and without a home. */
export function openAwsCliCache(
  path: SessionPath,
  depth: number,
  deps: AwsCliDeps,
): AwsCliCache | undefined {
  const step = roleWithDevice(path, depth);
  if (step === undefined || step.awsCliCache === 'off' || deps.home === NO_HOME) return undefined;
  const key = awsCliKey(step);
  const file = awsCliFile(deps.home, key);
  const log = (message: string) => deps.debug(`${step.profile}: ${message}`);
  let checked: { readonly obstacle: string | undefined } | undefined;
  const isUsable = () => {
    if (checked === undefined) {
      const obstacle = awsCliObstacle(step, path, depth, deps) ?? unsafeFolder(file);
      checked = { obstacle };
      if (obstacle !== undefined) log(`the AWS CLI's cache is not used: ${obstacle}`);
    }
    return checked.obstacle === undefined;
  };
  const mayWrite = step.awsCliCache === 'write';
  return {
    find() {
      const isThere = exists(file);
      if ((!isThere && !mayWrite) || !isUsable() || !isThere) return undefined;
      const found = readEntry(file, step, deps.now());
      if (typeof found === 'object') return { ...found, awsCli: { key, isOurs: false } };
      log(`the AWS CLI's session in ${file} is not used: ${found}`);
      return undefined;
    },
    get ownEntry() {
      return mayWrite && isUsable() ? { key, isOurs: true } : undefined;
    },
    leave(session) {
      try {
        writeEntry(file, session);
        log(`the AWS CLI has the session too, in ${file}`);
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        log(`the session is not left to the AWS CLI (${error.message})`);
      }
    },
  };
}

/**
 * The AWS CLI's key of a role session: the SHA-1 of the arguments of AssumeRole, as Python's `json.dumps(…, sort_keys=True)`
 * writes them, without the code and without a session name that is not configured (botocore,
 * `BaseAssumeRoleCredentialFetcher._create_cache_key`).
 */
export function awsCliKey(
  step: Pick<DeviceRole, 'role' | 'durationSeconds' | 'externalId' | 'sessionName' | 'mfa'>,
): string {
  const sorted = [
    ['DurationSeconds', step.durationSeconds],
    ['ExternalId', step.externalId],
    ['RoleArn', step.role.arn],
    ['RoleSessionName', step.sessionName],
    ['SerialNumber', step.mfa.serial],
  ];
  const given = sorted.filter(([, value]) => value !== undefined);
  const json = given.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(', ');
  return createHash('sha1').update(`{${json}}`).digest('hex');
}

// What the key does not tell apart.

/** Why the entry may be of another user, host or session than the step's; completes "the cache is not used: …". */
export function awsCliObstacle(
  step: DeviceRole,
  path: SessionPath,
  depth: number,
  deps: Omit<AwsCliDeps, 'now' | 'debug'>,
): string | undefined {
  const missing = whatKeyLacks(step, path);
  if (missing !== undefined) return `its key does not contain ${missing}`;
  return otherUser(step, path, depth, deps);
}

function whatKeyLacks(
  { endpoint, role, ...step }: DeviceRole,
  { source }: SessionPath,
): string | undefined {
  if (endpoint.url !== undefined) return 'the endpoint URL';
  if (endpoint.useFips || endpoint.useDualStack) return 'the kind of host (FIPS, dual-stack)';
  if (endpoint.useGlobal) return 'whether the host is the global one';
  if (partitionOf(endpoint.region) !== role.partition)
    return `the region, and ${endpoint.region} is in another partition than the role`;
  const { sourceIdentity, tags, transitiveTagKeys, policyArns, policy } = step;
  const parameters: readonly [string, unknown][] = [
    [sessionKeys.sourceIdentity, sourceIdentity],
    [sessionKeys.sessionTags, tags],
    [sessionKeys.transitiveSessionTags, transitiveTagKeys],
    [sessionKeys.policyArns, policyArns],
    [sessionKeys.policyFile, policy],
  ];
  const lacking = parameters.find(([, value]) => value !== undefined);
  if (lacking !== undefined) return lacking[0];
  // In another shell, the same config may mean other keys.
  const isOfFiles = source.kind === 'static' || source.kind === 'process';
  return isOfFiles ? undefined : 'the credentials that sign for the role, which no file names';
}

/** A profile that shares the key and not the source: the entry may be from either. */
function otherUser(
  step: DeviceRole,
  path: SessionPath,
  depth: number,
  deps: Omit<AwsCliDeps, 'now' | 'debug'>,
): string | undefined {
  const files = orUndefined(deps.loadFiles);
  if (files === undefined) return 'the config files can no longer be read';
  const planner = new ChainPlanner(files, deps);
  const [key, identity] = [awsCliKey(step), identityOf(path, depth, step)];
  for (const { name, settings } of files.profiles.values()) {
    if (name === step.profile || textOf(settings, roleKeys.roleArn) !== step.role.arn) continue;
    const other = orUndefined(() => sessionPath(chainOf(planner.plan(name)), deps.machine));
    if (other === undefined)
      return `profile '${name}' may have the same key there, and has an error`;
    const role = roleWithDevice(other, other.steps.length);
    if (role === undefined || awsCliKey(role) !== key) continue;
    if (identityOf(other, other.steps.length, role) !== identity)
      return `profile '${name}' has the same key there, and another source or other parameters`;
  }
  return undefined;
}

/** `undefined` for an error of the config: the session itself does not depend on it. */
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** swrole's key of the session if it is got without an MFA session, as the AWS CLI gets it. */
function identityOf(path: SessionPath, depth: number, step: DeviceRole): string {
  const before = path.steps.slice(0, depth - 1).filter(({ kind }) => kind !== 'mfa-session');
  const steps = [...before, step];
  return sessionKey({ ...path, steps }, steps.length);
}

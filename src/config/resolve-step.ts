/** One profile with a role → one AssumeRole call. */

import { dirname, resolve } from 'node:path';
import { stsEndpoint } from './endpoints.ts';
import type { ConfigError } from './errors.ts';
import { roleKeys, sessionKeys } from './keys.ts';
import {
  type CommandLine,
  type CredentialSource,
  isTemporary,
  type Mfa,
  type RoleArn,
  type RoleRequest,
  type RoleStep,
  type SessionPolicy,
} from './plan.ts';
import type { PlanContext, PlanEnv } from './plan-context.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { invalidValue, locationOf } from './profile/raw-profile.ts';
import { clientOptionsOf, expandSetting } from './settings.ts';

/** Seconds that a session's credentials get of a role at most, whatever the role allows (AssumeRole API, "role chaining"). */
export const LONGEST_CHAINED_SECONDS = 3600;

/**
 * The call for the role of `profile`, with `base` at the end of what is behind it. Throws `invalid-value` and
 * `invalid-environment` for an endpoint that cannot be used.
 */
export function roleStep(
  profile: RoleProfile,
  behind: Behind,
  base: CredentialSource,
  context: PlanContext,
): RoleStep {
  const isChained = behind.signer === undefined || isTemporary(base);
  const { role, endpoint, transport, policy } = roleRequest(profile, profile.roleArn, context);
  // Not `...request`, which is slow.
  return {
    kind: 'role',
    profile: profile.name,
    role,
    endpoint,
    transport,
    sessionName: profile.roleSessionName,
    durationSeconds: isChained ? chainedSeconds(profile, context) : profile.durationSeconds,
    policy,
    policyArns: profile.policyArns,
    mfa: mfaOf(profile, behind),
    externalId: profile.externalId,
    sourceIdentity: profile.sourceIdentity,
    tags: profile.sessionTags,
    transitiveTagKeys: transitiveTagKeys(profile),
    isChained,
  };
}

function chainedSeconds(profile: RoleProfile, { warn }: PlanContext): number | undefined {
  const asked = profile.durationSeconds;
  const capped = LONGEST_CHAINED_SECONDS;
  if (asked === undefined || asked <= capped) return asked;
  const at = locationOf(profile.raw, roleKeys.durationSeconds);
  warn({ kind: 'duration-capped', profile: profile.name, asked, capped, at });
  return capped;
}

// STS takes a key without its tag and does nothing with it: a misspelt one would be missed two roles later.
function transitiveTagKeys(profile: RoleProfile): readonly string[] | undefined {
  const { raw, sessionTags = [], transitiveSessionTags: keys } = profile;
  const isTag = (key: string) => sessionTags.some((tag) => tag.key === key);
  if (keys === undefined || keys.every(isTag)) return keys;
  throw invalidValue(
    raw,
    sessionKeys.transitiveSessionTags,
    'must be keys of the session_tags of the same profile',
  );
}

// What every call that gives a session of a role has in common, with credentials or with a token.

/** The request for a role with the parameters of a profile. Throws `invalid-value` and `invalid-environment`. */
export function roleRequest(profile: Profile, role: RoleArn, context: PlanContext): RoleRequest {
  return {
    profile: profile.name,
    role,
    endpoint: stsEndpoint(profile, role.partition, context),
    transport: clientOptionsOf(profile, context),
    sessionName: profile.roleSessionName,
    durationSeconds: profile.durationSeconds,
    policy: sessionPolicy(profile, context),
    policyArns: profile.policyArns,
  };
}

// Which step of a chain carries a code. A person writes `mfa_serial` once, beside the keys or beside the role, and means
// the call that those keys sign; credentials of an assumed role have no device, so a later step carries a code only if its
// own profile says so. The command that prints codes is found along the sources, nearest first, wherever the device is.

/** What stands behind a role, as far as its code depends on it. */
interface Behind {
  /** The profile whose keys sign the call; `undefined` where the session of another role does. */
  readonly signer: Profile | undefined;
  /** The command of the nearest profile that has one. */
  readonly generateToken: CommandLine | undefined;
}

/** The code for the role of `profile`. */
export function mfaOf(profile: RoleProfile, { signer, generateToken }: Behind): Mfa | undefined {
  const serial = profile.mfaSerial ?? signer?.mfaSerial;
  if (serial === undefined) return undefined;
  return { serial, generateToken: profile.generateToken ?? generateToken };
}

// `policy_file`: an inline policy that limits what a session may do, checked before anybody is asked for a code.

/** STS's limits for `Policy` (API reference of AssumeRole). */
const LONGEST = 2048;
const CHARACTERS = /^[\x20-\xff]*$/;
const TOO_LONG = `must name a policy of at most ${LONGEST} Latin-1 characters, white space aside`;

/**
 * The policy that a profile names. The file's name is relative to the config file that names it, because the folder a
 * program was started in says nothing. Throws `invalid-value`.
 */
function sessionPolicy(
  { raw, policyFile }: Profile,
  { home, readText }: Pick<PlanEnv, 'home' | 'readText'>,
): SessionPolicy | undefined {
  if (policyFile === undefined) return undefined;
  const key = sessionKeys.policyFile;
  const refuse = (problem: string) => invalidValue(raw, key, problem);
  const path = resolve(
    dirname(locationOf(raw, key).file),
    expandSetting(raw, key, policyFile, home),
  );
  const json = textAt(path, readText, refuse);
  if (!isObject(json)) throw refuse('must name a file with one JSON object');
  const text = withoutSpace(json);
  if (text.length > LONGEST || !CHARACTERS.test(text)) throw refuse(TOO_LONG);
  return { path, text };
}

function textAt(
  path: string,
  readText: PlanEnv['readText'],
  refuse: (problem: string) => ConfigError,
): string {
  try {
    return readText(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code.startsWith('UTF-'))
      throw refuse(`must name a file in UTF-8, and this one is in ${code}`);
    if (code === 'SILENT')
      throw refuse('must name a file, and nothing came through this pipe in time');
    if (code === 'TOO-LARGE') throw refuse(TOO_LONG);
    throw refuse(`must name a file that can be read (${code})`);
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

// Not by writing the parsed object: that would hide a key that is there twice, which AWS refuses.
function withoutSpace(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

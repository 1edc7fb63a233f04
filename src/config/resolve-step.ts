/** Turns one profile with a role into one AssumeRole call: its parameters, its MFA code and its session policy. */

import { dirname, resolve } from 'node:path';
import { INLINE_POLICY, MAX_CHAINED_SECONDS } from '../util/aws-limits.ts';
import { stsEndpoint } from './endpoints.ts';
import type { ConfigError } from './errors.ts';
import { roleKeys, sessionKeys } from './keys.ts';
import { type CredentialSource, isTemporary } from './plan.ts';
import type {
  CommandLine,
  Mfa,
  RoleArn,
  RoleRequest,
  RoleStep,
  SessionPolicy,
} from './plan-calls.ts';
import type { PlanContext, PlanEnv } from './plan-context.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { invalidValue, locationOf } from './profile/raw-profile.ts';
import { clientOptionsOf, expandSetting } from './settings.ts';

/**
 * The call for the role of `profile`, in a chain that starts from `source`. Throws `invalid-value` and
 * `invalid-environment` for an endpoint that cannot be used.
 */
export function roleStep(
  profile: RoleProfile,
  behind: Behind,
  source: CredentialSource,
  context: PlanContext,
): RoleStep {
  const isChained = behind.signer === undefined || isTemporary(source);
  const { roleArn: role } = profile;
  const endpoint = stsEndpoint(profile, role.partition, context);
  const transport = clientOptionsOf(profile, context);
  const policy = sessionPolicy(profile, context);
  // Not `...roleRequest(…)`, which is slow.
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
    mfa: mfaOf(profile, behind, profile),
    externalId: profile.externalId,
    sourceIdentity: profile.sourceIdentity,
    tags: profile.sessionTags,
    transitiveTagKeys: transitiveTagKeys(profile),
    awsCliCache: profile.awsCliCache,
    isChained,
  };
}

function chainedSeconds(profile: RoleProfile, { warn }: PlanContext): number | undefined {
  const asked = profile.durationSeconds;
  const capped = MAX_CHAINED_SECONDS;
  if (asked === undefined || asked <= capped) return asked;
  const at = locationOf(profile.raw, roleKeys.durationSeconds);
  warn({ kind: 'duration-capped', profile: profile.name, asked, capped, at });
  return capped;
}

// STS accepts a key without its tag and ignores it: a misspelt key would cause an error only two roles later.
function transitiveTagKeys(profile: RoleProfile): readonly string[] | undefined {
  const { raw, sessionTags = [], transitiveSessionTags: keys } = profile;
  if (keys?.every((key) => sessionTags.some((tag) => tag.key === key)) ?? true) return keys;
  throw invalidValue(
    raw,
    sessionKeys.transitiveSessionTags,
    'must be keys of the session_tags of the same profile',
  );
}

/**
 * The parameters that all calls for a role share, signed or not, from a profile. Throws `invalid-value` and
 * `invalid-environment`.
 */
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

// Which step of a chain carries a code. `mfa_serial` stands once, beside the keys or beside the role, and means the call
// that those keys sign. Credentials of an assumed role have no device, so a later step carries a code only if its own
// profile names a device. The command that prints codes is searched along the sources, nearest first, wherever the device is.

/** The part of the chain behind a role that its code depends on. */
interface Behind {
  /** The profile whose keys sign the call; `undefined` if the session of another role signs it. */
  readonly signer: Profile | undefined;
  /** The command of the nearest profile that has one. */
  readonly generateToken: CommandLine | undefined;
}

/**
 * The device, and the command that prints its code, for the role of `profile`.
 *
 * @param caller the profile of the call that carries the code
 */
export function mfaOf(
  profile: RoleProfile,
  { signer, generateToken }: Behind,
  caller: Profile,
): Mfa | undefined {
  const namedBy = profile.mfaSerial === undefined ? signer : profile;
  const serial = namedBy?.mfaSerial;
  if (namedBy === undefined || serial === undefined) return undefined;
  const mfa = { serial, generateToken: profile.generateToken ?? generateToken };
  return namedBy === caller ? mfa : { ...mfa, namedBy: namedBy.name };
}

// `policy_file`: an inline policy that limits what a session may do. It is checked before any prompt for a code.

const TOO_LONG = `must name a policy of at most ${INLINE_POLICY.max} Latin-1 characters, white space aside`;

/**
 * The policy that a profile names. Its path is relative to the config file that names it, because the working directory
 * is arbitrary. Throws `invalid-value`.
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
  if (text.length > INLINE_POLICY.max || !INLINE_POLICY.pattern.test(text)) throw refuse(TOO_LONG);
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

// Does not re-serialize the parsed object: that would hide a duplicate key, which AWS refuses.
function withoutSpace(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

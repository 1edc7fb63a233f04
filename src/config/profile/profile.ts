/**
 * One profile, checked: text in, values out. Only the profiles of a chain come here; a broken one elsewhere in the file
 * hurts nobody. Keys, URLs and what belongs to one source are checked only where they are used (`static-keys.ts`, `service-url.ts`, `base/`).
 *
 * The limits are those of STS's API model, so that a call which cannot succeed is not made: a refused call may cost a
 * one-time code. Every problem completes the sentence "KEY …".
 */
import type { ChainWarning, Warn } from '../warnings.ts';
import {
  endpointKeys,
  processKeys,
  roleKeys,
  sessionKeys,
  tokenKeys,
  transportKeys,
} from '../keys.ts';
import type { CommandLine, RoleArn } from '../plan.ts';
import { commandLineOf, type RawProfile, ruledValue, textOf } from './raw-profile.ts';
import { roleArnRule } from './role-arn.ts';
import { policyArnsRule, sessionTagsRule, tagKeysRule } from './session-rules.ts';
import {
  booleanRule,
  maxAttemptsRule,
  mfaSessionRule,
  numberRule,
  regionRule,
  retryModeRule,
  sessionNameRule,
  stsRegionalEndpointsRule,
  type ValueRule,
  wordRule,
} from './rules.ts';

/** A profile whose values are known to be good. Security: `raw` holds keys in the clear. */
export type Profile = Readonly<ReturnType<typeof checkProfile>>;

/** A profile with a role to assume. */
export type RoleProfile = Profile & { readonly roleArn: RoleArn };

const credentialSourceRule = wordRule('Environment', 'Ec2InstanceMetadata', 'EcsContainer');

const durationRule = numberRule(900, 43_200, 'seconds');

const externalIdRule = matching(
  /^[\w+=,.@:/-]{2,1224}$/,
  'must be 2 to 1224 letters, digits or _+=,.@:/-',
);

// Such a device is an ARN like any other, but STS would wait for a code that it cannot show.
const SECURITY_KEY = /^arn:[^:]*:iam:[^:]*:[^:]*:(?:u2f|fido|passkey)/i;

const codeDeviceRule: ValueRule<string> = {
  problem:
    'must name a virtual or hardware MFA device, because a security key or passkey has no code to show',
  parse: (serial) => (SECURITY_KEY.test(serial) ? undefined : serial),
};

const serialRule = matching(
  /^[\w+=/:,.@-]{9,256}$/,
  'must be the ARN of an MFA device or the serial number of a hardware one',
);

function matching(pattern: RegExp, problem: string): ValueRule<string> {
  return { problem, parse: (text) => (pattern.test(text) ? text : undefined) };
}

/** Checks the values of one profile; throws `invalid-value` for the first bad one in this order. */
export function checkProfile(raw: RawProfile, warn: Warn<ChainWarning>) {
  const { settings } = raw;
  const { mfaSerial } = roleKeys;
  // One literal with all fields, and no spread: thousands of objects of one form are made and read fastest.
  return {
    roleArn: ruledValue(raw, roleKeys.roleArn, roleArnRule),
    sourceProfile: textOf(settings, roleKeys.sourceProfile),
    credentialSource: ruledValue(raw, roleKeys.credentialSource, credentialSourceRule),
    roleSessionName: ruledValue(raw, roleKeys.roleSessionName, sessionNameRule),
    durationSeconds: ruledValue(raw, roleKeys.durationSeconds, durationRule),
    externalId: ruledValue(raw, roleKeys.externalId, externalIdRule),
    mfaSerial: ruledValue(raw, mfaSerial, codeDeviceRule) && ruledValue(raw, mfaSerial, serialRule),
    mfaSession: ruledValue(raw, sessionKeys.mfaSession, mfaSessionRule),
    sourceIdentity: ruledValue(raw, sessionKeys.sourceIdentity, sessionNameRule),
    sessionTags: ruledValue(raw, sessionKeys.sessionTags, sessionTagsRule),
    transitiveSessionTags: ruledValue(raw, sessionKeys.transitiveSessionTags, tagKeysRule),
    policyArns: ruledValue(raw, sessionKeys.policyArns, policyArnsRule),
    policyFile: textOf(settings, sessionKeys.policyFile),
    region: ruledValue(raw, endpointKeys.region, regionRule),
    services: textOf(settings, endpointKeys.services),
    ignoreConfiguredEndpointUrls: ruledValue(
      raw,
      endpointKeys.ignoreConfiguredEndpointUrls,
      booleanRule,
    ),
    useFipsEndpoint: ruledValue(raw, endpointKeys.useFipsEndpoint, booleanRule),
    useDualStackEndpoint: ruledValue(raw, endpointKeys.useDualStackEndpoint, booleanRule),
    stsRegionalEndpoints: ruledValue(
      raw,
      endpointKeys.stsRegionalEndpoints,
      stsRegionalEndpointsRule,
    ),
    caBundle: textOf(settings, transportKeys.caBundle),
    maxAttempts: ruledValue(raw, transportKeys.maxAttempts, maxAttemptsRule),
    retryMode: ruledValue(raw, transportKeys.retryMode, retryModeRule),
    name: raw.name,
    /** `generate_token`, or its alias `mfa_process`. */
    generateToken: tokenCommand(raw, warn),
    credentialProcess: commandLineOf(raw, processKeys.credentialProcess),
    raw,
  };
}

function tokenCommand(raw: RawProfile, warn: Warn<ChainWarning>): CommandLine | undefined {
  const command = commandLineOf(raw, tokenKeys.generateToken);
  const alias = commandLineOf(raw, tokenKeys.mfaProcess);
  if (command && alias) {
    const { generateToken: used, mfaProcess: key } = tokenKeys;
    warn({ kind: 'unused-key', profile: raw.name, key, used, at: alias.at });
  }
  return command ?? alias;
}

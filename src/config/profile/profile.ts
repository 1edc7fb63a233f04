/**
 * Checks the values of one profile. Only the profiles of a chain are checked; a bad one elsewhere in the file does no harm.
 * Keys, URLs and the settings of one source are checked where they are used (`raw-profile.ts`, `endpoints.ts`, `sources/`).
 *
 * Every `problem` completes the sentence "KEY …".
 */

import { EXTERNAL_ID, MFA_SERIAL, ROLE_SECONDS, SECURITY_KEY_ARN } from '../../util/aws-limits.ts';
import {
  cacheKeys,
  displayKeys,
  endpointKeys,
  processKeys,
  roleKeys,
  sessionKeys,
  tokenKeys,
  transportKeys,
} from '../keys.ts';
import type { CommandLine, RoleArn } from '../plan-calls.ts';
import type { ChainWarning, Warn } from '../warnings.ts';
import { commandLineOf, locationOf, type RawProfile, ruledValue, textOf } from './raw-profile.ts';
import {
  awsCliCacheRule,
  booleanRule,
  maxAttemptsRule,
  mfaSessionRule,
  numberRule,
  policyArnsRule,
  regionRule,
  retryModeRule,
  roleArnRule,
  sessionNameRule,
  sessionTagsRule,
  stsRegionalEndpointsRule,
  swroleCacheRule,
  tagKeysRule,
  type ValueRule,
  wordRule,
} from './rules.ts';

/** A profile with checked values. Security: `raw` holds keys in plain text. */
export type Profile = Readonly<ReturnType<typeof checkProfile>>;

/** A profile with a role to assume. */
export type RoleProfile = Profile & { readonly roleArn: RoleArn };

/** Checks the values of one profile. Throws `invalid-value` for the first bad one, in this order. */
export function checkProfile(raw: RawProfile, warn: Warn<ChainWarning>) {
  const { settings } = raw;
  const { mfaSerial } = roleKeys;
  // One literal with all fields and no spread: this is fastest for thousands of objects of one shape.
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
    awsCliCache: ruledValue(raw, cacheKeys.awsCliCache, awsCliCacheRule),
    swroleCache: ruledValue(raw, cacheKeys.swroleCache, swroleCacheRule),
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
    confirm: ruledValue(raw, displayKeys.confirm, booleanRule),
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

const credentialSourceRule = wordRule('Environment', 'Ec2InstanceMetadata', 'EcsContainer');

const durationRule = numberRule(ROLE_SECONDS.min, ROLE_SECONDS.max, 'seconds');

const externalIdRule = matching(EXTERNAL_ID, 'must be 2 to 1224 letters, digits or _+=,.@:/-');

const codeDeviceRule: ValueRule<string> = {
  problem:
    'must name a virtual or hardware MFA device, because a security key or passkey has no code to show',
  parse: (serial) => (SECURITY_KEY_ARN.test(serial) ? undefined : serial),
};

const serialRule = matching(
  MFA_SERIAL,
  'must be the ARN of an MFA device or the serial number of a hardware one',
);

function matching(pattern: RegExp, problem: string): ValueRule<string> {
  return { problem, parse: (text) => (pattern.test(text) ? text : undefined) };
}

// `color` has three formats: names (`red`), SGR numbers (`001`, `1;31`) as in the bash swrole, and RGB (`ff0000`) as in the
// browser extension aws-extend-switch-roles. Three digits are SGR and six hexadecimal ones are RGB, so swrole reads all. The
// result has only digits and semicolons, because it goes into an escape sequence.

/** The names: those of terminals, and those of Firefox's containers (`purple`, `turquoise`, `orange`, `pink`). */
const COLOR_NAMES: Readonly<Record<string, string>> = {
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  purple: '35',
  cyan: '36',
  turquoise: '36',
  orange: '38;5;208',
  pink: '38;5;213',
  white: '37',
  gray: '90',
  grey: '90',
};

const RGB = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;
const SGR = /^\d{1,3}(?:;\d{1,3}){0,15}$/;

/**
 * The profile's color as an SGR parameter list, such as `31` or `38;2;255;0;0`. A bad color is only a warning, because
 * credentials do not depend on it.
 */
export function profileColor({ name, raw }: Profile, warn: Warn<ChainWarning>): string | undefined {
  const value = textOf(raw.settings, displayKeys.color);
  if (value === undefined) return undefined;
  const color = parseColor(value);
  const at = locationOf(raw, displayKeys.color);
  if (color === undefined) warn({ kind: 'invalid-color', profile: name, value, at });
  return color;
}

function parseColor(text: string): string | undefined {
  const name = text.toLowerCase();
  if (Object.hasOwn(COLOR_NAMES, name)) return COLOR_NAMES[name];
  const rgb = RGB.exec(text)?.slice(1);
  if (rgb !== undefined)
    return ['38', '2', ...rgb.map((hex) => Number.parseInt(hex, 16))].join(';');
  const isSgr = SGR.test(text) && text.split(';').every((number) => Number(number) <= 255);
  return isSgr ? text : undefined;
}

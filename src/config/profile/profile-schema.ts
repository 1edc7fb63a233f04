/**
 * What the keys of a profile may hold. The limits are those of STS's API model, so that a call which cannot succeed is not
 * made: a refused call may cost a one-time code. Every message completes the sentence "KEY …". Only `zod/mini` is used:
 * every cold start loads it, and `zod` is 6 to 30 times its size.
 */
import * as z from 'zod/mini';
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
} from './value-rules.ts';

// Such a device is an ARN like any other, but STS would wait for a code that it cannot show.
const SECURITY_KEY = /^arn:[^:]*:iam:[^:]*:[^:]*:(?:u2f|fido|passkey)/i;

function ruled<Value>({ parse, problem }: ValueRule<Value>) {
  const read = (text: string, { issues }: { issues: z.core.$ZodRawIssue[] }): Value => {
    const value = parse(text);
    if (value !== undefined) return value;
    issues.push({ code: 'custom', input: text, message: problem });
    return z.NEVER;
  };
  return z.pipe(z.string(), z.transform(read));
}

function matching(pattern: RegExp, problem: string) {
  return z.string().check(z.regex(pattern, problem));
}

const mfaSerial = z.string().check(
  z.refine(
    (serial) => !SECURITY_KEY.test(serial),
    'must name a virtual or hardware MFA device, because a security key or passkey has no code to show',
  ),
  z.regex(
    /^[\w+=/:,.@-]{9,256}$/,
    'must be the ARN of an MFA device or the serial number of a hardware one',
  ),
);

/** Texts by our name of each key, undefined where there is none → values. */
export const profileSchema = z.object({
  roleArn: z.optional(ruled(roleArnRule)),
  sourceProfile: z.optional(z.string()),
  credentialSource: z.optional(
    ruled(wordRule('Environment', 'Ec2InstanceMetadata', 'EcsContainer')),
  ),
  roleSessionName: z.optional(ruled(sessionNameRule)),
  durationSeconds: z.optional(ruled(numberRule(900, 43_200, 'seconds'))),
  externalId: z.optional(
    matching(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits or _+=,.@:/-'),
  ),
  mfaSerial: z.optional(mfaSerial),
  webIdentityTokenFile: z.optional(z.string()),
  mfaSession: z.optional(ruled(mfaSessionRule)),
  sourceIdentity: z.optional(ruled(sessionNameRule)),
  sessionTags: z.optional(ruled(sessionTagsRule)),
  transitiveSessionTags: z.optional(ruled(tagKeysRule)),
  policyArns: z.optional(ruled(policyArnsRule)),
  policyFile: z.optional(z.string()),
  region: z.optional(ruled(regionRule)),
  endpointUrl: z.optional(z.string()),
  services: z.optional(z.string()),
  ignoreConfiguredEndpointUrls: z.optional(ruled(booleanRule)),
  useFipsEndpoint: z.optional(ruled(booleanRule)),
  useDualStackEndpoint: z.optional(ruled(booleanRule)),
  stsRegionalEndpoints: z.optional(ruled(stsRegionalEndpointsRule)),
  caBundle: z.optional(z.string()),
  maxAttempts: z.optional(ruled(maxAttemptsRule)),
  retryMode: z.optional(ruled(retryModeRule)),
});

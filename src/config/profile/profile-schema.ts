/**
 * What the keys of a profile may hold. The limits are those of STS's API model, so that a call which cannot succeed is not
 * made: a refused call may cost a one-time code. Every message completes the sentence "KEY …". Only `zod/mini` is used:
 * every cold start loads it, and `zod` is 6 to 30 times its size.
 */
import * as z from 'zod/mini';
import { roleArnRule } from './role-arn.ts';
import { booleanRule, mfaSessionRule, regionRule, type ValueRule } from './value-rules.ts';

const DURATION = 'must be a whole number of seconds from 900 to 43200';

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

const credentialSource = z.enum(
  ['Environment', 'Ec2InstanceMetadata', 'EcsContainer'],
  'must be Environment, Ec2InstanceMetadata or EcsContainer, in exactly this spelling',
);

const seconds = z.pipe(
  matching(/^\d+$/, DURATION),
  z.pipe(
    z.transform(Number),
    z.number().check(z.minimum(900, DURATION), z.maximum(43_200, DURATION)),
  ),
);

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
  credentialSource: z.optional(credentialSource),
  roleSessionName: z.optional(
    matching(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 letters, digits or _+=,.@-'),
  ),
  durationSeconds: z.optional(seconds),
  externalId: z.optional(
    matching(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 letters, digits or _+=,.@:/-'),
  ),
  mfaSerial: z.optional(mfaSerial),
  mfaSession: z.optional(ruled(mfaSessionRule)),
  region: z.optional(ruled(regionRule)),
  endpointUrl: z.optional(z.string()),
  services: z.optional(z.string()),
  ignoreConfiguredEndpointUrls: z.optional(ruled(booleanRule)),
});

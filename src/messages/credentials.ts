/** Messages for errors of STS calls and of sessions. */

import { roleKeys, samlKeys } from '../config/keys.ts';
import { regionMeant } from '../config/regions.ts';
import type { SessionError, SessionErrorDetails } from '../session/expiry.ts';
import type { LockHolder } from '../storage/lock.ts';
import type { StsError, StsErrorDetails, StsFailure } from '../sts/errors.ts';
import { shortDuration } from '../util/text.ts';
import type { Message } from './message.ts';

/** The hint for keys that swrole exported to the environment and that AWS no longer accepts. */
const renewKeysHint = (profile: string) =>
  `swrole put the keys into the environment for profile '${profile}': get that role again, or set keys of your own`;

/** The audience of assertions for a role (IAM user guide, "Configure SAML assertions for the authentication response"). */
function samlAudience(roleArn = ''): string {
  if (roleArn.startsWith('arn:aws-cn:')) return 'https://signin.amazonaws.cn/saml';
  if (roleArn.startsWith('arn:aws-us-gov:')) return 'https://signin.amazonaws-us-gov.com/saml';
  return 'https://signin.aws.amazon.com/saml';
}

/** The hint for a token or an assertion that STS does not accept. */
function tokenHint({ profile, action, code = '', tokenKey }: StsErrorDetails): string {
  const key = tokenKey ?? roleKeys.webIdentityTokenFile;
  if (action !== 'AssumeRoleWithSAML')
    return `check ${key} of profile '${profile}', and that the role trusts who wrote the token`;
  if (code.startsWith('ExpiredToken'))
    return `sign in to the identity provider again, so that ${key} of profile '${profile}' gives a new assertion: AWS takes one for five minutes`;
  if (code.startsWith('IDPRejectedClaim'))
    return `sign in to the identity provider again, and check that it still lets you use the role of profile '${profile}'`;
  return `check ${samlKeys.providerArn} of profile '${profile}', and that this SAML provider in IAM has the present metadata of the identity provider: its certificate may have changed`;
}

/** The hint for each failure; a failure without an entry needs none. */
const HINTS: Partial<Record<StsFailure, (details: StsErrorDetails) => string>> = {
  'mfa-device': ({ profile }) =>
    `check mfa_serial of profile '${profile}': it must be a device of the user whose keys are used`,
  'not-authorized': ({ profile, keysOf, action, roleArn }) =>
    action === 'AssumeRoleWithSAML'
      ? `the trust policy of the role of profile '${profile}' must allow sts:AssumeRoleWithSAML to this SAML provider, with SAML:aud ${samlAudience(roleArn)}`
      : keysOf === undefined
        ? `check role_arn, external_id and mfa_serial of profile '${profile}' against the role's trust policy; a role that wants MFA is refused like this without mfa_serial`
        : `the keys in the environment are those that swrole got for profile '${keysOf}': use a shell with your own keys, or check that the role of profile '${profile}' trusts that one`,
  'over-role-maximum': ({ profile }) =>
    `lower duration_seconds of profile '${profile}', or raise the role's maximum session duration`,
  'over-chain-limit': ({ profile }) =>
    `set duration_seconds of profile '${profile}' to 3600 or less: a role assumed from another session lasts an hour at most`,
  'clock-skew': () => "set this machine's clock: AWS accepts five minutes of difference",
  'expired-source': ({ profile, keysOf }) =>
    keysOf === undefined
      ? `renew the credentials that profile '${profile}' starts from`
      : renewKeysHint(keysOf),
  'identity-token': (details) => tokenHint(details),
  'bad-keys': ({ profile, keysOf }) =>
    keysOf === undefined
      ? `check aws_access_key_id and aws_secret_access_key of the source of profile '${profile}', and that its region is of the right partition`
      : renewKeysHint(keysOf),
  'region-disabled': ({ profile }) =>
    `set region of profile '${profile}' to one that is enabled for the account`,
  unreachable: ({ profile, host }) => {
    const meant = regionMeant(/^sts \((.*)\)$/.exec(host)?.[1] ?? '');
    return meant === undefined
      ? 'check the network, HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL_STS; whatever is cached stays'
      : `check region of profile '${profile}', AWS_REGION and AWS_DEFAULT_REGION: did you mean ${meant}?`;
  },
  'unexpected-answer': () =>
    'check AWS_ENDPOINT_URL_STS and whether a proxy answers instead of AWS',
};

function message({ failure, action, code, message, roleArn, host }: StsErrorDetails): string {
  const what = roleArn === undefined ? action : `${action} ${roleArn}`;
  if (failure === 'unreachable') return `cannot reach ${host} for ${what}: ${message}`;
  if (code === undefined) return `${what}: ${message} (${host})`;
  return `AWS refused ${what}: ${code}: ${message}`;
}

/** Describes a failed call. Exit code 5, or 4 if the code or the device caused the failure. */
export function describeStsError({ details }: StsError): Message {
  const isMfa = details.failure === 'mfa-refused' || details.failure === 'mfa-device';
  return {
    exitCode: isMfa ? 4 : 5,
    message: message(details),
    hint: HINTS[details.failure]?.(details),
  };
}

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

function describeHolder(holder: LockHolder | undefined): string {
  return holder === undefined ? '' : ` (process ${holder.pid}, since ${instant(holder.since)})`;
}

/** Describes a session that cannot be created within the requested limits. */
export function describeSessionError({ details }: SessionError): Message {
  return MESSAGES[details.kind](details as never);
}

const MESSAGES: {
  [Kind in SessionErrorDetails['kind']]: (
    details: Extract<SessionErrorDetails, { kind: Kind }>,
  ) => Message;
} = {
  'lock-timeout': ({ profile, holder }) => ({
    exitCode: 4,
    message: `another swrole${describeHolder(holder)} is obtaining credentials of profile '${profile}'`,
    hint: 'it may be waiting for a code on another terminal',
  }),
  'already-expired': ({ profile, expiration, now }) => ({
    exitCode: 5,
    message: `the credentials of profile '${profile}' expired at ${instant(expiration)}, but this machine's clock says ${instant(now)}`,
    hint: "set this machine's clock",
  }),
  'too-short': ({ profile, wanted, lasts }) => ({
    exitCode: 3,
    message: `--min-ttl ${shortDuration(wanted)}: sessions of profile '${profile}' last ${shortDuration(lasts)}`,
    hint: `raise duration_seconds of profile '${profile}', or ask for less`,
  }),
};

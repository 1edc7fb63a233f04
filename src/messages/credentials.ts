/** Messages for errors of getting credentials: of STS calls and sessions, of credential sources, and of certificates. */

import { processKeys, roleKeys, samlKeys } from '../config/keys.ts';
import type { ConfiguredPath } from '../config/plan-calls.ts';
import { SMALL_LIMIT } from '../config/read-file.ts';
import { regionMeant } from '../config/regions.ts';
import { BUNDLE_LIMIT, type CaBundleError } from '../http/ca-bundle.ts';
import type { SourceError, SourceErrorDetails } from '../providers/errors.ts';
import type { SessionError, SessionErrorDetails } from '../session/expiry.ts';
import type { LockHolder } from '../storage/lock.ts';
import type { MissingKey, StsError, StsErrorDetails, StsFailure } from '../sts/errors.ts';
import { shortDuration } from '../util/text.ts';
import { describeUnreadable, unreadableHint } from './files.ts';
import { formatLocation, type Message } from './message.ts';

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

/** The hint for a user who may not open the console with keys. */
function federationHint(profile: string): string {
  return `the console of an IAM user needs sts:GetFederationToken: allow it to the user of profile '${profile}', or choose a profile with role_arn`;
}

/**
 * The hint for a refused role: the lines that the profile lacks, because STS does not say that the role requires MFA or an
 * external ID (contract D.2).
 */
function trustHint({ profile, roleArn = '', lacks = [] }: StsErrorDetails): string {
  const { mfaSerial, externalId, roleArn: role } = roleKeys;
  const policy = "against the role's trust policy";
  const present = [role, externalId, mfaSerial].filter((key) => !lacks.includes(key as MissingKey));
  const check = `check ${joinAll(present, 'and')}`;
  if (lacks.length === 0) return `${check} of profile '${profile}' ${policy}`;
  const partition = roleArn.split(':')[1] ?? 'aws';
  const lines: Record<MissingKey, string> = {
    mfa_serial: `if the role requires MFA, add the line ${mfaSerial} = arn:${partition}:iam::123456789012:mfa/NAME with your device`,
    external_id: `if the role requires an external ID, add the line ${externalId} = ID`,
  };
  const missing = lacks.length === 1 ? `no ${lacks[0]}` : `neither ${joinAll(lacks, 'nor')}`;
  const advice = lacks.map((key) => lines[key]).join('; ');
  return `profile '${profile}' has ${missing}: ${advice}; otherwise ${check} ${policy}`;
}

function joinAll(words: readonly string[], last: 'and' | 'nor'): string {
  return [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(` ${last} `);
}

/** The hint for each failure; a failure without an entry needs none. */
const HINTS: Partial<Record<StsFailure, (details: StsErrorDetails) => string>> = {
  'mfa-device': ({ profile }) =>
    `check mfa_serial of profile '${profile}': it must be a device of the user whose keys are used`,
  'not-authorized': (details) => {
    const { profile, keysOf, action, roleArn } = details;
    if (action === 'GetFederationToken') return federationHint(profile);
    return action === 'AssumeRoleWithSAML'
      ? `the trust policy of the role of profile '${profile}' must allow sts:AssumeRoleWithSAML to this SAML provider, with SAML:aud ${samlAudience(roleArn)}`
      : keysOf === undefined
        ? trustHint(details)
        : `the keys in the environment are those that swrole got for profile '${keysOf}': use a shell with your own keys, or check that the role of profile '${profile}' trusts that one`;
  },
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
  return SESSION_MESSAGES[details.kind](details as never);
}

const SESSION_MESSAGES: {
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

// Messages for errors of credential sources and of certificates.

const describeProcess = ({
  profile,
  key = processKeys.credentialProcess,
  program,
  at: where,
}: Extract<SourceErrorDetails, { program: string }>) =>
  `${formatLocation(where)}: ${key} of profile '${profile}' (${program})`;

/** The setting that names a file: `AWS_CA_BUNDLE`, `/home/ada/.aws/config:5: ca_bundle of profile 'a'`. */
function describeSetting({ named }: ConfiguredPath): string {
  return 'variable' in named
    ? named.variable
    : `${formatLocation(named.at)}: ${named.key} of profile '${named.profile}'`;
}

const SOURCE_MESSAGES: {
  [Kind in SourceErrorDetails['kind']]: (
    details: Extract<SourceErrorDetails, { kind: Kind }>,
  ) => Omit<Message, 'exitCode' | 'hint'> & { readonly hint?: string | undefined };
} = {
  'process-failed': (details) => ({
    message: `${describeProcess(details)} failed: ${details.reason}${details.said === undefined ? '' : `: ${details.said}`}`,
    hint: details.hint,
  }),
  'process-output': (details) => ({
    message: `${describeProcess(details)}: its output ${details.problem}`,
  }),
  'signed-out': ({ profile, command, key, at: where }) => ({
    message: `${formatLocation(where)}: ${key} of profile '${profile}': not signed in, or the sign-in has expired`,
    hint: `run ${command}`,
  }),
  'no-credentials': ({ profile, source, reason, hint, key, at: where }) => ({
    message: `${formatLocation(where)}: ${key} of profile '${profile}': no credentials from ${source}: ${reason}`,
    hint,
  }),
  expired: ({ profile, expiration, keysOf, at: where }) => ({
    message: `${formatLocation(where)}: credential_source of profile '${profile}': the credentials in the environment expired at ${new Date(expiration).toISOString()}`,
    hint:
      keysOf === undefined
        ? 'renew AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN'
        : `swrole put them there for profile '${keysOf}': get that role again, or set keys of your own`,
  }),
  assertion: ({ profile, key, program, problem, hint, at: where }) => ({
    message: `${formatLocation(where)}: ${key} of profile '${profile}'${program === undefined ? '' : ` (${program})`}: the assertion ${problem}`,
    hint,
  }),
  'no-token': ({ profile, file, code }) => ({
    message: `${describeSetting(file)}: ${code === 'EMPTY' ? `${file.path} is empty` : describeUnreadable(file.path, code, SMALL_LIMIT)}`,
    hint:
      unreadableHint(file.path, code) ??
      `whatever gives profile '${profile}' its token must write it there first`,
  }),
};

/** Describes why a source gave no credentials. */
export function describeSourceError({ details }: SourceError): Message {
  const { message, hint } = SOURCE_MESSAGES[details.kind](details as never);
  return { exitCode: 5, message, hint };
}

/** Describes certificates that cannot be used. No other certificates are trusted instead. */
export function describeCaBundleError({ details }: CaBundleError): Message {
  const where = describeSetting(details);
  const what =
    details.kind === 'unreadable'
      ? describeUnreadable(details.path, details.code, BUNDLE_LIMIT)
      : `${details.path} holds no certificate`;
  const message = `${where}: ${what}`;
  return { exitCode: 3, message, hint: 'name a file of certificates in PEM form' };
}

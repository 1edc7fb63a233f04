/** Messages for errors of credential sources and of certificates. */

import { processKeys } from '../config/keys.ts';
import type { ConfiguredPath } from '../config/plan.ts';
import { SMALL_LIMIT } from '../config/read-file.ts';
import { BUNDLE_LIMIT, type CaBundleError } from '../http/ca-bundle.ts';
import type { SourceError, SourceErrorDetails } from '../providers/errors.ts';
import { describeUnreadable, unreadableHint } from './files.ts';
import type { Message } from './message.ts';
import { formatLocation } from './phrases.ts';

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

const MESSAGES: {
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
  const { message, hint } = MESSAGES[details.kind](details as never);
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

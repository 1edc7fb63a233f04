/** Messages of the endpoint of `swrole serve` and `swrole exec --server`. */

import type { Message } from './message.ts';

/** Describes a `[default]` profile that SDKs would use instead of the endpoint. Exit code 3. */
export function describeDefaultProfile(): Message {
  return {
    exitCode: 3,
    message: 'SDKs would use the credentials of [default] instead of the endpoint',
    hint: 'give [default] another name in the config and the credentials file, or use swrole exec without --server',
  };
}

/** Describes a file of boto with keys that botocore would use instead of the endpoint. Exit code 3. */
export function describeBotoKeys(file: string): Message {
  return {
    exitCode: 3,
    message: `the AWS CLI and boto3 would use the keys in ${file} instead of the endpoint`,
    hint: 'remove them there, or use swrole exec without --server',
  };
}

/** Describes credentials that an endpoint cannot give. Exit code 3. */
export function describeLongTermKeys(profile: string): Message {
  return {
    exitCode: 3,
    message: `the credentials of profile '${profile}' have no session token or no end, and SDKs take both for granted from an endpoint`,
    hint: `use swrole exec ${profile} without --server`,
  };
}

/** Describes a profile that has another role than when the endpoint started. */
export function describeChangedRole(profile: string): Message {
  return {
    exitCode: 3,
    message: `profile '${profile}' now has another role or account`,
    hint: 'start swrole again',
  };
}

/** Describes an endpoint that cannot listen. Exit code 1. */
export function describeNoEndpoint({ code = 'unknown' }: NodeJS.ErrnoException): Message {
  return { exitCode: 1, message: `cannot listen on 127.0.0.1 (${code})`, hint: undefined };
}

/**
 * Describes credentials that need a code, to the program that asks for them.
 *
 * @param isAsked whether swrole asks the user
 */
export function describeNeededCode(profile: string, isAsked: boolean): Message {
  const login = `run 'swrole login ${profile}' in a terminal`;
  return {
    exitCode: 4,
    message: `profile '${profile}' needs a code`,
    hint: isAsked
      ? `answer the question of 'swrole serve ${profile}', or ${login}`
      : `${login}, then try again`,
  };
}

/** Why `swrole serve` and `swrole exec --server` refuse to start or to answer: what SDKs would use instead, and the messages. */
import type { Context } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import { ConfigError } from '../config/errors.ts';
import { listProfiles, parseConfigFiles, readConfigFiles, readTextFile } from '../config/files.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from '../config/keys.ts';
import { roleChain } from '../config/planning.ts';
import { keyLinesOf } from '../config-edit/lines.ts';
import { configFilePaths, expandHome, NO_HOME } from '../fast-path/paths.ts';
import type { Message } from '../messages/message.ts';
import type { System } from '../system.ts';

/**
 * SDKs ask an endpoint last: a `[default]` profile with credentials comes before it in every SDK (contract.md A and E), and so
 * do the files of botocore's predecessor in botocore, so a program would work in another account, and nothing would say so.
 *
 * @throws CommandError
 */
export function assertNoDefaultCredentials({ system }: Context): void {
  if (hasDefaultCredentials(system)) throw new CommandError(describeDefaultProfile());
  const file = botoFiles(system).find(hasBotoKeys);
  if (file !== undefined) throw new CommandError(describeBotoKeys(file));
}

function hasDefaultCredentials(system: System): boolean {
  const texts = readConfigFiles(configFilePaths(system.env, system.home));
  const files = parseConfigFiles(texts);
  if (!listProfiles(files).includes('default')) return false;
  try {
    roleChain(files, 'default', { ...system, readText: readTextFile });
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Of two defaults, some SDKs use the other one.
    const isOnly = files.warnings.every(({ kind }) => kind !== 'shadowed-default');
    if (isOnly && error.details.kind === 'no-credentials') return false;
    // SDKs do not read, or do not check, everything that swrole does.
    const { config, credentials } = texts;
    return (
      keyLinesOf(config, 'config', 'default', SOURCE_KEYS).length > 0 ||
      keyLinesOf(credentials, 'credentials', 'default', SOURCE_KEYS).length > 0
    );
  }
}

/** Each of them may give credentials to some SDK. */
const SOURCE_KEYS: ReadonlySet<string> = new Set([
  ...[roleKeys.sourceProfile, roleKeys.credentialSource, roleKeys.webIdentityTokenFile],
  ...[staticKeys.accessKeyId, processKeys.credentialProcess],
  ...[ssoKeys.accountId, loginKeys.loginSession],
]);

/** The files of `gsutil` and boto 2 (botocore, `BotoProvider`). */
function botoFiles({ env, home }: System): readonly string[] {
  const paths = env.BOTO_CONFIG ? [env.BOTO_CONFIG] : ['/etc/boto.cfg', '~/.boto'];
  return home === NO_HOME ? [] : paths.map((path) => expandHome(path, home));
}

function hasBotoKeys(file: string): boolean {
  try {
    return /^[ \t]*aws_access_key_id[ \t]*[=:]/im.test(readTextFile(file));
  } catch {
    return false; // most users have none
  }
}

// The messages.

/** Describes a `[default]` profile that SDKs would use instead of the endpoint. Exit code 3. */
function describeDefaultProfile(): Message {
  return {
    exitCode: 3,
    message: 'SDKs would use the credentials of [default] instead of the endpoint',
    hint: 'give [default] another name in the config and the credentials file, or use swrole exec without --server',
  };
}

/** Describes a file of boto with keys that botocore would use instead of the endpoint. Exit code 3. */
function describeBotoKeys(file: string): Message {
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

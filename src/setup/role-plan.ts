/** The profiles of a new role: who can assume it, and the lines to write. */

import type { Context } from '../cli/context.ts';
import type { NewRoleAnswers, SetupInvocation } from '../cli/invocation.ts';
import {
  type ConfigFiles,
  listProfiles,
  parseConfigFiles,
  readCredentials,
  readTextFile,
} from '../config/files.ts';
import { endpointKeys, processKeys, roleKeys, sessionKeys, tokenKeys } from '../config/keys.ts';
import { isTemporary, type RoleChain } from '../config/plan.ts';
import { partitionOf, partitionOfArn } from '../config/regions.ts';
import { bytesOf, editedLines, type LineEdit, linesOf } from '../config-edit/lines.ts';
import { type NewProfile, planNewProfiles } from '../config-edit/plan.ts';
import { type FileState, readForEdit } from '../config-edit/replace-file.ts';
import { keysBehind, swroleCall } from '../doctor/facts/command-lines.ts';
import { configFilePaths } from '../fast-path/paths.ts';
import { programName } from '../process/run-child.ts';
import type { Environment } from '../system.ts';
import type { Choice } from '../terminal/picker.ts';
import { type Program, sdkCommand } from './launcher.ts';
import type { Names } from './names.ts';
import { assertNoCircle, chainOrNone, chainWithoutLoop } from './names.ts';

/** The keys in the environment, as the source; a profile of this name comes first. */
export const ENVIRONMENT = 'Environment';

/** What is known about the profiles to write. */
export interface NewRole extends Names {
  readonly roleArn: string;
  /** A profile, or the environment. */
  readonly source: string;
  readonly mfaSerial?: string | undefined;
  readonly generateToken?: string | undefined;
  readonly mfaSession?: string | undefined;
}

/** What every step of this setup needs. */
export interface Setup {
  readonly invocation: SetupInvocation;
  readonly answers: NewRoleAnswers;
  readonly program: Program;
  readonly context: Context;
}

// The plan: the two profiles as lines, and what they mean.

/** The planned change, and what the files mean with it. */
export interface Planned {
  readonly state: FileState;
  readonly edit: LineEdit;
  /** The files as they would be. */
  readonly files: ConfigFiles;
  readonly chain: RoleChain;
}

/**
 * Plans from the same bytes that are edited and written back later.
 *
 * @throws ConfigEditError for a name that is not possible, ConfigError for a source without credentials
 */
export function planNewRole(role: NewRole, { program, context: { system } }: Setup): Planned {
  const paths = configFilePaths(system.env, system.home);
  const state = readForEdit(paths.config);
  const credentials = readCredentials(paths.credentials);
  const texts = { config: { path: paths.config, text: state.bytes.toString('utf8') }, credentials };
  const command = sdkCommand(program, role.role, system.platform);
  const profiles = profilesFor(role, command, parseConfigFiles(texts));
  const lines = linesOf(state.bytes);
  const edit = planNewProfiles(texts, lines, profiles);
  const text = bytesOf(editedLines(lines, edit)).toString('utf8');
  const files = parseConfigFiles({ ...texts, config: { ...texts.config, text } });
  const planEnv = { ...system, readText: readTextFile };
  const chain = chainWithoutLoop(role.app, role.role, files, planEnv);
  assertNoCircle(role.role, files, planEnv);
  return { state, edit, files, chain };
}

function profilesFor(role: NewRole, command: string, files: ConfigFiles): readonly NewProfile[] {
  const { roleArn, source, mfaSerial, generateToken, mfaSession } = role;
  const region = regionOf(source, partitionOfArn(roleArn), files);
  const regions = region === undefined ? [] : [[endpointKeys.region, region] as const];
  const optional = [
    [roleKeys.mfaSerial, mfaSerial],
    [tokenKeys.generateToken, generateToken],
    [sessionKeys.mfaSession, mfaSession],
  ] as const;
  const given = optional.flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  const from = isEnvironment(source, files)
    ? ([roleKeys.credentialSource, ENVIRONMENT] as const)
    : ([roleKeys.sourceProfile, source] as const);
  return [
    { name: role.role, settings: [[roleKeys.roleArn, roleArn], from, ...given, ...regions] },
    { name: role.app, settings: [[processKeys.credentialProcess, command], ...regions] },
  ];
}

/** The region of the source for its roles, because no SDK inherits it. Not a region of another partition. */
function regionOf(source: string, partition: string, files: ConfigFiles): string | undefined {
  const region = settingOf(source, endpointKeys.region, files);
  return region !== undefined && partitionOf(region) === partition ? region : undefined;
}

/** The setting of a profile as it is written; `undefined` for none. */
export function settingOf(profile: string, key: string, files: ConfigFiles): string | undefined {
  return files.profiles.get(profile)?.settings.get(key)?.value;
}

// Who can assume a role: profiles with credentials of their own, and keys in the environment.

/** The possible sources by name; the files' profiles come first. */
export function findSources(files: ConfigFiles, { system }: Context): readonly Choice[] {
  const planEnv = { ...system, readText: readTextFile };
  const profiles = listProfiles(files).flatMap((name) => {
    const also = describeSource(chainOrNone(name, files, planEnv));
    return also === undefined ? [] : [{ name, also }];
  });
  const { env } = system;
  // Temporary keys, such as those of a role that swrole has put there, end too soon.
  const hasOwn = hasKeys(env) && !env.AWS_SESSION_TOKEN && !files.profiles.has(ENVIRONMENT);
  return hasOwn ? [...profiles, { name: ENVIRONMENT, also: 'AWS_ACCESS_KEY_ID' }] : profiles;
}

/** `undefined` for a profile with a role, with temporary keys, or that gets its credentials from swrole. */
function describeSource(chain: RoleChain | undefined): string | undefined {
  if (chain === undefined || chain.steps.length > 0) return undefined;
  const { source } = chain;
  switch (source.kind) {
    case 'static':
      return isTemporary(source) ? undefined : `keys …${source.credentials.accessKeyId.slice(-4)}`;
    case 'process': {
      const { command } = source.credentialProcess;
      const keys = keysBehind(command);
      if (keys !== undefined) return `keys of '${keys}' in the keychain`;
      return swroleCall(command) === undefined
        ? `credential_process (${programName(command)})`
        : undefined;
    }
    case 'sso':
      return `IAM Identity Center, ${source.roleName} in ${source.accountId}`;
    case 'login':
      return 'aws login';
    case 'instance':
      return 'role of the EC2 instance';
    case 'container':
      return 'role of the container';
    default:
      return undefined;
  }
}

/** Whether a source stands for the keys in the environment. */
export function isEnvironment(source: string, files: ConfigFiles): boolean {
  return source === ENVIRONMENT && !files.profiles.has(source);
}

/** Whether the environment has keys. */
export const hasKeys = ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Environment) =>
  Boolean(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY);

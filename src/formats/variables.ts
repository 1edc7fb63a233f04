/** The environment variables that a role sets and removes, for every shell format and `swrole exec`. */
import type { Credentials } from '../credentials.ts';
import { REGION_SET, REGION_VARIABLES } from '../fast-path/fingerprint.ts';
import type { Environment } from '../system.ts';
import { ACCOUNT_ID } from '../util/aws-limits.ts';
import { encodedProfile } from '../util/text.ts';
import { expirationText, OutputError } from './document.ts';

/** A profile whose credentials are exported as environment variables. */
export interface ExportedRole {
  readonly profile: string;
  readonly credentials: Credentials;
  readonly accountId?: string | undefined;
  /** Without it, the region from before swrole applies. */
  readonly region?: string | undefined;
  /** An SGR parameter list such as `31`. */
  readonly color?: string | undefined;
  /** Where programs get the credentials; if it is set, its address is exported instead of the keys. */
  readonly endpoint?: ContainerEndpoint;
}

/** The address of a container credentials endpoint, and what a request must have as `Authorization`. */
export interface ContainerEndpoint {
  readonly url: string;
  readonly token: string;
}

/** One output format. Its texts are complete, or not written at all. */
export interface FormatWriter {
  /**
   * The text that sets the role's credentials in the environment that evaluates it.
   *
   * @param env that environment, for formats that cannot read it themselves
   * @throws OutputError if a value cannot be written; then nothing has been written
   */
  write(role: ExportedRole, env: Environment): string;
  /**
   * The text if there are no credentials: it removes earlier credentials and fails with `exitCode`, if the format can express that.
   * Without it, `eval $(swrole …)` would keep the old credentials and return 0 in every shell (security 5, experiment E).
   */
  fail(exitCode: number, env: Environment): string;
}

type Assignment = readonly [name: VariableName, value: string];

/** The changes of an environment, in the order of writing. */
export interface VariableChanges {
  readonly set: readonly Assignment[];
  readonly unset: readonly VariableName[];
}

/**
 * What a role changes in any environment. The earlier region is not included: shell formats save it with statements of their own,
 * and `environmentChanges` saves it for the other formats.
 *
 * @throws OutputError `unsafe-value` if a variable may not hold its value
 */
export function exportedVariables(role: ExportedRole): VariableChanges {
  const set = values(role).map(([name, value]) => [name, allowedValue(name, value)] as const);
  const names = new Set<VariableName>(set.map(([name]) => name));
  return { set, unset: MANAGED_VARIABLES.filter((name) => !names.has(name)) };
}

/**
 * What a role changes in this environment, including the earlier region: saved if the role sets a region, otherwise restored.
 *
 * @param role `undefined` to remove everything
 * @param env the environment with the earlier region (`restoreRegion`); the saved value may be any text
 * @throws OutputError as `exportedVariables`
 */
export function environmentChanges(
  role: ExportedRole | undefined,
  env: Environment,
): VariableChanges {
  const { set, unset } = role ? exportedVariables(role) : { set: [], unset: MANAGED_VARIABLES };
  const region = assignments(role?.region ? savedRegion(env) : restoredRegion(env));
  return { set: [...region.set, ...set], unset: [...unset, ...region.unset] };
}

type OptionalAssignment = readonly [name: VariableName, value: string | undefined];

function savedRegion(env: Environment): readonly OptionalAssignment[] {
  return REGION_VARIABLES.map(([name, before]) => [before, env[name]]);
}

function restoredRegion(env: Environment): readonly OptionalAssignment[] {
  if (!env[REGION_SET]) return [];
  const record = REGION_RECORD.map((name): OptionalAssignment => [name, undefined]);
  return [...REGION_VARIABLES.map(([name]): OptionalAssignment => [name, env[name]]), ...record];
}

function assignments(entries: readonly OptionalAssignment[]): VariableChanges {
  return {
    set: entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    unset: entries.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  };
}

/**
 * The environment of a child process with the role's credentials.
 *
 * @throws OutputError as `exportedVariables`: the child is often a shell, which shows the values in its prompt
 */
export function childEnvironment(env: Environment, role: ExportedRole): Environment {
  const { set, unset } = environmentChanges(role, env);
  const replaced = new Set<string>([...unset, ...set.map(([name]) => name)]);
  // Compared in upper case: names have no case on Windows, and elsewhere no program reads these in lower case.
  const kept = Object.entries(env).filter(([name]) => !replaced.has(name.toUpperCase()));
  return Object.fromEntries([...kept, ...set]);
}

function values({ credentials, endpoint, ...role }: ExportedRole): readonly Assignment[] {
  return [
    ...(endpoint === undefined ? keyValues(credentials) : endpointValues(endpoint)),
    ...ifKnown('AWS_ACCOUNT_ID', role.accountId),
    // Both, because some SDKs read only one of them, and not the same one (contract A.6).
    ...ifKnown('AWS_REGION', role.region),
    ...ifKnown('AWS_DEFAULT_REGION', role.region),
    ...ifKnown(REGION_SET, role.region),
    ['SWROLE_PROFILE', encodedProfile(role.profile)],
    ...ifKnown('SWROLE_COLOR', role.color),
  ];
}

function keyValues(credentials: Credentials): readonly Assignment[] {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  return [
    ['AWS_ACCESS_KEY_ID', accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', secretAccessKey],
    ...ifKnown('AWS_SESSION_TOKEN', sessionToken),
    ...ifKnown(
      'AWS_CREDENTIAL_EXPIRATION',
      expiration === undefined ? '' : expirationText(expiration),
    ),
  ];
}

/** Without an expiration, because the endpoint renews the credentials. */
function endpointValues({ url, token }: ContainerEndpoint): readonly Assignment[] {
  return [
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', url],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN', token],
  ];
}

function ifKnown(name: VariableName, value: string | undefined): readonly Assignment[] {
  return value ? [[name, value]] : [];
}

/**
 * Every variable that decides which credentials an SDK or the AWS CLI uses. A token command must see none of them, and a
 * role must set or remove each: a variable that stays would override or contradict the role (security 5;
 * `aws-vault exec` removes a similar list).
 */
export const IDENTITY_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  // The name of the token before 2014, which botocore still reads.
  'AWS_SECURITY_TOKEN',
  // The Go and Java SDKs read these if the names above are missing.
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  // The Ruby SDK reads these if the names above are missing (aws-sdk-core, `credential_provider_chain.rb`).
  'AMAZON_ACCESS_KEY_ID',
  'AMAZON_SECRET_ACCESS_KEY',
  'AMAZON_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  // The name that Granted and its prompts use for the expiration.
  'AWS_SESSION_EXPIRATION',
  'AWS_ACCOUNT_ID',
  // The JS SDK signs with it if it is set.
  'AWS_CREDENTIAL_SCOPE',
  // A file of keys, which botocore reads (`OriginalEC2Provider`).
  'AWS_CREDENTIAL_FILE',
  // A profile: the JS SDK then ignores the keys above.
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
] as const;

/**
 * What a role sets or removes: the variables above and swrole's own two. A failure removes all of them, so that no command runs
 * with earlier credentials.
 */
export const MANAGED_VARIABLES = [
  ...IDENTITY_VARIABLES,
  // For prompts: the profile of the credentials, and its colour.
  'SWROLE_PROFILE',
  'SWROLE_COLOR',
] as const;

/** The region that swrole set, and the earlier one; removed when the earlier one is restored. */
export const REGION_RECORD = [REGION_SET, ...REGION_VARIABLES.map(([, before]) => before)] as const;

/** The name of a variable that swrole may set. */
type VariableName =
  | (typeof MANAGED_VARIABLES | typeof REGION_RECORD)[number]
  | (typeof REGION_VARIABLES)[number][0];

const REGION = /^[a-z0-9-]{1,32}$/;

/**
 * What each variable may hold. No allowed value needs quoting: AWS secrets have no quotes, quoting rules differ between shells, and
 * an error in them would let a value run code (security 5, experiments C and D). No allowed value has a character that `eval $(…)`
 * without quotes would expand or split, except single spaces inside a profile name, which survive it. The name is already encoded
 * (`encodedProfile`).
 */
const ALLOWED: Readonly<Partial<Record<VariableName, RegExp>>> = {
  AWS_ACCESS_KEY_ID: /^[A-Z0-9]{16,128}$/,
  AWS_SECRET_ACCESS_KEY: /^[A-Za-z0-9/+=]+$/,
  AWS_SESSION_TOKEN: /^[A-Za-z0-9/+=]+$/,
  AWS_CREDENTIAL_EXPIRATION: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  AWS_ACCOUNT_ID: ACCOUNT_ID,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: /^http:\/\/127\.0\.0\.1:\d{1,5}\/\w+$/,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: /^[\w-]{43}$/,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  SWROLE_REGION: REGION,
  SWROLE_REGION_BEFORE: REGION,
  SWROLE_DEFAULT_REGION_BEFORE: REGION,
  SWROLE_PROFILE: /^[\w\-/.%@:+=]+(?: [\w\-/.%@:+=]+)*$/,
  SWROLE_COLOR: /^\d{1,3}(?:;\d{1,3}){0,15}$/,
};

/** Whether the variable may hold the value. */
export function isAllowed(variable: VariableName, value: string): boolean {
  return ALLOWED[variable]?.test(value) ?? false;
}

/**
 * @returns the value unchanged
 * @throws OutputError `unsafe-value` if the variable may not hold it
 */
function allowedValue(variable: VariableName, value: string): string {
  if (!isAllowed(variable, value)) throw new OutputError({ kind: 'unsafe-value', variable });
  return value;
}

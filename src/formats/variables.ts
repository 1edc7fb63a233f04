import type { Credentials } from '../credentials.ts';
import { REGION_SET, REGION_VARIABLES } from '../fast-path/region.ts';
import type { Environment } from '../system.ts';
import { encodedProfile } from '../util/text.ts';
import { expirationText, OutputError } from './document.ts';

/** A profile whose credentials leave swrole as environment variables. */
export interface ExportedRole {
  readonly profile: string;
  readonly credentials: Credentials;
  readonly accountId?: string | undefined;
  /** Without it the region is what it was before swrole. */
  readonly region?: string | undefined;
  /** An SGR parameter list such as `31`. */
  readonly color?: string | undefined;
}

type Assignment = readonly [name: VariableName, value: string];

/** What becomes of an environment, in the order in which it is to be written. */
export interface VariableChanges {
  readonly set: readonly Assignment[];
  readonly unset: readonly VariableName[];
}

/**
 * What a role changes in an environment: the one table behind every shell format and `swrole exec`. What the region was
 * before is not in it: a shell says that itself, for another environment `environmentChanges` does.
 *
 * @throws OutputError `unsafe-value` when a value is not what its variable may hold (`allowed-value.ts`)
 */
export function exportedVariables(role: ExportedRole): VariableChanges {
  const set = values(role).map(([name, value]) => [name, allowedValue(name, value)] as const);
  const names = new Set<VariableName>(set.map(([name]) => name));
  return { set, unset: MANAGED_VARIABLES.filter((name) => !names.has(name)) };
}

/**
 * What a role changes in this environment, with the region of before: kept where the role sets one, else brought back.
 *
 * @param role `undefined` to take everything away
 * @param env with the region of before, as the program has it (`restoreRegion`); what is kept of it may be any text
 * @throws OutputError as `exportedVariables`
 */
export function environmentChanges(
  role: ExportedRole | undefined,
  env: Environment,
): VariableChanges {
  const { set, unset } = role ? exportedVariables(role) : { set: [], unset: MANAGED_VARIABLES };
  const region = assignments(role?.region ? keptRegion(env) : broughtBackRegion(env));
  return { set: [...region.set, ...set], unset: [...unset, ...region.unset] };
}

type Held = readonly [name: VariableName, value: string | undefined];

function keptRegion(env: Environment): readonly Held[] {
  return REGION_VARIABLES.map(([name, before]) => [before, env[name]]);
}

function broughtBackRegion(env: Environment): readonly Held[] {
  if (!env[REGION_SET]) return [];
  const record = REGION_RECORD.map((name): Held => [name, undefined]);
  return [...REGION_VARIABLES.map(([name]): Held => [name, env[name]]), ...record];
}

function assignments(held: readonly Held[]): VariableChanges {
  return {
    set: held.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    unset: held.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  };
}

/**
 * The environment of a child that runs with the role's credentials: `env` with the changes made.
 *
 * @throws OutputError as `exportedVariables`: the child is often a shell, which puts them in its prompt
 */
export function childEnvironment(env: Environment, role: ExportedRole): Environment {
  const { set, unset } = environmentChanges(role, env);
  const replaced = new Set<string>([...unset, ...set.map(([name]) => name)]);
  // Compared in capitals: on Windows names have no case, elsewhere nobody reads these in small letters.
  const kept = Object.entries(env).filter(([name]) => !replaced.has(name.toUpperCase()));
  return Object.fromEntries([...kept, ...set]);
}

function values({ credentials, ...role }: ExportedRole): readonly Assignment[] {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  return [
    ['AWS_ACCESS_KEY_ID', accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', secretAccessKey],
    ...ifKnown('AWS_SESSION_TOKEN', sessionToken),
    ...ifKnown(
      'AWS_CREDENTIAL_EXPIRATION',
      expiration === undefined ? '' : expirationText(expiration),
    ),
    ...ifKnown('AWS_ACCOUNT_ID', role.accountId),
    // Both, because each SDK reads another one of the two (contract A.6).
    ...ifKnown('AWS_REGION', role.region),
    ...ifKnown('AWS_DEFAULT_REGION', role.region),
    ...ifKnown(REGION_SET, role.region),
    ['SWROLE_PROFILE', encodedProfile(role.profile)],
    ...ifKnown('SWROLE_COLOR', role.color),
  ];
}

function ifKnown(name: VariableName, value: string | undefined): readonly Assignment[] {
  return value ? [[name, value]] : [];
}

/**
 * Every variable that decides which credentials an SDK or the AWS CLI uses. It is one list, because a token command must
 * see none of them, and a role must set or remove each: one that is left would shadow or contradict the role (security 5;
 * `aws-vault exec` removes a similar list).
 */
export const IDENTITY_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  // The name of the token before 2014, which botocore still reads.
  'AWS_SECURITY_TOKEN',
  // The Go and Java SDKs read these where the names above are missing.
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  // So does Ruby with these (aws-sdk-core, `credential_provider_chain.rb`).
  'AMAZON_ACCESS_KEY_ID',
  'AMAZON_SECRET_ACCESS_KEY',
  'AMAZON_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  // The same by the name that Granted and its prompts use.
  'AWS_SESSION_EXPIRATION',
  'AWS_ACCOUNT_ID',
  // JS signs with it where it is set.
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
 * What a role sets or removes: the variables above, and swrole's own two. After a failure all of them go, so that no
 * command runs with the credentials of before.
 */
export const MANAGED_VARIABLES = [
  ...IDENTITY_VARIABLES,
  // For prompts: whose credentials these are, and its colour.
  'SWROLE_PROFILE',
  'SWROLE_COLOR',
] as const;

/** Which region swrole has set, and what was there before: removed when that has been brought back. */
export const REGION_RECORD = [REGION_SET, ...REGION_VARIABLES.map(([, before]) => before)] as const;

/** The name of a variable that swrole may set. */
type VariableName =
  | (typeof MANAGED_VARIABLES | typeof REGION_RECORD)[number]
  | (typeof REGION_VARIABLES)[number][0];

const REGION = /^[a-z0-9-]{1,32}$/;

/**
 * What each variable may hold. No value gets as far as quoting that could need it: a secret with a quote
 * in it is no AWS secret, and quoting rules differ in every shell, with a way to run code wherever one
 * is wrong (security 5, experiments C and D). Nothing here has a character that `eval $(…)` without quotes
 * would expand or split, except single spaces inside a profile name, which survive it. The name is encoded before
 * (`profile-text.ts`).
 */
const ALLOWED: Readonly<Partial<Record<VariableName, RegExp>>> = {
  AWS_ACCESS_KEY_ID: /^[A-Z0-9]{16,128}$/,
  AWS_SECRET_ACCESS_KEY: /^[A-Za-z0-9/+=]+$/,
  AWS_SESSION_TOKEN: /^[A-Za-z0-9/+=]+$/,
  AWS_CREDENTIAL_EXPIRATION: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  AWS_ACCOUNT_ID: /^\d{12}$/,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  SWROLE_REGION: REGION,
  SWROLE_REGION_BEFORE: REGION,
  SWROLE_DEFAULT_REGION_BEFORE: REGION,
  SWROLE_PROFILE: /^[\w\-/.%@:+=]+(?: [\w\-/.%@:+=]+)*$/,
  SWROLE_COLOR: /^\d{1,3}(?:;\d{1,3}){0,15}$/,
};

/** Whether the value is among what the variable may hold. */
export function isAllowed(variable: VariableName, value: string): boolean {
  return ALLOWED[variable]?.test(value) ?? false;
}

/**
 * @returns the value as it is
 * @throws OutputError `unsafe-value` when it is not among what the variable may hold
 */
function allowedValue(variable: VariableName, value: string): string {
  if (!isAllowed(variable, value)) throw new OutputError({ kind: 'unsafe-value', variable });
  return value;
}

/** One form of output: the only writer of its syntax. Both texts are written whole, or not at all. */
export interface FormatWriter {
  /**
   * The text that puts the role's credentials into the reader's environment.
   *
   * @param env the reader's, for forms that cannot look at it themselves
   * @throws OutputError when a value cannot be written; nothing has been then
   */
  write(role: ExportedRole, env: Environment): string;
  /**
   * What stands in its place when there are no credentials: where the form can say so, no credentials of
   * before stay and the reader fails with `exitCode`. Without it `eval $(swrole …)` would go on with the
   * old ones and return 0, in every shell (security 5, experiment E).
   */
  fail(exitCode: number, env: Environment): string;
}

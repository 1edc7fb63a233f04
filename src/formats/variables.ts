import type { Credentials } from '../credentials.ts';
import { REGION_SET, REGION_VARIABLES } from '../fast-path/region.ts';
import { encodedProfile } from '../profile-text.ts';
import type { Environment } from '../system.ts';
import { allowedValue } from '../output/allowed-value.ts';
import { expirationText } from '../output/expiration-text.ts';
import { MANAGED_VARIABLES, REGION_RECORD, type VariableName } from '../output/managed-variables.ts';

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

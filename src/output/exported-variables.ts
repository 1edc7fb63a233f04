import type { Credentials } from '../credentials.ts';
import type { Environment } from '../system.ts';
import { allowedValue } from './allowed-value.ts';
import { expirationText } from './expiration-text.ts';
import { MANAGED_VARIABLES, type VariableName } from './managed-variables.ts';

/** A profile whose credentials leave swrole as environment variables. */
export interface ExportedRole {
  readonly profile: string;
  readonly credentials: Credentials;
  readonly accountId?: string | undefined;
  /** The profile's own; without it the region of the shell stays. */
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
 * What a role changes in an environment: the one table behind every shell format and `swrole exec`.
 *
 * @throws OutputError `unsafe-value` when a value is not what its variable may hold (`allowed-value.ts`)
 */
export function exportedVariables(role: ExportedRole): VariableChanges {
  const set = values(role).map(([name, value]) => [name, allowedValue(name, value)] as const);
  const names = new Set<VariableName>(set.map(([name]) => name));
  return { set, unset: MANAGED_VARIABLES.filter((name) => !names.has(name)) };
}

/**
 * The environment of a child that runs with the role's credentials: `env` with the changes made.
 *
 * @throws OutputError as `exportedVariables`: the child is often a shell, which puts them in its prompt
 */
export function childEnvironment(env: Environment, role: ExportedRole): Environment {
  const { set, unset } = exportedVariables(role);
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
    ['SWROLE_PROFILE', role.profile],
    ...ifKnown('SWROLE_COLOR', role.color),
  ];
}

function ifKnown(name: VariableName, value: string | undefined): readonly Assignment[] {
  return value ? [[name, value]] : [];
}

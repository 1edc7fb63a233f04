/** What the program makes of a case, as plain data to compare with it. */

import { ConfigError, type ConfigErrorDetails } from '../../src/config/errors.ts';
import type { Settings } from '../../src/config/ini/parser.ts';
import type { CredentialSource, PlannedChain } from '../../src/config/plan.ts';
import type { CommandInputs, RoleStep, TokenOrigin } from '../../src/config/plan-calls.ts';
import type { PlanEnv } from '../../src/config/plan-context.ts';

/** A home without files, and an empty environment. */
export const SURROUNDINGS: PlanEnv = {
  env: {},
  home: '/home/ada',
  readText: (path) => {
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  },
};

/** JSON without what is undefined, off or as it is by default, each location written `file:line`. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, shortened));
}

/** Settings by name, as an object of objects; a value is a text, or an object for sub-properties. */
export function plainSections(sections: Iterable<readonly [string, Settings]>): object {
  const entries = [...sections].map(([name, settings]) => [name, plainSettings(settings)]);
  return Object.fromEntries(entries);
}

/** A chain as a list: the source and what belongs to the whole, then the steps. Shows secrets. */
export function plainChain(chain: PlannedChain): unknown[] {
  const { region, color, confirm, source, mfaSession, steps } = chain;
  const { kind: _, program, ...rest } = mfaSession ?? { kind: undefined };
  // The program is the source of the chain.
  const session = program ? { ...rest, program: { ...program, source: undefined } } : rest;
  const display = { region, color, confirm };
  const whole = {
    ...display,
    source: plainSource(source),
    mfaSession: mfaSession && session,
  };
  return [whole, ...steps.map(plainStep)];
}

/** The fact that an attempt throws; any other error than a `ConfigError` is a bug and goes on. */
export function factOf(attempt: () => unknown): ConfigErrorDetails | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.details;
    throw error;
  }
}

function plainSettings(settings: Settings): object {
  const entries = [...settings].map(([key, { value, nested }]) => [
    key,
    nested.size > 0 ? plainSettings(nested) : value,
  ]);
  return Object.fromEntries(entries);
}

function plainSource(source: CredentialSource): object {
  const { kind, profile } = source;
  switch (kind) {
    case 'static':
    case 'environment': {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = source.credentials;
      const keys = [accessKeyId, secretAccessKey, sessionToken].filter((key) => key !== undefined);
      return kind === 'static' ? { profile, keys } : { profile, environment: keys, expiration };
    }
    case 'process': {
      const { command, at } = source.credentialProcess;
      return { profile, process: command, ...plainInputs(source), at };
    }
    case 'container': {
      const { authorization: _digest, ...rest } = source;
      return rest;
    }
    case 'web-identity':
      return { ...source, role: source.role.arn, token: plainToken(source.token) };
    case 'saml':
      return { ...source, role: source.role.arn, assertion: plainToken(source.assertion) };
    case 'cognito': {
      const { login } = source;
      return { ...source, login: login && { ...login, token: plainToken(login.token) } };
    }
    default:
      return source;
  }
}

function plainToken(token: TokenOrigin): object {
  if ('path' in token) return token;
  const { environment: _digest, ...rest } = token;
  return { ...rest, ...plainInputs(token) };
}

function plainInputs({ variables }: CommandInputs): object {
  return { variables: variables?.length === 0 ? undefined : (variables ?? 'hidden') };
}

function plainStep({ kind: _, profile, role, ...rest }: RoleStep): object {
  return { profile, role: role.arn, ...rest };
}

const DEFAULT_TRANSPORT = JSON.stringify({ maxAttempts: 3, retryMode: 'standard' });

function shortened(key: string, value: unknown): unknown {
  if (value === false) return undefined;
  if (key === 'transport' && JSON.stringify(value) === DEFAULT_TRANSPORT) return undefined;
  const isLocation =
    typeof value === 'object' && value !== null && 'file' in value && 'line' in value;
  return isLocation ? `${value.file}:${value.line}` : value;
}

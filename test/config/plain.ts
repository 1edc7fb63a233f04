/** What the program makes of a case, as plain data to compare with it. */
import { ConfigError, type ConfigFact } from '../../src/config/config-error.ts';
import type { Settings } from '../../src/config/grammar/settings.ts';
import type { Base, PlannedChain, RoleStep } from '../../src/config/role-chain.ts';

/** JSON without what is undefined, each location written `file:line`. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, shortLocation));
}

/** Settings by name, as an object of objects; a value is a text, or an object for sub-properties. */
export function plainSections(sections: Iterable<readonly [string, Settings]>): object {
  const entries = [...sections].map(([name, settings]) => [name, plainSettings(settings)]);
  return Object.fromEntries(entries);
}

/** A chain as a list: the base and what belongs to the whole, then the steps. Shows secrets. */
export function plainChain({ region, color, base, mfaSession, steps }: PlannedChain): unknown[] {
  return [{ region, color, base: plainBase(base), mfaSession }, ...steps.map(plainStep)];
}

/** The fact that an attempt throws; any other error than a `ConfigError` is a bug and goes on. */
export function factOf(attempt: () => unknown): ConfigFact | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.fact;
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

function plainBase(base: Base): object {
  if (base.kind === 'process') {
    const { command, at } = base.credentialProcess;
    return { profile: base.profile, process: command, at };
  }
  const { accessKeyId, secretAccessKey, sessionToken } = base.credentials;
  const keys = [accessKeyId, secretAccessKey, sessionToken].filter((key) => key !== undefined);
  return { profile: base.profile, keys };
}

function plainStep({ role, ...rest }: RoleStep): object {
  return { ...rest, role: role.arn };
}

function shortLocation(_key: string, value: unknown): unknown {
  const isLocation =
    typeof value === 'object' && value !== null && 'file' in value && 'line' in value;
  return isLocation ? `${value.file}:${value.line}` : value;
}

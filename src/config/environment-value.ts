/** The environment, one variable at a time. */
import { shownValue } from '../secret-text.ts';
import type { Environment } from '../system.ts';
import { ConfigError } from './config-error.ts';
import type { ValueRule } from './profile/value-rules.ts';

/** What a variable says by its rule; undefined if it is unset or empty. Throws `invalid-environment`. */
export function environmentValue<Value>(
  env: Environment,
  variable: string,
  { parse, problem }: ValueRule<Value>,
): Value | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const value = parse(text);
  if (value !== undefined) return value;
  throw new ConfigError({
    kind: 'invalid-environment',
    variable,
    value: shownValue(text),
    problem,
  });
}

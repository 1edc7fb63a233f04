/** The environment, one variable at a time. */
import { shownValue } from '../util/secret-text.ts';
import type { Environment } from '../system.ts';
import { ConfigError } from './errors.ts';
import type { ValueRule } from './profile/rules.ts';

/**
 * An environment whose variables are read once. `process.env` asks the system each time, and thousands of profiles read the
 * same few variables. Not a copy: on Windows `process.env` finds a variable by every spelling of its name.
 */
export class Variables {
  readonly env: Environment;
  readonly #texts = new Map<string, string | undefined>();

  constructor(env: Environment) {
    this.env = env;
  }

  /** The text of a variable; undefined if it is unset. */
  text(name: string): string | undefined {
    const known = this.#texts.get(name);
    if (known !== undefined || this.#texts.has(name)) return known;
    const text = this.env[name];
    this.#texts.set(name, text);
    return text;
  }

  /** What a variable says by its rule; undefined if it is unset or empty. Throws `invalid-environment`. */
  value<Value>(name: string, rule: ValueRule<Value>): Value | undefined {
    const text = this.text(name);
    return text ? checkedValue(name, text, rule) : undefined;
  }
}

function checkedValue<Value>(
  variable: string,
  text: string,
  { parse, problem }: ValueRule<Value>,
): Value {
  const value = parse(text);
  if (value !== undefined) return value;
  throw new ConfigError({
    kind: 'invalid-environment',
    variable,
    value: shownValue(text),
    problem,
  });
}

import type { Params } from './action.ts';
import { validationError } from './refusal.ts';

interface Constraint {
  readonly required?: boolean;
  /** Characters, or seconds for `DurationSeconds`. */
  readonly min: number;
  readonly max: number;
  /** As STS prints it; it must match all of the value. */
  readonly pattern?: string;
}

/** Limits of parameters, by their names on the wire; exact figures in the STS API reference (contract C.2). */
export type Constraints = Readonly<Record<string, Constraint>>;

/** The limits of the parameters that AssumeRole and GetSessionToken share. */
export const MFA_CONSTRAINTS: Constraints = {
  SerialNumber: { min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' },
  TokenCode: { min: 6, max: 6, pattern: '[\\d]*' },
};

function broken(name: string, value: string | undefined, constraint: Constraint): string[] {
  const { required, min, max, pattern } = constraint;
  if (value === undefined) return required ? ['Member must not be null'] : [];
  const isNumber = name === 'DurationSeconds';
  const size = isNumber ? Number(value) : value.length;
  const measure = isNumber ? 'value' : 'length';
  return [
    pattern &&
      !new RegExp(`^${pattern}$`).test(value) &&
      `Member must satisfy regular expression pattern: ${pattern}`,
    size < min && `Member must have ${measure} greater than or equal to ${min}`,
    size > max && `Member must have ${measure} less than or equal to ${max}`,
    !Number.isInteger(size) && 'Member must be a whole number',
  ].filter((problem) => typeof problem === 'string');
}

function violations(name: string, value: string | undefined, constraint: Constraint): string[] {
  const shown = value === undefined ? 'null' : `'${value}'`;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return broken(name, value, constraint).map(
    (problem) => `Value ${shown} at '${member}' failed to satisfy constraint: ${problem}`,
  );
}

/** @throws Refusal ValidationError that counts and lists every violation, as STS does */
export function checkConstraints(params: Params, constraints: Constraints): void {
  const all = Object.entries(constraints).flatMap(([name, constraint]) =>
    violations(name, params[name], constraint),
  );
  if (all.length === 0) return;
  const plural = all.length === 1 ? '' : 's';
  throw validationError(`${all.length} validation error${plural} detected: ${all.join('; ')}`);
}

import type { Params } from './action.ts';
import { validationError } from './refusal.ts';

/** What a parameter must be like. */
export interface Constraint {
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

function broken(member: string, value: string | undefined, constraint: Constraint): string[] {
  const { required, min, max, pattern } = constraint;
  if (value === undefined) return required ? ['Member must not be null'] : [];
  const isNumber = member === 'durationSeconds';
  const size = isNumber ? Number(value) : value.length;
  const measure = isNumber ? 'value' : 'length';
  return [
    pattern &&
      !new RegExp(`^${pattern}$`, 'u').test(value) &&
      `Member must satisfy regular expression pattern: ${pattern}`,
    size < min && `Member must have ${measure} greater than or equal to ${min}`,
    size > max && `Member must have ${measure} less than or equal to ${max}`,
    !Number.isInteger(size) && 'Member must be a whole number',
  ].filter((problem) => typeof problem === 'string');
}

function sentence(member: string, shown: string, problem: string): string {
  return `Value ${shown} at '${member}' failed to satisfy constraint: ${problem}`;
}

/**
 * What is wrong with one value.
 *
 * @param member its name as STS prints it: `roleArn`, `tags.1.member.key`
 */
export function violations(
  member: string,
  value: string | undefined,
  constraint: Constraint,
): string[] {
  const shown = value === undefined ? 'null' : `'${value}'`;
  return broken(member, value, constraint).map((problem) => sentence(member, shown, problem));
}

/** What is wrong with a list that has too many members. STS prints all of them; nobody reads that. */
export function lengthViolation(member: string, length: number, max: number): string[] {
  const problem = `Member must have length less than or equal to ${max}`;
  return length > max ? [sentence(member, "'[…]'", problem)] : [];
}

/** What is wrong with the parameters that are plain values. */
export function scalarViolations(params: Params, constraints: Constraints): string[] {
  return Object.entries(constraints).flatMap(([name, constraint]) =>
    violations(name.charAt(0).toLowerCase() + name.slice(1), params[name], constraint),
  );
}

/** @throws Refusal ValidationError that counts and lists all of these violations, as STS does */
export function throwViolations(all: readonly string[]): void {
  if (all.length === 0) return;
  const plural = all.length === 1 ? '' : 's';
  throw validationError(`${all.length} validation error${plural} detected: ${all.join('; ')}`);
}

/** @throws Refusal ValidationError if a parameter that is a plain value is outside of its limits */
export function checkConstraints(params: Params, constraints: Constraints): void {
  throwViolations(scalarViolations(params, constraints));
}

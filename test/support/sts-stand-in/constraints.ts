import type { Params } from './action.ts';
import { validationError } from './refusal.ts';
import { type Constraint, violations } from './violations.ts';

/** Limits of parameters, by their names on the wire; exact figures in the STS API reference (contract C.2). */
export type Constraints = Readonly<Record<string, Constraint>>;

/** The limits of the parameters that AssumeRole and GetSessionToken share. */
export const MFA_CONSTRAINTS: Constraints = {
  SerialNumber: { min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' },
  TokenCode: { min: 6, max: 6, pattern: '[\\d]*' },
};

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

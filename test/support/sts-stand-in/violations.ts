/** What a parameter must be like. */
export interface Constraint {
  readonly required?: boolean;
  /** Characters, or seconds for `DurationSeconds`. */
  readonly min: number;
  readonly max: number;
  /** As STS prints it; it must match all of the value. */
  readonly pattern?: string;
}

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

/** What is wrong with a list that has too many members. STS prints all of them, which no test needs. */
export function lengthViolation(member: string, length: number, max: number): string[] {
  const problem = `Member must have length less than or equal to ${max}`;
  return length > max ? [sentence(member, "'[…]'", problem)] : [];
}

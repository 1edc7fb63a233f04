/** The closed list behind `-f`, without the writers: the Tab key offers the names alone. */

/** Every form, in the order in which they are documented. */
export const FORMATS = ['sh', 'fish', 'powershell', 'cmd', 'nu', 'dotenv', 'json'] as const;

/** The name of a form. */
export type Format = (typeof FORMATS)[number];

/** Whether `name` is the name of a form. */
export function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name);
}

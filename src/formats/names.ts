/** The names of the output formats (`-f`), without the writers, because completion needs only the names. */

/** Every format, in the order of the documentation. */
export const FORMATS = ['sh', 'fish', 'powershell', 'cmd', 'nu', 'dotenv', 'json'] as const;

/** The name of a format. */
export type Format = (typeof FORMATS)[number];

/** Whether `name` is the name of a format. */
export function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name);
}

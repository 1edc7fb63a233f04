/** What `--json` writes, the same for every command. */
import type { Instant } from '../../credentials.ts';
import { withoutKeys } from '../../util/secret-text.ts';

/** What a terminal or a reader would obey in a text; line breaks are those between the fields. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name may be a key that was pasted where a name belongs. */
const safe = (_: string, value: unknown) =>
  typeof value === 'string' ? withoutKeys(value) : value;

/** JSON for programs, that does no harm where a person looks at it on a terminal. */
export function jsonText(value: unknown): string {
  const escaped = (text: string) =>
    text
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return `${JSON.stringify(value, safe, 2).replace(UNSAFE, escaped)}\n`;
}

/** An instant in it: ISO 8601, whole seconds, UTC. */
export function jsonInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

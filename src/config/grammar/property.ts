/**
 * One line `key = value`. A comment begins at a `#` or `;` that follows white space; elsewhere both belong to the value,
 * as do quotes. The AWS CLI alone keeps such comments in the value, so a cut is worth a warning.
 */
import type { IgnoredLineReason } from '../warnings.ts';

/** A key, lower-case as every SDK but JS reads it, and its text. */
export interface Property {
  readonly key: string;
  readonly value: string;
  readonly commentCut: boolean;
  readonly quoted: boolean;
}

/** The alphabet of AWS's specification for profile names and keys. */
export const IDENTIFIER = /^[A-Za-z0-9_\-/.%@:+]+$/;

const INLINE_COMMENT = /[ \t][#;]/;

/** Reads the properties of one file, which has many keys but few different ones: each spelling is looked at once. */
export class PropertyReader {
  /** Keys by how they are written. */
  readonly #keys = new Map<string, string>();

  /** Reads a trimmed line, or says why it is no property. */
  read(line: string): Property | IgnoredLineReason {
    const comment = line.search(INLINE_COMMENT);
    const text = comment < 0 ? line : line.slice(0, comment);
    const equals = text.indexOf('=');
    if (equals < 0) return 'no-equals';
    const written = text.slice(0, equals).trim();
    const key = this.#keys.get(written) ?? this.#readKey(written);
    if (key === undefined) return written === '' ? 'no-key' : 'bad-key';
    const value = text.slice(equals + 1).trim();
    return { key, value, commentCut: comment >= 0, quoted: isQuoted(value) };
  }

  #readKey(written: string): string | undefined {
    if (!IDENTIFIER.test(written)) return undefined;
    const key = written.toLowerCase();
    this.#keys.set(written, key);
    return key;
  }
}

function isQuoted(value: string): boolean {
  const mark = value.charAt(0);
  return value.length > 1 && (mark === '"' || mark === "'") && value.endsWith(mark);
}

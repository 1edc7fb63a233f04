/** What stands below a header, by key. */
import type { Location } from '../errors.ts';
import type { Property } from './property.ts';

/** The value of a key. */
export interface Setting {
  /** As written, its continuation lines joined by `\n`; empty if nothing follows the `=`. */
  readonly value: string;
  readonly at: Location;
  /** The sub-properties below a key without a value. */
  readonly nested: Settings;
}

/** Settings by lower-case key. A Map, because `__proto__` and `constructor` are keys like others. */
export type Settings = ReadonlyMap<string, Setting>;

/** Settings that are still being read. */
export type SettingsDraft = Map<string, Setting>;

// Only a key without a value gets sub-properties, and a file has thousands of others.
const NONE: SettingsDraft = new Map();

/** A setting that the lines below it still add to. */
export class SettingDraft implements Setting {
  value: string;
  readonly key: string;
  readonly nested: SettingsDraft;
  readonly #file: string;
  readonly #line: number;

  constructor({ key, value }: Property, file: string, line: number) {
    this.key = key;
    this.value = value;
    this.nested = value === '' ? new Map() : NONE;
    this.#file = file;
    this.#line = line;
  }

  // Made when asked for: of the many thousand settings of a large file, few are.
  get at(): Location {
    return { file: this.#file, line: this.#line };
  }
}

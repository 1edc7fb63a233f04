/**
 * The lines below one section header. An indented line belongs to the property above it: it is one of its sub-properties
 * if that has no value of its own (`s3 =`), else more text of its value. "Indented" means deeper than that property, as
 * in the AWS CLI, so that a file indented as a whole reads as it was meant.
 */
import type { Location } from '../config-error.ts';
import type { FileWarning, IgnoredLineReason, SectionName, Warn } from '../config-warning.ts';
import type { ContentLine } from './lines.ts';
import { type Property, readProperty } from './property.ts';

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

/** The property that deeper lines belong to; without a setting they are passed over as it was. */
interface Parent {
  readonly indent: number;
  readonly key: string;
  readonly setting: SettingDraft | undefined;
}

interface SettingDraft extends Setting {
  value: string;
  readonly nested: SettingsDraft;
}

/** Reads the lines of one section, from its header to the next, into `settings`. */
export class SettingsReader {
  readonly #section: SectionName;
  readonly #settings: SettingsDraft;
  readonly #file: string;
  readonly #warn: Warn<FileWarning>;
  #parent: Parent | undefined;

  constructor(
    section: SectionName,
    settings: SettingsDraft,
    file: string,
    warn: Warn<FileWarning>,
  ) {
    this.#section = section;
    this.#settings = settings;
    this.#file = file;
    this.#warn = warn;
  }

  /** Takes the next line of the section; never throws. */
  read(line: ContentLine): void {
    const parent = this.#parent;
    if (parent === undefined || line.indent <= parent.indent) {
      this.#parent = this.#define(this.#settings, '', line);
    } else if (parent.setting === undefined) this.#ignore(line, 'below-ignored');
    else if (parent.setting.value !== '') parent.setting.value += `\n${line.text}`;
    else this.#define(parent.setting.nested, `${parent.key}.`, line);
  }

  #define(settings: SettingsDraft, prefix: string, line: ContentLine): Parent {
    const property = readProperty(line.text);
    if (typeof property === 'string') {
      this.#ignore(line, property);
      return { indent: line.indent, key: '', setting: undefined };
    }
    const { key, value } = property;
    const setting = { value, at: this.#at(line), nested: value === '' ? new Map() : NONE };
    this.#report(property, prefix + key, setting.at, settings.get(key)?.at);
    settings.set(key, setting);
    return { indent: line.indent, key, setting };
  }

  #report(property: Property, key: string, at: Location, first: Location | undefined): void {
    const section = this.#section;
    if (first !== undefined) this.#warn({ kind: 'duplicate-key', section, key, first, at });
    if (property.commentCut) this.#warn({ kind: 'cut-comment', section, key, at });
    if (property.quoted) this.#warn({ kind: 'kept-quotes', section, key, at });
  }

  #ignore(line: ContentLine, reason: IgnoredLineReason): void {
    this.#warn({ kind: 'ignored-line', section: this.#section, reason, at: this.#at(line) });
  }

  #at(line: ContentLine): Location {
    return { file: this.#file, line: line.number };
  }
}

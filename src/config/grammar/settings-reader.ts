/**
 * The lines below one section header. An indented line belongs to the property above it: it is one of its sub-properties
 * if that has no value of its own (`s3 =`), else more text of its value. "Indented" means deeper than that property, as
 * in the AWS CLI, so that a file indented as a whole reads as it was meant.
 */
import type { Location } from '../errors.ts';
import type { FileWarning, IgnoredLineReason, SectionName, Warn } from '../warnings.ts';
import type { ContentLine } from '../ini/lexer.ts';
import type { Property, PropertyReader } from './property.ts';
import { SettingDraft, type SettingsDraft } from './settings.ts';

/** What the sections of one file share. */
export interface FileReading {
  readonly file: string;
  readonly properties: PropertyReader;
  readonly warn: Warn<FileWarning>;
}

/** Reads the lines of one section, from its header to the next, into `settings`. */
export class SettingsReader {
  readonly #section: SectionName;
  readonly #settings: SettingsDraft;
  readonly #reading: FileReading;
  /** What deeper lines than `#indent` belong to; `undefined` if they are passed over as it was. */
  #parent: SettingDraft | undefined;
  #indent = Number.POSITIVE_INFINITY;

  constructor(section: SectionName, settings: SettingsDraft, reading: FileReading) {
    this.#section = section;
    this.#settings = settings;
    this.#reading = reading;
  }

  /** Takes the next line of the section; never throws. */
  read(line: ContentLine): void {
    const parent = this.#parent;
    if (line.indent <= this.#indent) {
      this.#indent = line.indent;
      this.#parent = this.#define(this.#settings, '', line);
    } else if (parent === undefined) this.#ignore(line, 'below-ignored');
    else if (parent.value !== '') parent.value += `\n${line.text}`;
    else this.#define(parent.nested, `${parent.key}.`, line);
  }

  #define(settings: SettingsDraft, prefix: string, line: ContentLine): SettingDraft | undefined {
    const property = this.#reading.properties.read(line.text);
    if (typeof property === 'string') {
      this.#ignore(line, property);
      return undefined;
    }
    const { key, commentCut, quoted } = property;
    const setting = new SettingDraft(property, this.#reading.file, line.number);
    const first = settings.get(key);
    if (first || commentCut || quoted) this.#report(property, prefix + key, setting.at, first?.at);
    settings.set(key, setting);
    return setting;
  }

  #report(property: Property, key: string, at: Location, first: Location | undefined): void {
    const { warn } = this.#reading;
    const section = this.#section;
    if (first !== undefined) warn({ kind: 'duplicate-key', section, key, first, at });
    if (property.commentCut) warn({ kind: 'cut-comment', section, key, at });
    if (property.quoted) warn({ kind: 'kept-quotes', section, key, at });
  }

  #ignore({ number }: ContentLine, reason: IgnoredLineReason): void {
    const { file, warn } = this.#reading;
    warn({ kind: 'ignored-line', section: this.#section, reason, at: { file, line: number } });
  }
}

/**
 * Parses `~/.aws/config` and `~/.aws/credentials`: a text → its sections, each setting with its line. The parser follows
 * AWS's specification (smithy-rs `profile-parser-tests.json`). Where the specification rejects the whole file and some SDK
 * reads on, the parser ignores the line or the section and warns. It never throws, and a `[` always opens a section.
 */

import type { Location } from '../errors.ts';
import type { FileWarning, IgnoredLineReason, SectionName, Warn } from '../warnings.ts';
import {
  type ContentLine,
  contentLines,
  type FileKind,
  type Header,
  type Property,
  PropertyReader,
  readHeader,
} from './lexer.ts';

/** A file's text and the path it was opened by. A file that does not exist has an empty text. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** Whether the path leads to a directory, which has no text. */
  readonly isDirectory?: boolean;
}

/** The sections of one name in one file, merged. */
export interface Section extends SectionName {
  /** False for `[default]` and for every name of the credentials file. */
  readonly prefixed: boolean;
  /** Its first header. */
  readonly at: Location;
  readonly settings: Settings;
}

/** The sections of one file, in the order of their first headers, and its warnings, in the order of the lines. */
interface ParsedFile {
  readonly sections: readonly Section[];
  readonly warnings: readonly FileWarning[];
}

/** Parses one of AWS's two shared files, in time linear in its length. */
export function parseSections(source: SourceText, kind: FileKind): ParsedFile {
  const reader = new SectionReader(source.path, kind);
  for (const line of contentLines(source.text)) reader.read(line);
  return { sections: [...reader.sections.values()], warnings: reader.warnings };
}

interface SectionDraft extends Section {
  readonly settings: SettingsDraft;
}

class SectionReader {
  readonly sections = new Map<string, SectionDraft>();
  readonly warnings: FileWarning[] = [];
  readonly #kind: FileKind;
  readonly #context: FileContext;
  #settings: SettingsReader | 'ignored' | undefined;

  constructor(file: string, kind: FileKind) {
    this.#kind = kind;
    const warn = (warning: FileWarning) => void this.warnings.push(warning);
    this.#context = { file, properties: new PropertyReader(), warn };
  }

  read(line: ContentLine): void {
    if (line.text.startsWith('[')) this.#settings = this.#open(line);
    else if (this.#settings === undefined) this.#ignore(line);
    else if (this.#settings !== 'ignored') this.#settings.read(line);
  }

  #open(line: ContentLine): SettingsReader | 'ignored' {
    const { warn } = this.#context;
    const header = readHeader(line.text, this.#kind);
    const at = this.#at(line);
    if ('ignored' in header) {
      warn({ kind: 'ignored-section', name: header.name, reason: header.ignored, at });
      return 'ignored';
    }
    const { section, junk, meant } = header;
    if (junk)
      warn({ kind: 'junk-after-header', section, at, ...(meant !== undefined && { meant }) });
    return new SettingsReader(section, this.#enter(header, at), this.#context);
  }

  #enter({ section, prefixed }: Header, at: Location): SettingsDraft {
    const { type, name } = section;
    const id = `${prefixed} ${type} ${name}`;
    const first = this.sections.get(id);
    if (first !== undefined) {
      this.#context.warn({ kind: 'duplicate-section', section, first: first.at, at });
      return first.settings;
    }
    const settings: SettingsDraft = new Map();
    this.sections.set(id, { type, name, prefixed, at, settings });
    return settings;
  }

  #ignore(line: ContentLine): void {
    const at = this.#at(line);
    this.#context.warn({ kind: 'ignored-line', section: undefined, reason: 'outside-section', at });
  }

  #at(line: ContentLine): Location {
    return { file: this.#context.file, line: line.number };
  }
}

// Settings: the lines below a header, by key.

/** The value of a key. */
export interface Setting {
  /** As written, its continuation lines joined by `\n`; empty if nothing follows the `=`. */
  readonly value: string;
  readonly at: Location;
  /** The sub-properties below a key without a value. */
  readonly nested: Settings;
  /** The profile that it is written in, if a role of the command line takes it from there. */
  readonly profile?: string;
}

/** Settings by lower-case key. A Map, because `__proto__` and `constructor` are ordinary keys here. */
export type Settings = ReadonlyMap<string, Setting>;

/** Settings while the section is being read. */
type SettingsDraft = Map<string, Setting>;

// Only a key without a value gets sub-properties, and a file has thousands of others.
const NONE: SettingsDraft = new Map();

/** A setting that continuation lines may extend. */
class SettingDraft implements Setting {
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

  // Created on demand: a large file has many thousand settings, and few locations are needed.
  get at(): Location {
    return { file: this.#file, line: this.#line };
  }
}

// An indented line belongs to the property above it: it is a sub-property if that has no value of its own (`s3 =`), else a
// continuation of its value. "Indented" means deeper than that property, as in the AWS CLI, so that a file whose lines are
// all indented works too.

/** What the sections of one file share. */
interface FileContext {
  readonly file: string;
  readonly properties: PropertyReader;
  readonly warn: Warn<FileWarning>;
}

/** Reads the lines of one section, from its header to the next, into `settings`. */
class SettingsReader {
  readonly #section: SectionName;
  readonly #settings: SettingsDraft;
  readonly #context: FileContext;
  /** The setting that lines deeper than `#indent` belong to; `undefined` if it was ignored, so that they are too. */
  #parent: SettingDraft | undefined;
  #indent = Number.POSITIVE_INFINITY;

  constructor(section: SectionName, settings: SettingsDraft, context: FileContext) {
    this.#section = section;
    this.#settings = settings;
    this.#context = context;
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
    const property = this.#context.properties.read(line.text);
    if (typeof property === 'string') {
      this.#ignore(line, property);
      return undefined;
    }
    const { key, commentCut, quoted } = property;
    const setting = new SettingDraft(property, this.#context.file, line.number);
    const first = settings.get(key);
    if (first || commentCut || quoted) this.#report(property, prefix + key, setting.at, first?.at);
    settings.set(key, setting);
    return setting;
  }

  #report(property: Property, key: string, at: Location, first: Location | undefined): void {
    const { warn } = this.#context;
    const section = this.#section;
    if (first !== undefined) warn({ kind: 'duplicate-key', section, key, first, at });
    if (property.commentCut) warn({ kind: 'cut-comment', section, key, at });
    if (property.quoted) warn({ kind: 'kept-quotes', section, key, at });
  }

  #ignore({ number }: ContentLine, reason: IgnoredLineReason): void {
    const { file, warn } = this.#context;
    warn({ kind: 'ignored-line', section: this.#section, reason, at: { file, line: number } });
  }
}

/**
 * The grammar of `~/.aws/config` and `~/.aws/credentials`: a text → its sections, with the line of everything. It follows
 * AWS's specification (smithy-rs `profile-parser-tests.json`); but where the specification gives up on the whole file and
 * some SDK reads on, it passes over the line or the section and says so. It never throws, and a `[` always opens a section.
 */
import type { Location } from '../errors.ts';
import type { FileWarning, SectionName } from '../warnings.ts';
import { type ContentLine, contentLines } from './lexer.ts';
import { PropertyReader } from '../grammar/property.ts';
import { type FileKind, type Header, readHeader } from '../grammar/section-header.ts';
import type { Settings, SettingsDraft } from '../grammar/settings.ts';
import { type FileReading, SettingsReader } from '../grammar/settings-reader.ts';

/** A file's text and the path it was opened by. A file that does not exist has an empty text. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
  /** Whether there is a directory at the path, so that nothing could be read. */
  readonly isDirectory?: boolean;
}

/** What stands under one name in one file, repeated headers merged. */
export interface Section extends SectionName {
  /** False for `[default]` and for every name of the credentials file. */
  readonly prefixed: boolean;
  /** Its first header. */
  readonly at: Location;
  readonly settings: Settings;
}

/** The sections of one file, in the order of their first headers, and what is odd about it, in the order of its lines. */
export interface ParsedFile {
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
  readonly #reading: FileReading;
  #settings: SettingsReader | 'ignored' | undefined;

  constructor(file: string, kind: FileKind) {
    this.#kind = kind;
    const warn = (warning: FileWarning) => void this.warnings.push(warning);
    this.#reading = { file, properties: new PropertyReader(), warn };
  }

  read(line: ContentLine): void {
    if (line.text.startsWith('[')) this.#settings = this.#open(line);
    else if (this.#settings === undefined) this.#ignore(line);
    else if (this.#settings !== 'ignored') this.#settings.read(line);
  }

  #open(line: ContentLine): SettingsReader | 'ignored' {
    const { warn } = this.#reading;
    const header = readHeader(line.text, this.#kind);
    const at = this.#at(line);
    if ('ignored' in header) {
      warn({ kind: 'ignored-section', name: header.name, reason: header.ignored, at });
      return 'ignored';
    }
    const { section, junk, meant } = header;
    if (junk)
      warn({ kind: 'junk-after-header', section, at, ...(meant !== undefined && { meant }) });
    return new SettingsReader(header.section, this.#enter(header, at), this.#reading);
  }

  #enter({ section, prefixed }: Header, at: Location): SettingsDraft {
    const { type, name } = section;
    const id = `${prefixed} ${type} ${name}`;
    const first = this.sections.get(id);
    if (first !== undefined) {
      this.#reading.warn({ kind: 'duplicate-section', section, first: first.at, at });
      return first.settings;
    }
    const settings: SettingsDraft = new Map();
    this.sections.set(id, { type, name, prefixed, at, settings });
    return settings;
  }

  #ignore(line: ContentLine): void {
    const at = this.#at(line);
    this.#reading.warn({ kind: 'ignored-line', section: undefined, reason: 'outside-section', at });
  }

  #at(line: ContentLine): Location {
    return { file: this.#reading.file, line: line.number };
  }
}

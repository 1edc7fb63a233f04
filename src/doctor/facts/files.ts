/**
 * The written form of lines, which the parser drops (indentation, and the case of keys), and the permissions of files.
 * Security: never the value, which may be a key.
 */

import { lstatSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Location } from '../../config/errors.ts';
import {
  type ContentLine,
  contentLines,
  type FileKind,
  readHeader,
} from '../../config/ini/lexer.ts';
import type { SourceText } from '../../config/ini/parser.ts';
import type { SectionName } from '../../config/warnings.ts';
import { isOwnedByUser } from '../../fast-path/private-file.ts';
import { FOLDERS, ownNames, sampleNames } from '../../storage/own-files.ts';
import type { Cache } from '../../storage/private-store.ts';

/** One line that is neither blank nor a comment. */
export class ConfigLine {
  readonly number: number;
  readonly indent: number;
  /** For a header: whether the name is in quotes. */
  readonly isQuotedName: boolean;
  /** Whether it is the first line below its header. */
  readonly isFirst: boolean;
  /** The text before the `=`, or before the `:` if there is no `=`; `undefined` for a header. */
  readonly key: string | undefined;
  /** The separator after the key. */
  readonly delimiter: '=' | ':' | undefined;
  readonly #file: string;
  readonly #header: Header | undefined;

  constructor(
    file: string,
    { number, indent, text }: ContentLine,
    header: Header | undefined,
    isBelowHeader: boolean,
  ) {
    const isHeader = text.startsWith('[');
    const match = isHeader ? null : KEY.exec(text);
    this.#file = file;
    this.#header = header;
    this.number = number;
    this.indent = indent;
    this.isQuotedName = isHeader && QUOTED_NAME.test(text);
    this.isFirst = isBelowHeader && !isHeader;
    this.key = match?.[1];
    this.delimiter = match?.[2] as ConfigLine['delimiter'];
  }

  // Computed on demand: in a large file few lines have a finding.
  get at(): Location {
    return { file: this.#file, line: this.number };
  }

  /** `undefined` before the first section, and in one that is not read. */
  get section(): SectionName | undefined {
    return this.#header && sectionOf(this.#header);
  }
}

/** A line that opens a section. */
interface Header {
  readonly text: string;
  readonly kind: FileKind;
}

const QUOTED_NAME = /^\[[^\]"']*["']/;
const KEY = /^([\w.-]+)\s*([=:])/;

/** The lines of one file, by their numbers. */
export function configLines(
  { path, text }: SourceText,
  kind: FileKind,
): ReadonlyMap<number, ConfigLine> {
  let header: Header | undefined;
  let isBelowHeader = false;
  const lines = new Map<number, ConfigLine>();
  for (const line of contentLines(text.replace(/^\uFEFF/, ''))) {
    const isHeader = line.text.startsWith('[');
    if (isHeader) header = { text: line.text, kind };
    lines.set(line.number, new ConfigLine(path, line, header, isBelowHeader));
    isBelowHeader = isHeader;
  }
  return lines;
}

function sectionOf({ text, kind }: Header): SectionName | undefined {
  const header = readHeader(text, kind);
  return 'section' in header ? header.section : undefined;
}

// The permissions of the files that swrole reads and stores. Modes exist on POSIX systems only.

/** One file or folder. */
export interface ModeFact {
  readonly path: string;
  readonly kind: 'config' | 'credentials' | 'cache' | 'cached';
  /** The permission bits, such as `0o644`. */
  readonly mode: number;
  readonly isDirectory: boolean;
  readonly isOurs: boolean;
}

function modeFact(kind: ModeFact['kind'], path: string, stats: Stats | undefined): ModeFact[] {
  if (stats === undefined) return [];
  const mode = stats.mode & 0o777;
  return [{ path, kind, mode, isDirectory: stats.isDirectory(), isOurs: isOwnedByUser(stats) }];
}

/** Never throws: a file that cannot be examined counts as missing. */
function orNone<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** The two files behind any symlink, if they are regular ones (nothing is gained by the mode of a device or a pipe), swrole's directory and what is in it. */
export function gatherModes(
  paths: { readonly config: string; readonly credentials: string },
  cache: Cache,
  platform: NodeJS.Platform,
): readonly ModeFact[] {
  if (platform === 'win32') return [];
  const file = (kind: 'config' | 'credentials') =>
    modeFact(
      kind,
      paths[kind],
      orNone(() => regular(statSync(paths[kind]))),
    );
  return [...file('config'), ...file('credentials'), ...(cache ? cacheModes(cache) : [])];
}

const regular = (stats: Stats) => (stats.isFile() ? stats : undefined);

/** Examines only swrole's own files: the directory may belong to another program, with very many files. */
function cacheModes(cache: string): ModeFact[] {
  const directory = factOf('cache', cache);
  if (!directory[0]?.isDirectory) return directory;
  const files = FOLDERS.flatMap((folder) =>
    sampleNames(ownNames(join(cache, folder), folder)).map((name) => join(folder, name)),
  );
  const cached = [...FOLDERS, ...files].flatMap((name) => factOf('cached', join(cache, name)));
  return [...directory, ...cached.sort((a, b) => (a.path < b.path ? -1 : 1))];
}

function factOf(kind: 'cache' | 'cached', path: string): ModeFact[] {
  return modeFact(
    kind,
    path,
    orNone(() => lstatSync(path)),
  );
}

/** Permission bits and their notation. */

/** Bits that let other users write. */
export const WRITABLE = 0o022;
/** Bits that give other users any access. */
export const OPEN = 0o077;

/** `0644`. */
export const octal = (mode: number) => mode.toString(8).padStart(4, '0');

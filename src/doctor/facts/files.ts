/**
 * The lines of a file as they are written, which the grammar no longer knows: how far they are indented, and in which
 * case their keys stand. Security: never the value, which may be a key.
 */
import type { Location } from '../../config/errors.ts';
import type { SectionName } from '../../config/warnings.ts';
import { type ContentLine, contentLines } from '../../config/ini/lexer.ts';
import { type FileKind, readHeader } from '../../config/grammar/section-header.ts';
import type { SourceText } from '../../config/ini/parser.ts';

/** One line that is neither blank nor a comment. */
export class ConfigLine {
  readonly number: number;
  /** `undefined` before the first section, and in one that is not read. */
  readonly section: SectionName | undefined;
  readonly indent: number;
  /** Of a header: whether quotes stand around the name. */
  readonly isQuotedName: boolean;
  /** Whether it is the first below its header. */
  readonly isFirst: boolean;
  /** What stands before the `=`, or before the `:` where there is no `=`; `undefined` for a header. */
  readonly key: string | undefined;
  /** What the key ends at. */
  readonly delimiter: '=' | ':' | undefined;
  readonly #file: string;

  constructor(
    file: string,
    { number, indent, text }: ContentLine,
    section: SectionName | undefined,
    isBelowHeader: boolean,
  ) {
    const isHeader = text.startsWith('[');
    const [, key, delimiter] = (isHeader ? null : KEY.exec(text)) ?? [];
    this.#file = file;
    this.number = number;
    this.section = section;
    this.indent = indent;
    this.isQuotedName = isHeader && QUOTED_NAME.test(text);
    this.isFirst = isBelowHeader && !isHeader;
    this.key = key;
    this.delimiter = delimiter as ConfigLine['delimiter'];
  }

  // Made when asked for: of the many thousand lines of a large file, few have a finding.
  get at(): Location {
    return { file: this.#file, line: this.number };
  }
}

const QUOTED_NAME = /^\[[^\]"']*["']/;
const KEY = /^([\w.-]+)\s*([=:])/;

/** The lines of one file, by their numbers. */
export function configLines(
  { path, text }: SourceText,
  kind: FileKind,
): ReadonlyMap<number, ConfigLine> {
  let section: SectionName | undefined;
  let isBelowHeader = false;
  const lines = new Map<number, ConfigLine>();
  for (const line of contentLines(text.replace(/^\uFEFF/, ''))) {
    const isHeader = line.text.startsWith('[');
    if (isHeader) section = sectionOf(line.text, kind);
    lines.set(line.number, new ConfigLine(path, line, section, isBelowHeader));
    isBelowHeader = isHeader;
  }
  return lines;
}

function sectionOf(text: string, kind: FileKind): SectionName | undefined {
  const header = readHeader(text, kind);
  return 'section' in header ? header.section : undefined;
}

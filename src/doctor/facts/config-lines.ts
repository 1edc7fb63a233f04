/**
 * The lines of a file as they are written, which the grammar no longer knows: how far they are indented, and in which
 * case their keys stand. Security: never the value, which may be a key.
 */
import type { Location } from '../../config/config-error.ts';
import type { SectionName } from '../../config/config-warning.ts';
import { contentLines } from '../../config/grammar/lines.ts';
import { type FileKind, readHeader } from '../../config/grammar/section-header.ts';
import type { SourceText } from '../../config/grammar/sections.ts';

/** One line that is neither blank nor a comment. */
export interface ConfigLine {
  readonly at: Location;
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
}

const NO_KEY = { isFirst: false, key: undefined, delimiter: undefined };
const QUOTED_NAME = /^\[[^\]"']*["']/;
const KEY = /^([\w.-]+)\s*([=:])/;

/** The lines of one file. */
export function configLines({ path, text }: SourceText, kind: FileKind): readonly ConfigLine[] {
  let section: SectionName | undefined;
  let isFirst = false;
  const lines: ConfigLine[] = [];
  for (const { number, indent, text: content } of contentLines(text.replace(/^\uFEFF/, ''))) {
    const at = { file: path, line: number };
    if (content.startsWith('[')) {
      const header = readHeader(content, kind);
      section = 'section' in header ? header.section : undefined;
      lines.push({ ...NO_KEY, at, section, indent, isQuotedName: QUOTED_NAME.test(content) });
      isFirst = true;
      continue;
    }
    const [, key, delimiter] = KEY.exec(content) ?? [];
    lines.push({
      at,
      section,
      indent,
      isQuotedName: false,
      isFirst,
      key,
      delimiter: delimiter as ConfigLine['delimiter'],
    });
    isFirst = false;
  }
  return lines;
}

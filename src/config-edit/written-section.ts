/**
 * Sections of the credentials file that hold temporary keys from `swrole write`. The line below the header is a comment that
 * says for which profile swrole wrote them and when they expire: every SDK ignores a line that begins with `#` (contract
 * B.2), and inside the section it stays with it when another program moves or removes sections.
 */

import type { Location } from '../config/errors.ts';
import type { ConfigTexts } from '../config/files.ts';
import { type ContentLine, contentLines, readHeader } from '../config/ini/lexer.ts';
import type { SourceText } from '../config/ini/parser.ts';
import { endpointKeys, staticKeys } from '../config/keys.ts';
import { isLongTermId } from '../config/profile/raw-profile.ts';
import type { Instant } from '../credentials.ts';
import { expirationText } from '../formats/document.ts';
import { type ExportedRole, exportedVariables } from '../formats/variables.ts';
import { decodedProfile, encodedProfile, parseInstant } from '../util/text.ts';
import { ConfigEditError, MEANINGS, WriteError } from './errors.ts';
import {
  assertReadableHeaders,
  type Block,
  blocksOf,
  bytesOf,
  editedLines,
  type FileLine,
  keyLinesOf,
  keyOf,
  type LineEdit,
  lineEndAt,
  linesOf,
  lineText,
} from './lines.ts';
import { isReadByAll, suggestName } from './plan.ts';

/** What the comment line says. */
export interface Marker {
  /** The profile whose keys swrole wrote. */
  readonly profile: string;
  readonly expiration: Instant;
}

const MARKER = /^# written by swrole for (.+) until (\S+)$/;

/** The comment line, without a line end. */
export function markerLine({ profile, expiration }: Marker): string {
  return `# written by swrole for ${encodedProfile(profile)} until ${expirationText(expiration)}`;
}

/** Reads a line as the comment line; `undefined` for any other line. */
export function readMarker(line: string): Marker | undefined {
  const [, profile, until = ''] = MARKER.exec(line.trimEnd()) ?? [];
  const expiration = parseInstant(until);
  if (profile === undefined || expiration === undefined) return undefined;
  return { profile: decodedProfile(profile), expiration };
}

/** A section with the comment line of swrole. */
export interface WrittenSection extends Marker {
  readonly name: string;
  /** Its header. */
  readonly at: Location;
}

/** The sections of the credentials file that swrole has written, in the order of the file. */
export function writtenSections({ path, text }: SourceText): WrittenSection[] {
  if (!text.includes('# written by swrole for ')) return [];
  const physical = text.split('\n');
  return [...contentLines(text)].flatMap((line) => {
    if (!line.text.startsWith('[')) return [];
    const header = readHeader(line.text, 'credentials');
    const marker = readMarker(physical[line.number] ?? '');
    if ('ignored' in header || marker === undefined) return [];
    return [{ ...marker, name: header.section.name, at: { file: path, line: line.number } }];
  });
}

/** The name of the section without `--as`. The profile's own name would give SDKs two sources for one profile (contract A.5). */
export function defaultSection(profile: string): string {
  return `${profile}-keys`;
}

/** The section's settings for a role, in their order. Throws OutputError for a value that cannot be written. */
export function sectionSettings(role: ExportedRole): ReadonlyMap<string, string> {
  const { set } = exportedVariables(role);
  return new Map(
    set.flatMap(([variable, value]) => {
      const key = SETTINGS[variable];
      return key === undefined ? [] : [[key, value] as const];
    }),
  );
}

const SETTINGS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: staticKeys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: staticKeys.secretAccessKey,
  AWS_SESSION_TOKEN: staticKeys.sessionToken,
  AWS_REGION: endpointKeys.region,
};

/** The section to write. */
export interface WantedSection extends Marker {
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
}

/**
 * Plans the edit that writes the section: at the end of the file, or instead of what swrole wrote there before. Lines
 * that the user has added to the section stay.
 *
 * @param lines the credentials file's lines, from the same bytes as its text
 * @throws ConfigEditError `bad-name`, `two-defaults`, `odd-header`
 * @throws WriteError `shadowed-profile`, and every error of a section that swrole may not change
 */
export function planSection(
  texts: ConfigTexts,
  lines: readonly FileLine[],
  wanted: WantedSection,
): LineEdit {
  const { name, settings } = wanted;
  if (!isReadByAll(name))
    throw new ConfigEditError({ kind: 'bad-name', profile: name, instead: suggestName(name) });
  assertNotShadowing(texts, name);
  const block = ownBlock(texts.credentials, name);
  const written = [markerLine(wanted), ...[...settings].map(([key, value]) => `${key} = ${value}`)];
  if (block === undefined) {
    const apart = lines.length === 0 ? [] : [''];
    return edit(lines, lines.length, 0, [...apart, `[${name}]`, ...written]);
  }
  const { number: after } = block.header;
  const old = lines.slice(after, lastLineOf(block));
  const replaced = linesOfKeys(block, new Set([...Object.values(staticKeys), ...settings.keys()]));
  const kept = old.filter((_, i) => i > 0 && !replaced.has(after + 1 + i));
  const { added, ...place } = edit(lines, after, old.length, written);
  const [marker, ...keys] = added;
  // Behind the keys, an indented line would continue the last value.
  const rest = kept.some(isIndented) ? [...kept, ...keys] : [...keys, ...kept];
  return { ...place, added: marker ? [marker, ...rest] : rest };
}

function edit(
  lines: readonly FileLine[],
  after: number,
  removed: number,
  texts: readonly string[],
): LineEdit {
  const end = lineEndAt(lines, after);
  return { after, removed, added: texts.map((text) => ({ text: lineText(text), end })) };
}

function isIndented({ text }: FileLine): boolean {
  return /^\s+[^\s#;]/.test(text);
}

/** The lines with one of the keys, and the lines that continue their values. */
function linesOfKeys({ lines }: Block, keys: ReadonlySet<string>): ReadonlySet<number> {
  const found = new Set<number>();
  let current: ContentLine | undefined;
  for (const line of lines) {
    if (current === undefined || line.indent <= current.indent) current = line;
    if (keys.has(keyOf(current))) found.add(line.number);
  }
  return found;
}

/**
 * Plans the removal of a section: the inverse of writing it, with what the user has added to it.
 *
 * @throws WriteError `no-section`, and every error of a section that swrole may not change
 * @throws ConfigEditError `odd-header`
 */
export function planRemoval(
  credentials: SourceText,
  lines: readonly FileLine[],
  name: string,
): LineEdit {
  const block = ownBlock(credentials, name);
  if (block === undefined) {
    const written = writtenSections(credentials).map((section) => section.name);
    const file = credentials.path;
    throw new WriteError({ kind: 'no-section', section: name, file, written });
  }
  const { number } = block.header;
  const isApart = number > 1 && lines[number - 2]?.text === '';
  const after = number - (isApart ? 2 : 1);
  return { after, removed: lastLineOf(block) - after, added: [] };
}

/** The file without the sections that swrole has written: its backup must not hold keys that `logout` should remove. */
export function withoutWritten(path: string, bytes: Buffer): Buffer {
  const sections = writtenSections({ path, text: bytes.toString('utf8') });
  return sections.reduce((rest, { name }) => {
    try {
      const lines = linesOf(rest);
      const removal = planRemoval({ path, text: rest.toString('utf8') }, lines, name);
      return bytesOf(editedLines(lines, removal));
    } catch (error) {
      if (error instanceof WriteError || error instanceof ConfigEditError) return rest;
      throw error;
    }
  }, bytes);
}

/** The last line with a setting; comments behind it may belong to the next section. */
function lastLineOf({ header, lines }: Block): number {
  return lines.at(-1)?.number ?? header.number + 1;
}

/** The section's block if swrole may change it; `undefined` if there is no section of this name. */
function ownBlock({ path, text }: SourceText, section: string): Block | undefined {
  const [block, other] = blocksOf(text, 'credentials', section);
  if (block === undefined) return undefined;
  const locate = ({ number }: ContentLine): Location => ({ file: path, line: number });
  const at = locate(block.header);
  const longTerm = block.lines.find(isLongTermLine);
  if (longTerm) throw new WriteError({ kind: 'long-term-section', section, at: locate(longTerm) });
  if (readMarker(text.split('\n')[block.header.number] ?? '') === undefined)
    throw new WriteError({ kind: 'foreign-section', section, at });
  if (other) {
    const otherAt = locate(other.header);
    throw new WriteError({ kind: 'repeated-section', section, at, otherAt });
  }
  const odd = block.lines.find(isForeignSource);
  if (odd)
    throw new WriteError({ kind: 'edited-section', section, key: keyOf(odd), at: locate(odd) });
  const [missed] = block.missed;
  if (missed && block.missed.some((line) => MEANINGS.has(keyOf(line))))
    throw new ConfigEditError({ kind: 'odd-header', profile: section, at: locate(missed) });
  return block;
}

function isLongTermLine(line: ContentLine): boolean {
  const value = line.text.slice(line.text.indexOf('=') + 1).trim();
  return keyOf(line) === staticKeys.accessKeyId && isLongTermId(value);
}

const OWN_KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));

function isForeignSource(line: ContentLine): boolean {
  return MEANINGS.has(keyOf(line)) && !OWN_KEYS.has(keyOf(line));
}

/** A profile of the config file with a source of its own would have two: SDKs disagree on which one counts (contract A.5). */
function assertNotShadowing(texts: ConfigTexts, section: string): void {
  const [source] = keyLinesOf(texts.config, 'config', section, MEANINGS);
  if (source) throw new WriteError({ kind: 'shadowed-profile', section, ...source });
  assertReadableHeaders(texts, blocksOf(texts.config.text, 'config', section), section);
}

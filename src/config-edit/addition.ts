/** Where the lines of a profile go that has none of them yet. */
import { type ConfigTexts, parseConfigFiles } from '../config/files.ts';
import type { ContentLine } from '../config/ini/lexer.ts';
import { endpointKeys, processKeys } from '../config/keys.ts';
import { type FileLine, type LineEdit, lineEndAt, lineText } from './lines.ts';
import type { Block } from './profile-blocks.ts';

/** What the profile is to be. */
export interface ProcessProfile {
  readonly profile: string;
  /** The value of `credential_process`. */
  readonly command: string;
  /** Whether another command means the same as this one: it may be replaced without being asked to. */
  readonly isSame: (command: string) => boolean;
  /** For a profile that has no region. */
  readonly region: string | undefined;
}

const PROCESS = processKeys.credentialProcess;

/** Below the profile's header, in the indentation of its other lines; else a section of its own at the end of the file. */
export function addition(
  texts: ConfigTexts,
  [block]: readonly Block[],
  lines: readonly FileLine[],
  wish: ProcessProfile,
): LineEdit {
  const settings = [`${PROCESS} = ${wish.command}`];
  if (wish.region !== undefined && !hasRegion(texts, wish.profile))
    settings.push(`${endpointKeys.region} = ${wish.region}`);
  if (block === undefined) return newSection(lines, wish.profile, settings);
  const indent = indentOf(texts.config.text, block.lines[0]);
  return edit(
    lines,
    block.header.number,
    settings.map((setting) => indent + setting),
  );
}

function hasRegion(texts: ConfigTexts, profile: string): boolean {
  const { profiles } = parseConfigFiles(texts);
  return profiles.get(profile)?.settings.has(endpointKeys.region) ?? false;
}

function newSection(
  lines: readonly FileLine[],
  profile: string,
  settings: readonly string[],
): LineEdit {
  const isApart = (lines.at(-1)?.text ?? '').trim() === '';
  const header = profile === 'default' ? '[default]' : `[profile ${profile}]`;
  return edit(lines, lines.length, [...(isApart ? [] : ['']), header, ...settings]);
}

function indentOf(text: string, line: ContentLine | undefined): string {
  return line ? (text.split('\n')[line.number - 1] ?? '').slice(0, line.indent) : '';
}

function edit(lines: readonly FileLine[], after: number, texts: readonly string[]): LineEdit {
  const end = lineEndAt(lines, after);
  return { after, removed: 0, added: texts.map((text) => ({ text: lineText(text), end })) };
}

/**
 * Plans the edit that gives the config file a profile for SDKs: `[profile APP]` with a `credential_process`. If a profile
 * has another key that gives credentials, some SDK prefers that key (contract A.5), so swrole refuses such a profile.
 */

import type { Location } from '../config/errors.ts';
import { type ConfigTexts, parseConfigFiles } from '../config/files.ts';
import type { ContentLine, FileKind } from '../config/ini/lexer.ts';
import { parseSections, type SourceText } from '../config/ini/parser.ts';
import { endpointKeys, processKeys } from '../config/keys.ts';
import { ConfigEditError, type KeyLine, MEANINGS } from './errors.ts';
import {
  assertReadableHeaders,
  type Block,
  blocksOf,
  type FileLine,
  keyLinesOf,
  keyOf,
  type LineEdit,
  lineEndAt,
  lineText,
} from './lines.ts';

/** The edit to make, or the location of the line if the profile is there already. */
export type ProfilePlan = { readonly edit: LineEdit } | { readonly there: Location };

/** The profile to write. */
interface ProcessProfile {
  readonly profile: string;
  /** The value of `credential_process`. */
  readonly command: string;
  /** Whether an existing command means the same as this one, so that it may be replaced without `force`. */
  readonly isSame: (command: string) => boolean;
  /** The region to add if the profile has none. */
  readonly region: string | undefined;
}

/**
 * Plans the edit.
 *
 * @param lines the config file's lines, from the same bytes as its text
 * @param force replaces another `credential_process`; other keys that give credentials are still refused
 * @throws ConfigEditError `bad-name`, `two-defaults`, `odd-header`, `in-the-way`
 */
export function planProfile(
  texts: ConfigTexts,
  lines: readonly FileLine[],
  wanted: ProcessProfile,
  force: boolean,
): ProfilePlan {
  const { profile, command } = wanted;
  if (!isReadByAll(profile))
    throw new ConfigEditError({ kind: 'bad-name', profile, instead: suggestName(profile) });
  const blocks = blocksOf(texts.config.text, 'config', profile);
  assertReadableHeaders(texts, blocks, profile);
  const own = ownLine(texts.config, blocks, profile);
  const meanings = meaningsOf(texts, profile);
  const isOwnLine = own !== undefined && meanings.every(({ at }) => isSamePlace(at, own.at));
  if (isOwnLine && isWritten(own, (value) => value === command)) return { there: own.at };
  const mayReplace = isOwnLine && (force || isWritten(own, wanted.isSame));
  if (meanings.length > 0 && !mayReplace)
    throw new ConfigEditError({ kind: 'in-the-way', profile, lines: meanings, isOwnLine });
  return { edit: own ? replacement(own, lines, command) : addition(texts, blocks, lines, wanted) };
}

function meaningsOf({ config, credentials }: ConfigTexts, profile: string): KeyLine[] {
  return [
    ...keyLinesOf(config, 'config', profile, MEANINGS),
    ...keyLinesOf(credentials, 'credentials', profile, MEANINGS),
  ];
}

/** Whether a value is on one line and in swrole's form: with a comment behind it, the AWS CLI reads another value. */
function isWritten(
  { line, continuations }: OwnLine,
  isWanted: (value: string) => boolean,
): boolean {
  const [key = '', value = ''] = line.text.split(/\s*=\s*(.*)/s);
  return continuations.size === 0 && key === processKeys.credentialProcess && isWanted(value);
}

function isSamePlace(a: Location, b: Location): boolean {
  return a.file === b.file && a.line === b.line;
}

const PROCESS = processKeys.credentialProcess;

/** Adds the lines below the profile's header, indented like its other lines; else a new section at the end of the file. */
function addition(
  texts: ConfigTexts,
  [block]: readonly Block[],
  lines: readonly FileLine[],
  wanted: ProcessProfile,
): LineEdit {
  const settings = [`${PROCESS} = ${wanted.command}`];
  if (wanted.region !== undefined && !hasRegion(texts, wanted.profile))
    settings.push(`${endpointKeys.region} = ${wanted.region}`);
  if (block === undefined) return newSection(lines, wanted.profile, settings);
  const indent = indentOf(texts.config.text, block.lines[0]);
  return insertion(
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
  return insertion(lines, lines.length, [...gap(lines), headerOf(profile), ...settings]);
}

/** The empty line before a section at the end of a file. */
function gap(lines: readonly FileLine[]): readonly string[] {
  return (lines.at(-1)?.text ?? '').trim() === '' ? [] : [''];
}

function headerOf(profile: string): string {
  return profile === 'default' ? '[default]' : `[profile ${profile}]`;
}

/** A profile that is not there yet. */
export interface NewProfile {
  readonly name: string;
  readonly settings: readonly (readonly [key: string, value: string])[];
}

/**
 * Plans the edit that adds profiles at the end of the config file.
 *
 * @param lines as in {@link planProfile}
 * @throws ConfigEditError `bad-name`, `taken`, `same-names`
 */
export function planNewProfiles(
  texts: ConfigTexts,
  lines: readonly FileLine[],
  profiles: readonly NewProfile[],
): LineEdit {
  const { profiles: known } = parseConfigFiles(texts);
  const names = new Set<string>();
  for (const { name } of profiles) {
    if (!isReadByAll(name))
      throw new ConfigEditError({ kind: 'bad-name', profile: name, instead: suggestName(name) });
    const there = known.get(name);
    if (there !== undefined)
      throw new ConfigEditError({ kind: 'taken', profile: name, at: there.at });
    if (names.has(name)) throw new ConfigEditError({ kind: 'same-names', profile: name });
    names.add(name);
  }
  const sections = profiles.flatMap(({ name, settings }, index) => [
    ...(index === 0 ? gap(lines) : ['']),
    headerOf(name),
    ...settings.map(([key, value]) => `${key} = ${value}`),
  ]);
  return insertion(lines, lines.length, sections);
}

function indentOf(text: string, line: ContentLine | undefined): string {
  return line ? (text.split('\n')[line.number - 1] ?? '').slice(0, line.indent) : '';
}

function insertion(lines: readonly FileLine[], after: number, texts: readonly string[]): LineEdit {
  const end = lineEndAt(lines, after);
  return { after, removed: 0, added: texts.map((text) => ({ text: lineText(text), end })) };
}

/** The `credential_process` of a profile in the config file, and its continuation lines. */
interface OwnLine {
  readonly at: Location;
  readonly line: ContentLine;
  /** The number of its last continuation line, else its own. */
  readonly last: number;
  readonly continuations: ReadonlySet<number>;
}

/** Finds the `credential_process` line that counts; `undefined` if there is none. */
function ownLine(
  config: SourceText,
  blocks: readonly Block[],
  profile: string,
): OwnLine | undefined {
  const { sections } = parseSections(config, 'config');
  const section = sections.find(({ type, name }) => type === 'profile' && name === profile);
  const at = section?.settings.get(PROCESS)?.at;
  if (at === undefined) return undefined;
  const block = blocks.find(({ lines }) => lines.some(({ number }) => number === at.line));
  const [line, ...behind] = block?.lines.filter(({ number }) => number >= at.line) ?? [];
  if (line === undefined) return undefined;
  const end = behind.findIndex(({ indent }) => indent <= line.indent);
  const continuations = behind.slice(0, end < 0 ? undefined : end).map(({ number }) => number);
  return {
    at,
    line,
    last: continuations.at(-1) ?? line.number,
    continuations: new Set(continuations),
  };
}

/** Replaces the command. Keeps the comments between the lines of the old one. */
function replacement(
  { line, last, continuations }: OwnLine,
  lines: readonly FileLine[],
  command: string,
): LineEdit {
  const after = line.number - 1;
  const old = lines.slice(after, last);
  const kept = old.filter((_, i) => i > 0 && !continuations.has(line.number + i));
  const indent = /^\s*/.exec(old[0]?.text ?? '')?.[0] ?? '';
  const end = old[0]?.end || lineEndAt(lines, after);
  const text = `${indent}${PROCESS} = ${lineText(command)}`;
  return { after, removed: old.length, added: [{ text, end }, ...kept] };
}

/**
 * Plans the edits that remove lines with some keys from a profile, and the profile's header if nothing else is below it. Each edit is
 * for the file as the one before leaves it; the last lines come first.
 *
 * @param keys of the lines to remove
 * @param isRemoved whether a line is one of those to remove; all by default
 */
export function planKeyRemoval(
  { text }: SourceText,
  kind: FileKind,
  profile: string,
  keys: ReadonlySet<string>,
  isRemoved: (value: string) => boolean = () => true,
): readonly LineEdit[] {
  const numbers = blocksOf(text, kind, profile).flatMap((block) => {
    const removed = block.lines.filter(
      (line) => keys.has(keyOf(line)) && isRemoved(line.text.replace(/^[^=]*=\s*/, '').trimEnd()),
    );
    const isEmpty = removed.length > 0 && removed.length === block.lines.length;
    const { number } = block.header;
    const isApart = (text.split('\n')[number - 2] ?? 'x').trim() === '';
    const head = isEmpty ? [...(isApart ? [number - 1] : []), number] : [];
    return [...head, ...removed.map((line) => line.number)];
  });
  const edits: { after: number; removed: number; added: [] }[] = [];
  for (const number of numbers.sort((a, b) => b - a)) {
    const last = edits.at(-1);
    if (last?.after === number) {
      last.after -= 1;
      last.removed += 1;
    } else edits.push({ after: number - 1, removed: 1, added: [] });
  }
  return edits;
}

// The names of profiles that every SDK reads (contract B.2, "invalid characters").

/** The alphabet of AWS's specification; JS and Java ignore other names. With a profile `__proto__`, JS reads an empty file. */
const NAME = /^(?!__proto__$)[A-Za-z0-9_\-/.%@:+]+$/;
const OTHERS = /[^A-Za-z0-9_\-/.%@:+]+/g;

/** Whether every SDK reads a profile of this name. */
export function isReadByAll(name: string): boolean {
  return NAME.test(name);
}

/** A similar name that every SDK reads, `app-dev` for `app dev`; `undefined` if no valid character is left. */
export function suggestName(name: string): string | undefined {
  const suggestion = name.replace(OTHERS, '-').replace(/^-+|-+$/g, '');
  return isReadByAll(suggestion) ? suggestion : undefined;
}

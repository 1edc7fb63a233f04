/**
 * The profile that SDKs use, `[profile APP]` with a `credential_process`: what must change in the config file so that it is
 * there. Whatever else a profile holds that gives credentials, some SDK takes that first (contract A.5), so such a
 * profile is refused.
 */

import type { Location } from '../config/errors.ts';
import { type ConfigTexts, parseConfigFiles } from '../config/files.ts';
import type { ContentLine } from '../config/ini/lexer.ts';
import { parseSections, type SourceText } from '../config/ini/parser.ts';
import { endpointKeys, processKeys } from '../config/keys.ts';
import { ConfigEditError, type KeyLine, MEANINGS } from './errors.ts';
import { type FileLine, type LineEdit, lineEndAt, lineText } from './lines.ts';
import { assertReadableHeaders, type Block, blocksOf, keyLinesOf } from './profile-blocks.ts';

/** What must change, or where the line stands that is there already. */
export type ProfilePlan = { readonly edit: LineEdit } | { readonly there: Location };

/**
 * @param lines the config file's, of the same bytes as its text
 * @param force replaces another `credential_process`; whatever else is in the way is refused all the same
 * @throws ConfigEditError `bad-name`, `two-defaults`, `odd-header`, `in-the-way`
 */
export function planProfile(
  texts: ConfigTexts,
  lines: readonly FileLine[],
  wish: ProcessProfile,
  force: boolean,
): ProfilePlan {
  const { profile, command } = wish;
  if (!isReadByAll(profile))
    throw new ConfigEditError({ kind: 'bad-name', profile, instead: suggestName(profile) });
  const blocks = blocksOf(texts.config.text, 'config', profile);
  assertReadableHeaders(texts, blocks, profile);
  const own = ownLine(texts.config, blocks, profile);
  const meanings = meaningsOf(texts, profile);
  const isOwnLine = own !== undefined && meanings.every(({ at }) => isSamePlace(at, own.at));
  if (isOwnLine && isWritten(own, (value) => value === command)) return { there: own.at };
  const mayReplace = isOwnLine && (force || isWritten(own, wish.isSame));
  if (meanings.length > 0 && !mayReplace)
    throw new ConfigEditError({ kind: 'in-the-way', profile, lines: meanings, isOwnLine });
  return { edit: own ? replacement(own, lines, command) : addition(texts, blocks, lines, wish) };
}

function meaningsOf({ config, credentials }: ConfigTexts, profile: string): KeyLine[] {
  return [
    ...keyLinesOf(config, 'config', profile, MEANINGS),
    ...keyLinesOf(credentials, 'credentials', profile, MEANINGS),
  ];
}

/** Whether a value is on one line and as we write it: with a comment behind it, the AWS CLI reads another one. */
function isWritten({ line, goesOn }: OwnLine, isWanted: (value: string) => boolean): boolean {
  const [key = '', value = ''] = line.text.split(/\s*=\s*(.*)/s);
  return goesOn.size === 0 && key === processKeys.credentialProcess && isWanted(value);
}

function isSamePlace(a: Location, b: Location): boolean {
  return a.file === b.file && a.line === b.line;
}

// Where the lines of a profile go that has none of them yet.

/** What the profile is to be. */
interface ProcessProfile {
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
function addition(
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

/** The `credential_process` of a profile in the config file, and the lines that go on with it. */
interface OwnLine {
  readonly at: Location;
  readonly line: ContentLine;
  /** Of the last line that goes on with it, or its own. */
  readonly last: number;
  readonly goesOn: ReadonlySet<number>;
}

/** The line that counts; `undefined` if there is none. */
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
  const goesOn = behind.slice(0, end < 0 ? undefined : end).map(({ number }) => number);
  return { at, line, last: goesOn.at(-1) ?? line.number, goesOn: new Set(goesOn) };
}

/** Another command in its place. Comments between the lines of the old one are kept. */
function replacement(
  { line, last, goesOn }: OwnLine,
  lines: readonly FileLine[],
  command: string,
): LineEdit {
  const after = line.number - 1;
  const old = lines.slice(after, last);
  const kept = old.filter((_, i) => i > 0 && !goesOn.has(line.number + i));
  const indent = /^\s*/.exec(old[0]?.text ?? '')?.[0] ?? '';
  const end = old[0]?.end || lineEndAt(lines, after);
  const text = `${indent}${PROCESS} = ${lineText(command)}`;
  return { after, removed: old.length, added: [{ text, end }, ...kept] };
}

/** The names of profiles that every SDK reads (contract B.2, "invalid characters"). */

/** The alphabet of AWS's specification; a name outside it, JS and Java pass over. `__proto__` empties JS's whole file. */
const NAME = /^(?!__proto__$)[A-Za-z0-9_\-/.%@:+]+$/;
const OTHERS = /[^A-Za-z0-9_\-/.%@:+]+/g;

/** Whether every SDK reads a profile of this name. */
function isReadByAll(name: string): boolean {
  return NAME.test(name);
}

/** The name without what not all read, `app-dev` for `app dev`; `undefined` if nothing is left of it. */
export function suggestName(name: string): string | undefined {
  const like = name.replace(OTHERS, '-').replace(/^-+|-+$/g, '');
  return isReadByAll(like) ? like : undefined;
}

/**
 * The profile that SDKs use, `[profile APP]` with a `credential_process`: what must change in the config file so that it is
 * there. Whatever else a profile holds that gives credentials, some SDK takes that first (contract A.5), so such a
 * profile is refused.
 */

import type { Location } from '../config/config-error.ts';
import { type ConfigTexts, parseConfigFiles } from '../config/config-files.ts';
import type { ContentLine } from '../config/grammar/lines.ts';
import { parseSections } from '../config/grammar/sections.ts';
import {
  endpointKeys,
  loginKeys,
  processKeys,
  roleKeys,
  ssoKeys,
  staticKeys,
} from '../config/keys.ts';
import { ConfigEditError, type KeyLine } from './edit-error.ts';
import { type FileLine, type LineEdit, lineEndAt, lineText } from './file-lines.ts';
import { type Block, blocksOf, isPlainHeader, keyLinesOf, keyOf } from './profile-blocks.ts';

/** What the profile is to be. */
export interface ProcessProfile {
  readonly profile: string;
  /** The value of `credential_process`. */
  readonly command: string;
  /** For a profile that has no region. */
  readonly region: string | undefined;
}

/** What must change, and what of the profile stays in the way of it. */
export interface ProfilePlan {
  /** `undefined`: nothing, because the line is there at `at`. */
  readonly edit: LineEdit | undefined;
  readonly at: Location | undefined;
  readonly stays: readonly KeyLine[];
}

const { roleArn, sourceProfile, credentialSource, webIdentityTokenFile } = roleKeys;
const PROCESS = processKeys.credentialProcess;
const MEANINGS: ReadonlySet<string> = new Set([
  ...[roleArn, sourceProfile, credentialSource, webIdentityTokenFile, PROCESS],
  ...[ssoKeys, loginKeys, staticKeys].flatMap((keys) => Object.values(keys)),
]);

/** The alphabet of AWS's specification; a name outside it, JS and Java pass over. `__proto__` empties JS's whole file. */
const NAME = /^(?!__proto__$)[A-Za-z0-9_\-/.%@:+]+$/;

/**
 * @param lines the config file's, of the same bytes as its text
 * @param force replaces another `credential_process`, and leaves the rest in the way
 * @throws ConfigEditError `bad-name`, `two-defaults`, `odd-header`, `in-the-way`
 */
export function planProfile(
  texts: ConfigTexts,
  lines: readonly FileLine[],
  wish: ProcessProfile,
  force: boolean,
): ProfilePlan {
  const { profile, command } = wish;
  if (!NAME.test(profile)) throw new ConfigEditError({ kind: 'bad-name', profile });
  const blocks = blocksOf(texts.config.text, 'config', profile);
  refuseTwoForms(texts.config.path, blocks);
  refuseOddHeaders(texts, blocks, profile);
  const meanings = [
    ...keyLinesOf(texts.config, 'config', profile, MEANINGS),
    ...keyLinesOf(texts.credentials, 'credentials', profile, MEANINGS),
  ];
  const own = ownLine(texts, blocks, profile);
  const stays = meanings.filter(({ at }) => !own || !isSamePlace(at, own.at));
  const isThere = own?.line.text.replace(/\s*=\s*/, ' = ') === `${PROCESS} = ${command}`;
  if (isThere && (force || stays.length === 0)) return { edit: undefined, at: own?.at, stays };
  if (meanings.length > 0 && !force)
    throw new ConfigEditError({
      kind: 'in-the-way',
      profile,
      lines: meanings,
      isOwnLine: stays.length === 0,
    });
  const edit = own ? replacement(own, lines, command) : addition(texts, blocks, lines, wish);
  return { edit, at: undefined, stays };
}

function isSamePlace(a: Location, b: Location): boolean {
  return a.file === b.file && a.line === b.line;
}

function refuseTwoForms(file: string, [first, ...others]: readonly Block[]): void {
  const other = others.find(({ prefixed }) => prefixed !== first?.prefixed);
  if (first === undefined || other === undefined) return;
  const [at, otherAt] = [first, other].map(({ header }) => ({ file, line: header.number }));
  if (at && otherAt) throw new ConfigEditError({ kind: 'two-defaults', at, otherAt });
}

/** A header of the profile that some SDK passes over, or one below it, so that what follows counts for the profile. */
function refuseOddHeaders(texts: ConfigTexts, blocks: readonly Block[], profile: string): void {
  const { config, credentials } = texts;
  const odd = blocks.find(({ header }) => !isPlainHeader(header, profile))?.header;
  const places = [
    { file: config.path, line: odd ?? missedHeader(blocks) },
    {
      file: credentials.path,
      line: missedHeader(blocksOf(credentials.text, 'credentials', profile)),
    },
  ];
  for (const { file, line } of places) {
    if (line === undefined) continue;
    const at = { file, line: line.number };
    throw new ConfigEditError({ kind: 'odd-header', profile, at });
  }
}

function missedHeader(blocks: readonly Block[]): ContentLine | undefined {
  const block = blocks.find(({ missed }) => missed.some((line) => MEANINGS.has(keyOf(line))));
  return block?.missed[0];
}

/** The `credential_process` of the profile in the config file, and the lines that go on with it. */
interface OwnLine {
  readonly at: Location;
  readonly line: ContentLine;
  /** Of the last line that goes on with it, or its own. */
  readonly last: number;
  readonly goesOn: ReadonlySet<number>;
}

function ownLine(
  { config }: ConfigTexts,
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

/** Comments between the lines of the old command are kept. */
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

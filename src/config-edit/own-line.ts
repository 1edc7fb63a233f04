/** The one line of a profile that `setup` may replace: its `credential_process` in the config file. */
import type { Location } from '../config/errors.ts';
import type { ContentLine } from '../config/ini/lexer.ts';
import { parseSections, type SourceText } from '../config/ini/parser.ts';
import { processKeys } from '../config/keys.ts';
import { type FileLine, type LineEdit, lineEndAt, lineText } from './lines.ts';
import type { Block } from './profile-blocks.ts';

const PROCESS = processKeys.credentialProcess;

/** The `credential_process` of a profile in the config file, and the lines that go on with it. */
export interface OwnLine {
  readonly at: Location;
  readonly line: ContentLine;
  /** Of the last line that goes on with it, or its own. */
  readonly last: number;
  readonly goesOn: ReadonlySet<number>;
}

/** The line that counts; `undefined` if there is none. */
export function ownLine(
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
export function replacement(
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

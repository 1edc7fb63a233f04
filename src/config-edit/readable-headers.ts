/**
 * Headers that every SDK reads as such. What JS does not take for a header is nothing to it, so the lines below belong to the
 * section above: a line written there would make another profile mean something else.
 */
import type { ConfigTexts } from '../config/files.ts';
import type { ContentLine } from '../config/ini/lexer.ts';
import { ConfigEditError } from './errors.ts';
import { MEANINGS } from './meanings.ts';
import { type Block, blocksOf, isPlainHeader, keyOf } from './profile-blocks.ts';

/**
 * @param blocks those of the profile in the config file
 * @throws ConfigEditError `two-defaults`, `odd-header`
 */
export function refuseUnreadableHeaders(
  texts: ConfigTexts,
  blocks: readonly Block[],
  profile: string,
): void {
  refuseTwoForms(texts.config.path, blocks);
  refuseOddHeaders(texts, blocks, profile);
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

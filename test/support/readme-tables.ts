/** The tables of the README, as the program's own texts would have them. */

import { FILES } from '../../.build/man-texts.ts';
import { CALL_KEYS, ROLE_KEYS, SOURCE_KEYS } from '../../src/help/keys.ts';
import type { Row } from '../../src/help/page.ts';
import { EXIT_CODES, FORMAT_TEXTS } from '../../src/help/topics.ts';
import { markdownTable, quoted } from './markdown-table.ts';

const keyRow = ([key, meaning]: Row) => [quoted(key), meaning];

const OWN = '~/.aws/swrole/';

/** By the title of the README's section that each is in. */
export const README_TABLES: Readonly<Record<string, string>> = {
  'What is stored': markdownTable(
    ['folder', 'what'],
    FILES.filter(([path]) => path.includes(OWN)).map(([path, what]) => [
      path.replaceAll(OWN, '').split(', ').map(quoted).join(', '),
      what,
    ]),
  ),
  Formats: markdownTable(
    ['format', 'for', 'use'],
    Object.entries(FORMAT_TEXTS).map(([name, { for: whom, use }]) => [quoted(name), whom, use]),
  ),
  'Exit codes': markdownTable(['code', 'meaning'], EXIT_CODES),
  'Where credentials come from': markdownTable(['key', 'credentials'], SOURCE_KEYS.map(keyRow)),
  'The role': markdownTable(['key', 'meaning'], ROLE_KEYS.map(keyRow)),
  'The call': markdownTable(
    ['key', 'variable, which comes first', 'meaning'],
    CALL_KEYS.map(({ key, variables, meaning }) => [
      quoted(key),
      variables.map(quoted).join(', then '),
      meaning,
    ]),
  ),
};

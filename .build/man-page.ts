/** `dist/man/swrole.1`, from what the help is made of. */

import manifest from '../package.json' with { type: 'json' };
import { COMMANDS, type CommandName } from '../src/cli/commands.ts';
import { environmentPage } from '../src/help/keys.ts';
import { COMMAND_TEXTS, type Page, type Row, usageLines } from '../src/help/page.ts';
import {
  configPage,
  EXIT_CODES,
  EXIT_NOTE,
  flagsPage,
  formatsPage,
  PURPOSE,
  USES,
} from '../src/help/topics.ts';
import { DESCRIPTION, FILES, SECURITY, SEE_ALSO } from './man-texts.ts';
import { escaped, heading, roffSection, withoutEmptyParagraphs } from './roff.ts';

const names = Object.keys(COMMANDS) as CommandName[];

const commandRows = names.map((name): Row => [usageLines(name).join(', '), COMMAND_TEXTS[name]]);

const examples = names.flatMap((name): readonly Row[] => COMMANDS[name].examples);

const synopsis = ['swrole [flags] PROFILE', ...names.flatMap(usageLines)];

/** Every section in the order that man-pages(7) has. */
const SECTIONS: readonly (readonly [title: string, page: Page])[] = [
  ['SYNOPSIS', [{ lines: synopsis }]],
  ['DESCRIPTION', [{ text: PURPOSE }, ...DESCRIPTION]],
  ['COMMANDS', [{ rows: commandRows }]],
  ['OPTIONS', [...flagsPage, ...formatsPage]],
  ['CONFIGURATION', configPage],
  ['ENVIRONMENT', environmentPage],
  ['EXIT STATUS', [{ rows: EXIT_CODES }, { text: EXIT_NOTE }]],
  ['FILES', [{ rows: FILES }]],
  ['EXAMPLES', [{ rows: USES }, { rows: examples }]],
  ['SECURITY', SECURITY],
  ['SEE ALSO', SEE_ALSO],
];

/**
 * The man page.
 *
 * @param date of the build, as `2026-01-31`
 */
export function manPage(date: string): string {
  const { version, description } = manifest;
  const [purpose = ''] = description.split(':');
  const sections = SECTIONS.map(([title, page]) =>
    [heading('SH', title), ...page.map(roffSection)].join('\n'),
  );
  const page = [
    `.TH SWROLE 1 "${date}" "swrole ${escaped(version)}"`,
    // No hyphens within names that are to be typed, no gaps around them, none after a sentence that ends a line.
    '.nh',
    '.ad l',
    '.ss 12 0',
    heading('SH', 'NAME'),
    `swrole \\- ${escaped(purpose)}`,
    ...sections,
    '',
  ].join('\n');
  return withoutEmptyParagraphs(page);
}

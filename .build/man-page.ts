/** `dist/man/swrole.1`, from what the help is made of. */
import manifest from '../package.json' with { type: 'json' };
import { COMMANDS, type CommandName } from '../src/cli/commands.ts';
import { usageLines } from '../src/help/commands.ts';
import { COMMAND_TEXTS } from '../src/cli/help/command-texts.ts';
import { configPage } from '../src/cli/help/config-page.ts';
import { environmentPage } from '../src/cli/help/environment-texts.ts';
import { EXIT_CODES, EXIT_NOTE } from '../src/cli/help/exit-codes.ts';
import { flagsPage } from '../src/cli/help/flags-page.ts';
import { formatsPage } from '../src/cli/help/format-texts.ts';
import { PURPOSE, USES } from '../src/cli/help/overview.ts';
import type { Page, Row } from '../src/cli/help/page.ts';
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

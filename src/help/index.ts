/** Finds the page of a help subject. Only `commands/help.ts` loads this file, lazily. */

import { COMMANDS } from '../cli/commands.ts';
import { type HelpSubject, TOPIC_NAMES } from '../cli/help-topics.ts';
import { commandPage } from './commands.ts';
import type { Page, Row } from './page.ts';
import { TOPIC_PAGES } from './topics.ts';

/** The page of a subject. */
export function pageOf(subject: Exclude<HelpSubject, { readonly kind: 'version' }>): Page {
  if (subject.kind === 'overview') return overview;
  return subject.kind === 'command' ? commandPage(subject.name) : TOPIC_PAGES[subject.name];
}

// `swrole --help`: an overview on one screen of 24 lines. Flags have their own pages.

/** The three most common uses. */
export const USES: readonly Row[] = [
  ['credential_process = swrole -j PROFILE', 'every AWS SDK: a line of ~/.aws/config'],
  ['eval $(swrole PROFILE)', 'this shell; without eval, a new one'],
  ['swrole exec PROFILE -- COMMAND...', 'one command'],
];

const commandRows = Object.entries(COMMANDS)
  .filter(([name]) => name !== 'help')
  .map(([name, { summary }]): Row => [name, summary]);

const MORE: readonly Row[] = [['swrole help TOPIC', `a command, ${TOPIC_NAMES.join(', ')}`]];

/** The purpose of swrole in one sentence. */
export const PURPOSE =
  'AWS credentials of a profile of ~/.aws/config, for SDKs, shells and commands.';

/** The overview page. */
const overview: Page = [
  { text: PURPOSE },
  { title: 'Usage', rows: USES },
  { title: 'Commands', rows: commandRows },
  { title: 'More', rows: MORE },
];

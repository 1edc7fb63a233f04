/** From what is asked to its page. This is what `help.ts` loads, and nothing else does. */

import { COMMANDS } from '../cli/commands.ts';
import { type HelpSubject, TOPIC_NAMES } from '../cli/help-topics.ts';
import { commandPage } from './commands.ts';
import type { Page, Row } from './page.ts';
import { TOPIC_PAGES } from './topics.ts';

/** The page on a subject. */
export function pageOf(subject: Exclude<HelpSubject, { readonly kind: 'version' }>): Page {
  if (subject.kind === 'overview') return overview;
  return subject.kind === 'command' ? commandPage(subject.name) : TOPIC_PAGES[subject.name];
}

// `swrole --help`: what swrole is for, on one screen of 24 lines. Flags have pages of their own.

/** The three common uses. */
export const USES: readonly Row[] = [
  ['credential_process = swrole -j PROFILE', 'every AWS SDK: a line of ~/.aws/config'],
  ['eval $(swrole PROFILE)', 'this shell; without eval, a new one'],
  ['swrole exec PROFILE -- COMMAND...', 'one command'],
];

const commandRows = Object.entries(COMMANDS)
  .filter(([name]) => name !== 'help')
  .map(([name, { summary }]): Row => [name, summary]);

const MORE: readonly Row[] = [
  ['swrole COMMAND --help', 'what it does, its flags, examples'],
  ['swrole help flags', '-t CODE, -f FORMAT, --duration TIME, --refresh, ...'],
  ['swrole help TOPIC', TOPIC_NAMES.filter((name) => name !== 'flags').join(', ')],
];

/** One sentence on the whole. */
export const PURPOSE =
  'AWS credentials of a profile of ~/.aws/config, for SDKs, shells and commands.';

/** The first page. */
const overview: Page = [
  { text: PURPOSE },
  { title: 'Usage', rows: USES },
  { title: 'Commands', rows: commandRows },
  { title: 'More', rows: MORE },
];

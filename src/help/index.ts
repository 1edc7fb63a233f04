/** From what is asked to its page. This is what `help.ts` loads, and nothing else does. */
import { commandPage } from './commands.ts';
import { overview } from '../cli/help/overview.ts';
import type { Page } from '../cli/help/page.ts';
import type { HelpSubject } from '../cli/help/subject.ts';
import { TOPIC_PAGES } from './topics.ts';

/** The page on a subject. */
export function pageOf(subject: Exclude<HelpSubject, { readonly kind: 'version' }>): Page {
  if (subject.kind === 'overview') return overview;
  return subject.kind === 'command' ? commandPage(subject.name) : TOPIC_PAGES[subject.name];
}

/** From what is asked to its page. This is what `help.ts` loads, and nothing else does. */
import { commandPage } from './command-page.ts';
import { overview } from './overview.ts';
import type { Page } from './page.ts';
import type { HelpSubject } from './subject.ts';
import { TOPIC_PAGES } from './topic-pages.ts';

/** The page on a subject. */
export function pageOf(subject: Exclude<HelpSubject, { readonly kind: 'version' }>): Page {
  if (subject.kind === 'overview') return overview;
  return subject.kind === 'command' ? commandPage(subject.name) : TOPIC_PAGES[subject.name];
}

/** The topics: what each is about, and its page. */
import { configPage } from './config-page.ts';
import { environmentPage } from './environment-texts.ts';
import { exitCodesPage } from './exit-codes.ts';
import { flagsPage } from './flags-page.ts';
import { formatsPage } from './format-texts.ts';
import type { Page } from './page.ts';
import type { TopicName } from './topic-names.ts';

/** One topic. */
export interface Topic {
  /** One line. */
  readonly summary: string;
  readonly page: Page;
}

/** By name, in the order of the lists. */
export const TOPICS: Readonly<Record<TopicName, Topic>> = {
  config: { summary: 'the keys of a profile', page: configPage },
  environment: { summary: 'the variables', page: environmentPage },
  'exit-codes': { summary: 'the exit codes', page: exitCodesPage },
  flags: { summary: 'all flags', page: flagsPage },
  formats: { summary: 'the forms of other shells', page: formatsPage },
};

/** The pages of the topics. */
import { configPage } from './config-page.ts';
import { environmentPage } from './environment-texts.ts';
import { exitCodesPage } from './exit-codes.ts';
import { flagsPage } from './flags-page.ts';
import { formatsPage } from './format-texts.ts';
import type { Page } from './page.ts';
import type { TopicName } from './topics.ts';

/** By name. */
export const TOPIC_PAGES: Readonly<Record<TopicName, Page>> = {
  config: configPage,
  environment: environmentPage,
  'exit-codes': exitCodesPage,
  flags: flagsPage,
  formats: formatsPage,
};

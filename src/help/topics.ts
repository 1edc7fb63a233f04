/** The pages of the topics. */
import { configPage } from '../cli/help/config-page.ts';
import { environmentPage } from '../cli/help/environment-texts.ts';
import { exitCodesPage } from '../cli/help/exit-codes.ts';
import { flagsPage } from '../cli/help/flags-page.ts';
import { formatsPage } from '../cli/help/format-texts.ts';
import type { Page } from '../cli/help/page.ts';
import type { TopicName } from '../cli/help-topics.ts';

/** By name. */
export const TOPIC_PAGES: Readonly<Record<TopicName, Page>> = {
  config: configPage,
  environment: environmentPage,
  'exit-codes': exitCodesPage,
  flags: flagsPage,
  formats: formatsPage,
};

/** `swrole help config`: every key of a profile. */
import { CALL_KEYS, ROLE_KEYS, SOURCE_KEYS } from '../../help/keys.ts';
import type { Page, Row } from './page.ts';

/** The keys, grouped as in the README. */
export const configPage: Page = [
  {
    text: 'The keys of a `[profile NAME]` in `~/.aws/config`, or of a `[NAME]` in `~/.aws/credentials`.',
  },
  { title: 'Where credentials come from', rows: SOURCE_KEYS },
  { title: 'The role', rows: ROLE_KEYS },
  { title: 'The call', rows: CALL_KEYS.map(({ key, meaning }): Row => [key, meaning]) },
  { text: 'A variable comes before a key of the call: see `swrole help environment`.' },
];

/** The exit codes, as the help, the README and the man page give them. */
import type { Page, Row } from './page.ts';

/** What each exit code of swrole itself means. */
export const EXIT_CODES: readonly Row[] = [
  ['0', 'done'],
  ['1', 'a bug, a broken installation, a limit of the system, or a failed write'],
  ['2', 'the command line'],
  ['3', 'the configuration'],
  ['4', 'no code: no way to ask, cancelled, refused'],
  ['5', 'AWS refused, or could not be reached'],
  ['130', 'interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP'],
];

/** The commands that have more to tell. */
export const EXIT_NOTE =
  "`exec` gives the command's own; 126 and 127 if it cannot be run. `doctor` gives 1 if it finds an error.";

/** `swrole help exit-codes`. */
export const exitCodesPage: Page = [{ title: 'Exit codes', rows: EXIT_CODES }, { text: EXIT_NOTE }];

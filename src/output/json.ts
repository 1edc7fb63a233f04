import type { FormatWriter } from './format-writer.ts';
import { version1Document } from '../formats/document.ts';

/** The Version 1 document, for programs. */
export const json: FormatWriter = {
  write: ({ credentials, accountId }) => version1Document(credentials, accountId),
  // An SDK must not find anything to parse: PHP and C++ ignore the exit status (contract A.1).
  fail: () => '',
};

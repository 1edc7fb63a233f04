/** A byte order mark, which editors on Windows leave at the beginning of a file. */
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';

/** Files that begin with a byte order mark. */
export const byteOrderMark: Check = ({ fileFacts }) =>
  fileFacts
    .filter(({ startsWithMark }) => startsWithMark)
    .map(({ path }) => ({
      level: 'error',
      what: 'the file begins with a byte order mark',
      where: { file: path, line: 1 },
      why: 'the AWS CLI, Go, Rust and Java refuse the whole file, and Ruby loses its first section; JS and swrole read it',
      advice: fix('save the file as UTF-8 without byte order mark'),
    }));

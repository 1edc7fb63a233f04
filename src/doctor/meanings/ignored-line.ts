/** What a line that swrole passes over means to the other readers (contract B.2). */
import type { IgnoredLineReason } from '../../config/warnings.ts';
import { fix, type Level } from '../finding.ts';
import { type Meaning, meaning } from './meaning.ts';

const REFUSED =
  'the AWS CLI, botocore, Rust and Java refuse the whole file; JS, Go, Ruby and swrole pass over the line';

const WHY: Readonly<Record<IgnoredLineReason, readonly [Level, string]>> = {
  'outside-section': ['error', REFUSED],
  'no-equals': ['error', REFUSED],
  'no-key': [
    'error',
    'the AWS CLI, botocore, Go, Rust and Java refuse the whole file; JS, Ruby and swrole pass over the line',
  ],
  'bad-key': ['warning', 'some SDKs read the line, others do not'],
  'below-ignored': ['warning', 'some SDKs read the line, others do not'],
};

/** What such a line means. */
export function lineMeaning(reason: IgnoredLineReason): Meaning {
  const [level, why] = WHY[reason];
  return meaning(
    level,
    why,
    fix('write KEY = VALUE, or make the line a comment with a # before it'),
  );
}

import type { TemporaryKey } from '../sts-stand-in/keyring.ts';
import type { IssueKey } from './issue-key.ts';

/** How long before a key's end a metadata service has the next one: at least five minutes (EC2 user guide). */
const RENEWED_MS = 5 * 60_000;

/** One key for every request, until it is old, as a metadata service hands them out. */
export function keptKey(issue: IssueKey, now: () => number): IssueKey {
  let kept: TemporaryKey | undefined;
  return () => {
    if (!kept || kept.session.expiration - now() <= RENEWED_MS) kept = issue();
    return kept;
  };
}
